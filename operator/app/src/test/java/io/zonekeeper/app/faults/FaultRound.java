package io.zonekeeper.app.faults;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.zonekeeper.app.evacuation.Quiet;
import io.zonekeeper.testing.ApiRequest;
import io.zonekeeper.testing.Fault;
import io.zonekeeper.testing.FaultSchedule;
import io.zonekeeper.testing.FaultyGate;
import io.zonekeeper.testing.Write;
import io.zonekeeper.testing.WriteCounter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lives side by side while requests fail.
 *
 * <ol>
 *   <li>Requests that name an object of a life fail by the seed of that life; all others, such as lists, watches and
 *       those about zones, by the seed of the round.
 *   <li>Faults begin before anything is made and end when the last phase has ended.
 *   <li>Then nothing is written any more; and an operator that is started anew writes no child.
 * </ol>
 */
final class FaultRound {
    private static final Pattern NAME = Pattern.compile("(?:web|shop|front)-(?<number>[0-9]+)-life.*");
    private static final long SEEDS_OF_A_ROUND = 1000;
    /** In every fourth round a zone dies. */
    private static final int DARK = 4;

    private final Place place;
    private final long number;
    private final boolean faulty;
    private final SideBySide lives;
    private final List<FaultSchedule> schedules;
    private final FaultSchedule others;
    private Map<Fault, Integer> befallen = Map.of();

    private FaultRound(Place place, long number, List<Life> lives, boolean faulty) {
        this.place = place;
        this.number = number;
        this.faulty = faulty;
        this.lives = new SideBySide(place, lives, faulty && number % DARK == 0, SideBySide.PATIENCE, () -> {});
        this.schedules = IntStream.range(0, lives.size())
                .mapToObj(life -> FaultSchedule.of(number * SEEDS_OF_A_ROUND + life))
                .toList();
        this.others = FaultSchedule.of(number * SEEDS_OF_A_ROUND + SEEDS_OF_A_ROUND - 1);
    }

    /** A life of each kind, without faults. */
    static FaultRound undisturbed(Place place) {
        return new FaultRound(place, 0, SideBySide.ofEachKind(1), false);
    }

    /** So many lives, with faults. */
    static FaultRound of(Place place, long number, int lives) {
        return new FaultRound(place, number, SideBySide.lives(lives), true);
    }

    /** Plays it, and returns what was made of each life. */
    List<SideBySide.End> play() {
        try (FaultyGate gate = new FaultyGate(place.identity(), this::schedule)) {
            place.operator().behind(gate.gate());
            place.operator().startInProcess();
            gate.faulty(faulty);
            try {
                lives.live();
            } finally {
                gate.faulty(false);
                befallen = gate.befallen();
            }
            List<SideBySide.End> ends = lives.ends();
            Quiet.becomesInNamespace(place.writes(), place.namespace());
            WriteCounter.Mark mark = place.writes().mark();
            place.operator().restart();
            Quiet.becomesInNamespace(place.writes(), place.namespace());
            assertThat(place.writes().since(mark))
                    .as("children that an operator writes that was started anew")
                    .filteredOn(
                            write -> write.namespace().equals(place.namespace().name()))
                    .extracting(Write::resource)
                    .doesNotContain(
                            "services",
                            "deployments",
                            "statefulsets",
                            "configmaps",
                            "poddisruptionbudgets",
                            "zonedservices",
                            "pods/eviction");
            clear();
            return ends;
        }
    }

    /** Removes everything that was made and ends the operator. */
    void clear() {
        lives.clear();
    }

    Map<Fault, Integer> befallen() {
        return befallen;
    }

    @Override
    public String toString() {
        return "round %d%n%s%nothers: %s"
                .formatted(
                        number,
                        schedules.stream().map(FaultSchedule::toString).collect(Collectors.joining("\n")),
                        others);
    }

    private FaultSchedule schedule(ApiRequest request) {
        Matcher name = NAME.matcher(request.name());
        return name.matches() ? schedules.get(Integer.parseInt(name.group("number"))) : others;
    }
}
