package io.zonekeeper.core.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zonekeeper.core.placement.OwnPods.Attempt;
import io.zonekeeper.core.placement.OwnPods.OwnPod;
import io.zonekeeper.core.placement.OwnPods.Step;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OwnPodsTest {
    private static final Set<String> ZONES = Set.of("a", "b", "c");

    @Test
    void aZoneThatIsBackGetsAPodAgain() {
        Step step = OwnPods.next(operators("a", "c", "c"), ZONES, "operator-0", Map.of());

        assertThat(step.evict()).contains("operator-2");
        assertThat(step.attempts()).containsEntry("operator", new Attempt("b", 0, 3));
    }

    @Test
    void theLeaderStays() {
        assertThat(OwnPods.next(operators("a", "c", "c"), ZONES, "operator-2", Map.of())
                        .evict())
                .contains("operator-1");
    }

    @Test
    void oneMoreIsNoReason() {
        Step step = OwnPods.next(operators("a", "b", "b"), Set.of("a", "b"), "operator-0", Map.of());

        assertThat(step.evict()).isEmpty();
        assertThat(step.waiting()).isFalse();
    }

    @Test
    void aZoneWhoseNodesTakeNoPodsIsNotWaitedFor() {
        assertThat(OwnPods.next(operators("a", "c", "c", "a"), Set.of("a", "c"), "operator-0", Map.of())
                        .evict())
                .isEmpty();
    }

    @Test
    void nothingMovesWhilePodsStart() {
        List<OwnPod> pods = new ArrayList<>(operators("a", "c", "c"));
        pods.set(0, new OwnPod("operator-0", "operator", "1", Optional.of("a"), false));
        assertThat(OwnPods.next(pods, ZONES, "", Map.of())).isEqualTo(new Step(Optional.empty(), true, Map.of()));

        pods.set(0, new OwnPod("operator-0", "operator", "1", Optional.empty(), true));
        assertThat(OwnPods.next(pods, ZONES, "", Map.of()).waiting()).isTrue();
    }

    @Test
    void nothingMovesDuringARollout() {
        List<OwnPod> pods = new ArrayList<>(operators("a", "c", "c"));
        pods.add(new OwnPod("operator-new", "operator", "2", Optional.of("b"), true));

        assertThat(OwnPods.next(pods, ZONES, "", Map.of())).isEqualTo(new Step(Optional.empty(), true, Map.of()));
    }

    @Test
    void theReplacementIsWaitedFor() {
        Map<String, Attempt> attempts = Map.of("operator", new Attempt("b", 0, 3));

        assertThat(OwnPods.next(operators("a", "c"), ZONES, "", attempts))
                .isEqualTo(new Step(Optional.empty(), true, attempts));
    }

    @Test
    void aZoneThatTheSchedulerDoesNotUseIsTriedOnce() {
        Map<String, Attempt> attempts = Map.of("operator", new Attempt("b", 0, 3));

        assertThat(OwnPods.next(operators("a", "c", "c"), ZONES, "", attempts))
                .isEqualTo(new Step(Optional.empty(), false, attempts));
    }

    @Test
    void observersAreWaitedForByNobodyButThemselves() {
        List<OwnPod> pods = new ArrayList<>(operators("a", "c", "c"));
        pods.add(new OwnPod("observer-0", "observer", "1", Optional.of("a"), false));

        assertThat(OwnPods.next(pods, ZONES, "", Map.of()).evict()).contains("operator-2");
    }

    /** The scheduler places what is evicted in the zone with the fewest, or, where it never uses a zone, in another. */
    @Property
    void itEndsWithASpreadOrWithOneAttempt(
            @ForAll @IntRange(max = 6) int first,
            @ForAll @IntRange(max = 6) int second,
            @ForAll @IntRange(max = 6) int third,
            @ForAll boolean usesAll) {
        List<String> zones = new ArrayList<>(Stream.of(
                        IntStream.range(0, first).mapToObj(any -> "a"),
                        IntStream.range(0, second).mapToObj(any -> "b"),
                        IntStream.range(0, third).mapToObj(any -> "c"))
                .flatMap(each -> each)
                .toList());
        List<String> used = usesAll ? List.of("a", "b", "c") : List.of("a", "b");
        Map<String, Attempt> attempts = Map.of();
        int evictions = 0;
        for (Step step = step(zones, attempts); step.evict().isPresent(); step = step(zones, attempts)) {
            attempts = step.attempts();
            zones.remove(Integer.parseInt(step.evict().orElseThrow().substring("operator-".length())));
            zones.add(used.stream()
                    .min(Comparator.comparingLong(zone -> count(zones, zone)))
                    .orElseThrow());
            evictions++;
            assertThat(evictions).isLessThan(20);
        }
        if (usesAll) {
            assertThat(ZONES.stream()
                                    .mapToLong(zone -> count(zones, zone))
                                    .max()
                                    .orElseThrow()
                            - ZONES.stream()
                                    .mapToLong(zone -> count(zones, zone))
                                    .min()
                                    .orElseThrow())
                    .isLessThan(2);
        }
    }

    private static Step step(List<String> zones, Map<String, Attempt> attempts) {
        return OwnPods.next(operators(zones.toArray(String[]::new)), ZONES, "", attempts);
    }

    private static long count(List<String> zones, String zone) {
        return zones.stream().filter(zone::equals).count();
    }

    private static List<OwnPod> operators(String... zones) {
        return IntStream.range(0, zones.length)
                .mapToObj(number -> new OwnPod("operator-" + number, "operator", "1", Optional.of(zones[number]), true))
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
