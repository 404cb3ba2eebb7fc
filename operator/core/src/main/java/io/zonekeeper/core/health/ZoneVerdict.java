package io.zonekeeper.core.health;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.core.zone.Verdict;

/**
 * What the evidence reports about a zone.
 *
 * @param zone the zone's name
 * @param verdict the verdict
 * @param since when it became that
 * @param healthySince since when the zone has been Healthy, a short time without evidence left out; empty while it is
 *     not
 * @param levels what each signal says; one without evidence is not in it
 * @param observations the evidence
 * @param dark whether the zone's nodes or pods are known not to answer: nothing is lost by leaving them
 * @param shared whether the zone fails but is not blamed, for other zones fail as well
 * @param emptySince since when the zone has had no nodes; empty while it has some
 */
public record ZoneVerdict(
        String zone,
        Verdict verdict,
        Instant since,
        Optional<Instant> healthySince,
        Map<Signal, Level> levels,
        List<Observation> observations,
        boolean dark,
        boolean shared,
        Optional<Instant> emptySince) {

    /** Copies the collections. */
    public ZoneVerdict {
        levels = levels.isEmpty() ? Map.of() : new EnumMap<>(levels);
        observations = List.copyOf(observations);
    }

    /** Creates the judgement of a zone that has nodes. */
    public ZoneVerdict(
            String zone,
            Verdict verdict,
            Instant since,
            Optional<Instant> healthySince,
            Map<Signal, Level> levels,
            List<Observation> observations,
            boolean dark,
            boolean shared) {
        this(zone, verdict, since, healthySince, levels, observations, dark, shared, Optional.empty());
    }

    /** Returns this judgement of a zone that has had no nodes since then; empty where it has some. */
    public ZoneVerdict emptySince(Optional<Instant> time) {
        return new ZoneVerdict(zone, verdict, since, healthySince, levels, observations, dark, shared, time);
    }

    /**
     * Returns this judgement with what another judge records of the zone. That it is dark counts only where that judge
     * calls it Unhealthy: it knows of more services, and which of them are being rolled out.
     */
    public ZoneVerdict recorded(Verdict recorded, Instant from, Optional<Instant> healthyFrom) {
        return new ZoneVerdict(
                zone,
                recorded,
                from,
                healthyFrom,
                levels,
                observations,
                dark && recorded == Verdict.UNHEALTHY,
                shared,
                emptySince);
    }

    /** Returns this judgement as another clock tells it, one that is ahead by so much. */
    public ZoneVerdict shifted(Duration ahead) {
        return new ZoneVerdict(
                zone,
                verdict,
                since.plus(ahead),
                healthySince.map(time -> time.plus(ahead)),
                levels,
                observations,
                dark,
                shared,
                emptySince.map(time -> time.plus(ahead)));
    }

    /** Returns what a signal says. */
    public Level level(Signal signal) {
        return levels.getOrDefault(signal, Level.NONE);
    }

    /** Returns the signals that count against the zone, and how. */
    public Map<Signal, Level> loud() {
        Map<Signal, Level> loud = new EnumMap<>(Signal.class);
        levels.forEach((signal, level) -> {
            if (level.counts()) {
                loud.put(signal, level);
            }
        });
        return loud;
    }

    /** Returns the signals of which there is always evidence, as far as there is. */
    public Set<Signal> heard() {
        return levels.keySet().stream().filter(Signal::steady).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns how many independent kinds of evidence count against the zone now. */
    public int witnesses() {
        return Judge.witnesses(levels, Level.BAD).size();
    }

    /** Returns the judgement of a zone that is not judged. */
    public static ZoneVerdict none(String zone, Instant now) {
        return new ZoneVerdict(zone, Verdict.UNKNOWN, now, Optional.empty(), Map.of(), List.of(), false, false);
    }
}
