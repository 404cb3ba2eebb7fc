package io.zonekeeper.core.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.zonekeeper.core.zone.Verdict;

/**
 * Reports about every zone whether it can be trusted.
 *
 * <ol>
 *   <li><b>Freshness.</b> Evidence older than {@code staleAfter}, and all of it while the judge is not sighted, says
 *       nothing: it neither triggers nor clears. Nor does anything that is said of a zone without nodes: nothing runs
 *       there, and that nothing fails there is no sign of health.
 *   <li><b>Bad.</b> A signal is bad in a zone when enough samples fail ({@link Threshold}).
 *   <li><b>Own.</b> It is the zone's own failure when at least {@code ownShare} of all zones' failures lie in it and
 *       another zone is seen to be well. A node that is silent but can be connected to is not counted against its zone
 *       here: where an API endpoint dies with its zone, nodes of good zones fall silent too.
 *   <li><b>Lasting.</b> Silence is an accrual already and counts at once, as does what AWS reports. Every other signal
 *       must be bad in {@code badWindows} of the last {@code windows} looks.
 *   <li><b>Witnesses.</b> Signals that can fail for one reason are one {@link Witness}. One makes the zone Suspect, two
 *       make it Unhealthy. A failure that is not the zone's own makes it Suspect at most. Zones of fewer than two nodes
 *       become Suspect at most. Kubelets that cannot be connected to are no witness while most of the zone's pods
 *       answer two other zones, nor while other nodes of the zone continue to renew their leases, nor in the zone they
 *       are tried from; where that zone's kubelets are the only ones seen to answer, the way to the other zone may be
 *       what fails, and every one of its nodes must be silent.
 *   <li><b>What worked before.</b> A witness is a failure of something that worked. Nodes that are not Ready although
 *       their leases come in time are new ones, or tell of a trouble of their own that their pods' health checks show
 *       better; pods that are not ready may wait for nodes. Neither is a witness.
 *   <li><b>Way back.</b> Suspect ends when no signal is bad; Unhealthy only after {@code recoverAfter} without one, and
 *       after {@link #FORGOTTEN} where a signal that spoke against the zone is seen no more (its observers may be down,
 *       or its services deleted). What cannot be seen changes no Unhealthy verdict: something of the zone itself, a
 *       node or a pod, must be seen to be well. That AWS, or nobody, has anything to say against it is not enough.
 * </ol>
 *
 * <p>Invariants: without evidence no zone becomes Suspect or Unhealthy, and none stops to be Unhealthy; one witness
 * never makes a zone Unhealthy; with failures spread evenly over the zones none is.
 */
public final class Judge {
    /** A leader change or a pause of the API server is shorter, and must not begin the time of trust again. */
    static final Duration BLINK = Duration.ofMinutes(2);

    /** Long enough for observers to be started again and look, short enough for a zone whose services are gone. */
    static final Duration FORGOTTEN = Duration.ofMinutes(10);

    private final Sensitivity sensitivity;

    /** Creates a judge. */
    public Judge(Sensitivity sensitivity) {
        this.sensitivity = sensitivity;
    }

    /**
     * What came of a check.
     *
     * @param verdicts one for each zone of the evidence, by zone name
     * @param memory for the next check
     */
    public record Outcome(Map<String, ZoneVerdict> verdicts, Map<String, ZoneMemory> memory) {}

    /** Returns the verdicts on the zones that the evidence names the nodes of. */
    public Outcome judge(Evidence evidence, Map<String, ZoneMemory> before, Instant now) {
        Map<String, Map<Signal, Observation>> fresh = fresh(evidence);
        Map<String, ZoneVerdict> verdicts = new HashMap<>();
        Map<String, ZoneMemory> memory = new HashMap<>();
        for (String zone : evidence.nodes().keySet()) {
            ZoneMemory remembered = before.getOrDefault(zone, ZoneMemory.blank(now));
            ZoneMemory after;
            Map<Signal, Level> levels = Map.of();
            if (!fresh.get(zone).isEmpty()) {
                Map<Signal, Level> raw = raw(zone, fresh, evidence);
                Map<Signal, Ring> rings = rings(remembered, raw, now);
                levels = lasting(raw, rings);
                boolean judgeable = evidence.nodes().get(zone) >= 2;
                after = next(remembered, levels, rings, judgeable, seenWell(fresh.get(zone), levels), now);
            } else {
                after = unseen(remembered, now);
            }
            after = after.emptySince(
                    evidence.empty().contains(zone)
                            ? Optional.of(remembered.emptySince().orElse(now))
                            : Optional.empty());
            memory.put(zone, after);
            verdicts.put(zone, zoneVerdict(zone, after, levels, fresh.get(zone)));
        }
        return new Outcome(verdicts, memory);
    }

    private Map<String, Map<Signal, Observation>> fresh(Evidence evidence) {
        Map<String, Map<Signal, Observation>> fresh = new HashMap<>();
        evidence.nodes().keySet().forEach(zone -> fresh.put(zone, new EnumMap<>(Signal.class)));
        if (evidence.sighted()) {
            for (Observation observation : evidence.observations()) {
                Map<Signal, Observation> ofZone = fresh.get(observation.zone());
                boolean inhabited = ofZone != null && !evidence.empty().contains(observation.zone());
                if (inhabited && observation.samples() > 0 && !stale(observation)) {
                    ofZone.put(observation.signal(), observation);
                }
            }
        }
        return fresh;
    }

    private boolean stale(Observation observation) {
        return observation.age().compareTo(observation.signal().staleAfter(sensitivity)) > 0;
    }

    private boolean bad(Observation observation, int nodes) {
        return observation.signal().bad(observation, nodes, sensitivity);
    }

    private boolean allFail(Observation observation) {
        return observation != null && Threshold.allFail(observation, sensitivity);
    }

    /** What each signal says at this moment: GOOD, SHARED, BAD, or FRESHLY_BAD where it is bad and accuses nobody. */
    private Map<Signal, Level> raw(String zone, Map<String, Map<Signal, Observation>> fresh, Evidence evidence) {
        Map<String, Integer> nodes = evidence.nodes();
        Map<Signal, Observation> mine = fresh.get(zone);
        Map<Signal, Level> levels = new EnumMap<>(Signal.class);
        for (Map.Entry<Signal, Observation> entry : mine.entrySet()) {
            Signal signal = entry.getKey();
            boolean bad = bad(entry.getValue(), nodes.get(zone));
            if (!bad) {
                levels.put(signal, Level.GOOD);
            } else {
                levels.put(signal, own(zone, signal, fresh, evidence) ? Level.BAD : Level.SHARED);
            }
        }
        // Kubelets are tried because of silence: where there is none, that some cannot be connected to is no witness.
        // They are tried from the leader's zone alone: where two zones reach the pods, it is the way from there.
        boolean silent = levels.get(Signal.HEARTBEATS) == Level.BAD;
        boolean accuses = silent
                && !podsAnswer(mine.get(Signal.PROBES))
                && !isVantage(zone, evidence)
                && !othersLive(mine.get(Signal.HEARTBEATS), mine.get(Signal.KUBELETS));
        if (!accuses && levels.containsKey(Signal.KUBELETS)) {
            levels.put(Signal.KUBELETS, Level.GOOD);
        }
        Level ready = levels.getOrDefault(Signal.NODES, Level.NONE);
        if ((ready == Level.BAD || ready == Level.SHARED) && leasesInTime(mine, nodes.get(zone))) {
            levels.put(Signal.NODES, Level.FRESHLY_BAD);
        }
        return levels;
    }

    /** Returns whether too few leases are missing to account for the nodes that are not Ready. */
    private boolean leasesInTime(Map<Signal, Observation> mine, int nodes) {
        Observation renewals = mine.get(Signal.HEARTBEATS);
        Observation ready = mine.get(Signal.NODES);
        return renewals != null
                && !bad(
                        new Observation(
                                ready.zone(),
                                Signal.NODES,
                                ready.samples(),
                                Math.min(ready.failures(), renewals.failures()),
                                ready.age()),
                        nodes);
    }

    private static boolean isVantage(String zone, Evidence evidence) {
        return evidence.vantage().equals(Optional.of(zone));
    }

    private boolean podsAnswer(Observation probes) {
        return probes != null && probes.failures() < sensitivity.targetsShare() * probes.samples();
    }

    /**
     * Returns whether too many nodes have renewed their leases since others fell silent: those are alive, and where
     * they cannot be connected to it is the way to them that fails. Among the kubelets that were tried they may not be
     * counted, or as failing since a moment ago: on a way on which not everything gets lost a try succeeds by chance.
     */
    private boolean othersLive(Observation renewals, Observation contacts) {
        if (contacts == null) {
            return false;
        }
        int alive = renewals.samples() - renewals.failures();
        return contacts.failures() < sensitivity.silentShare() * (contacts.failures() + alive);
    }

    private boolean own(String zone, Signal signal, Map<String, Map<Signal, Observation>> fresh, Evidence evidence) {
        int mine = 0;
        int all = 0;
        boolean anotherIsWell = false;
        boolean onlyTheVantageIsWell = true;
        for (Map.Entry<String, Map<Signal, Observation>> other : fresh.entrySet()) {
            Observation observation = other.getValue().get(signal);
            if (observation == null) {
                continue;
            }
            int failures = blamed(signal, observation, other.getValue());
            all += failures;
            if (other.getKey().equals(zone)) {
                mine = failures;
            } else if (signal == Signal.KUBELETS && failures >= 2 && 2 * failures >= observation.samples()) {
                // That zone's controls do not answer either: it goes with this one, or the way from here does.
                return false;
            } else if (failures == 0 || well(observation, evidence.nodes().get(other.getKey()))) {
                anotherIsWell = true;
                onlyTheVantageIsWell &= isVantage(other.getKey(), evidence);
            }
        }
        boolean seen = signal != Signal.KUBELETS
                || !onlyTheVantageIsWell
                || allSilent(fresh.get(zone), evidence.nodes().get(zone));
        return anotherIsWell && seen && mine > 0 && mine >= sensitivity.ownShare() * all;
    }

    /** No luck of the moment: whose API endpoint is elsewhere continues to renew where two zones lost each other. */
    private static boolean allSilent(Map<Signal, Observation> ofZone, int nodes) {
        // A node that died alone is no silent one, but it is not Ready.
        return ofZone.containsKey(Signal.HEARTBEATS)
                && Stream.of(Signal.HEARTBEATS, Signal.NODES)
                        .map(ofZone::get)
                        .filter(Objects::nonNull)
                        .anyMatch(observation -> observation.failures() >= nodes);
    }

    /**
     * Of kubelets a handful is tried as a control: when most of these do not answer either, it is the one who tries.
     */
    private boolean well(Observation observation, int nodes) {
        return observation.signal() == Signal.KUBELETS
                ? 2 * observation.failures() < observation.samples()
                : !bad(observation, nodes);
    }

    private static int blamed(Signal signal, Observation observation, Map<Signal, Observation> sameZone) {
        Observation contacts = sameZone.get(Signal.KUBELETS);
        return signal == Signal.HEARTBEATS && contacts != null
                ? Math.min(observation.failures(), contacts.failures())
                : observation.failures();
    }

    private Map<Signal, Ring> rings(ZoneMemory remembered, Map<Signal, Level> raw, Instant now) {
        if (now.isBefore(nextWindow(remembered))) {
            return remembered.rings();
        }
        Map<Signal, Ring> rings = new EnumMap<>(Signal.class);
        remembered.rings().forEach((signal, ring) -> {
            // Looks of long ago must not count together with those after a gap.
            if (raw.containsKey(signal) || remembered.verdict() == Verdict.UNHEALTHY) {
                rings.put(signal, ring);
            }
        });
        raw.forEach((signal, level) -> {
            if (!signal.atOnce()) {
                rings.merge(
                        signal,
                        Ring.EMPTY.push(level, sensitivity.windows()),
                        (ring, first) -> ring.push(level, sensitivity.windows()));
            }
        });
        return rings;
    }

    private Instant nextWindow(ZoneMemory memory) {
        return memory.lastWindow().equals(Instant.MIN)
                ? Instant.MIN
                : memory.lastWindow().plus(sensitivity.window());
    }

    private Map<Signal, Level> lasting(Map<Signal, Level> raw, Map<Signal, Ring> rings) {
        Map<Signal, Level> levels = new EnumMap<>(raw);
        raw.forEach((signal, level) -> {
            if (signal.atOnce()) {
                return;
            }
            Ring ring = rings.getOrDefault(signal, Ring.EMPTY);
            if (level == Level.FRESHLY_BAD) {
                return;
            }
            if (level != Level.SHARED && ring.ownBad() >= sensitivity.badWindows()) {
                levels.put(signal, Level.BAD);
            } else if (level != Level.GOOD) {
                boolean lasting = level == Level.SHARED && ring.bad() >= sensitivity.badWindows();
                levels.put(signal, lasting ? Level.SHARED : Level.FRESHLY_BAD);
            }
        });
        return levels;
    }

    private ZoneMemory next(
            ZoneMemory before,
            Map<Signal, Level> levels,
            Map<Signal, Ring> rings,
            boolean judgeable,
            boolean seenWell,
            Instant now) {
        Set<Witness> against = witnesses(levels, Level.BAD);
        boolean calm = against.isEmpty() && witnesses(levels, Level.SHARED).isEmpty();
        boolean clean = calm && witnesses(levels, Level.FRESHLY_BAD).isEmpty();
        boolean recovering = clean && (seenWell || before.verdict() != Verdict.UNHEALTHY);
        Optional<Instant> calmSince =
                recovering ? Optional.of(before.calmSince().orElse(now)) : Optional.empty();
        boolean condemned = against.size() >= 2 && (judgeable || before.verdict() == Verdict.UNHEALTHY);
        Duration wait = missing(levels, rings) ? FORGOTTEN : sensitivity.recoverAfter();
        boolean recovered =
                calmSince.filter(time -> !now.isBefore(time.plus(wait))).isPresent();
        Verdict verdict = verdict(before.verdict(), condemned, calm, recovered);
        Optional<Instant> healthySince = verdict != Verdict.HEALTHY
                ? Optional.empty()
                : Optional.of(before.healthySince().orElse(now));
        Instant since = verdict == before.verdict() ? before.since() : now;
        Instant lastWindow = now.isBefore(nextWindow(before)) ? before.lastWindow() : now;
        return new ZoneMemory(
                verdict, since, healthySince, calmSince, Optional.empty(), Optional.empty(), lastWindow, rings);
    }

    /**
     * Whether something of the zone is seen to be well. Of the single node that is left of a dark zone the failure is
     * too little to count against the zone, but it does not speak for it either.
     */
    private static boolean seenWell(Map<Signal, Observation> observations, Map<Signal, Level> levels) {
        return observations.values().stream()
                .anyMatch(observation -> observation.signal().seesTheZone()
                        && levels.get(observation.signal()) == Level.GOOD
                        && observation.failures() < observation.samples());
    }

    private static Verdict verdict(Verdict before, boolean condemned, boolean calm, boolean recovered) {
        if (condemned) {
            return Verdict.UNHEALTHY;
        }
        if (before == Verdict.UNHEALTHY) {
            return recovered ? Verdict.HEALTHY : Verdict.UNHEALTHY;
        }
        return calm ? Verdict.HEALTHY : Verdict.SUSPECT;
    }

    /** Whether a signal that was bad when it was last seen is seen no more. */
    private static boolean missing(Map<Signal, Level> levels, Map<Signal, Ring> rings) {
        return rings.entrySet().stream()
                .anyMatch(last -> last.getKey().witness().isPresent()
                        && !last.getValue().clean()
                        && !levels.containsKey(last.getKey()));
    }

    private static ZoneMemory unseen(ZoneMemory before, Instant now) {
        Verdict verdict = before.verdict() == Verdict.UNHEALTHY ? Verdict.UNHEALTHY : Verdict.UNKNOWN;
        Instant unknownSince = before.unknownSince().orElse(now);
        return new ZoneMemory(
                verdict,
                verdict == before.verdict() ? before.since() : now,
                before.healthySince().filter(since -> !now.isAfter(unknownSince.plus(BLINK))),
                Optional.empty(),
                Optional.of(unknownSince),
                Optional.empty(),
                before.lastWindow(),
                Map.of());
    }

    /** Who reports it. */
    static Set<Witness> witnesses(Map<Signal, Level> levels, Level wanted) {
        Set<Witness> found = EnumSet.noneOf(Witness.class);
        levels.forEach((signal, level) -> {
            if (level == wanted) {
                signal.witness().ifPresent(found::add);
            }
        });
        return found;
    }

    private ZoneVerdict zoneVerdict(
            String zone, ZoneMemory memory, Map<Signal, Level> levels, Map<Signal, Observation> observations) {
        boolean nothingLeft =
                memory.verdict() == Verdict.UNHEALTHY && memory.emptySince().isPresent();
        boolean dark = nothingLeft
                || levels.getOrDefault(Signal.KUBELETS, Level.NONE) == Level.BAD
                || allFail(observations.get(Signal.PROBES));
        boolean shared = !witnesses(levels, Level.SHARED).isEmpty();
        List<Observation> evidence = new ArrayList<>(observations.values());
        return new ZoneVerdict(
                zone,
                memory.verdict(),
                memory.since(),
                trustedSince(memory),
                levels,
                evidence,
                dark,
                shared,
                memory.emptySince());
    }

    /** A blink ends no return that is under way; none begins because of it, for that takes a Healthy verdict. */
    private static Optional<Instant> trustedSince(ZoneMemory memory) {
        return switch (memory.verdict()) {
            case HEALTHY, UNKNOWN -> memory.healthySince();
            case SUSPECT, UNHEALTHY -> Optional.empty();
        };
    }
}
