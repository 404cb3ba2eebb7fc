package io.zonekeeper.core.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.zone.Verdict;

/**
 * Reports about every zone whether it can be trusted.
 *
 * <ol>
 *   <li><b>Freshness.</b> Evidence older than {@code staleAfter}, and all of it while the judge is not sighted, says
 *       nothing: it neither triggers nor clears. A judge that sees nothing for a moment, being starved or paused, does
 *       not judge: its verdicts are retained for {@link #RETAINED}, and become Unknown then. Nor does anything that is
 *       said of a zone without nodes: nothing runs there, and that nothing fails there is no sign of health.
 *   <li><b>Bad.</b> A signal is bad in a zone when enough samples fail ({@link Threshold}).
 *   <li><b>Own.</b> It is the zone's own failure when at least {@code ownShare} of all zones' failures lie in it and
 *       another zone is seen to be well. A node that is silent but can be connected to is not counted against its zone
 *       here: where an API endpoint dies with its zone, nodes of good zones fall silent too.
 *   <li><b>Lasting.</b> Silence is an accrual already and counts at once, as does what AWS reports. Every other signal
 *       must be bad in {@code badWindows} of the last {@code windows} looks; so must silence that is not the zone's
 *       own, for a busy API server keeps nodes of all zones waiting for a moment.
 *   <li><b>Witnesses.</b> Signals that can fail for one reason are one {@link Witness}. One makes the zone Suspect, two
 *       make it Unhealthy. A failure that is not the zone's own makes it Suspect at most. Zones of fewer than two nodes
 *       become Suspect at most. Kubelets that cannot be connected to are no witness while most of the zone's pods
 *       answer two other zones, nor while other nodes of the zone continue to renew their leases, nor in the zone they
 *       are tried from; where that zone's kubelets are the only ones seen to answer, the way to the other zone may be
 *       what fails, and every one of its nodes must be silent.
 *   <li><b>What worked before.</b> A witness is a failure of something that worked. Nodes that are not Ready although
 *       their leases come in time are new ones, or tell of a trouble of their own that their pods' health checks show
 *       better; pods that are not ready may wait for nodes. Neither is a witness.
 *   <li><b>Way back.</b> Suspect ends when no signal is bad; Unhealthy only after {@code recoverAfter} without one.
 *       Both end only after {@link #FORGOTTEN} where a signal that spoke against the zone is seen no more (its
 *       observers may be down, or its services deleted): no verdict gets better because nobody listens. What cannot be
 *       seen changes no Unhealthy verdict: something of the zone itself, a node or a pod, must be seen to be well. That
 *       AWS, or nobody, has anything to say against it is not enough. A new judge recalls from the status which signals
 *       spoke against the zone, for it hears most of them only after a while.
 * </ol>
 *
 * <p>Invariants: without evidence no zone becomes Suspect or Unhealthy, and none stops to be Unhealthy; one witness
 * never makes a zone Unhealthy; with failures spread evenly over the zones none is.
 */
public final class Judge {
    /**
     * A busy API server is silent for less, and a watch that was begun again has heard every node of the zone by then.
     */
    static final Duration RETAINED = Duration.ofSeconds(30);

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
        SignalLevels signals = new SignalLevels(evidence, sensitivity);
        Map<String, ZoneVerdict> verdicts = new HashMap<>();
        Map<String, ZoneMemory> memory = new HashMap<>();
        for (String zone : evidence.nodes().keySet()) {
            ZoneMemory remembered = before.getOrDefault(zone, ZoneMemory.blank(now));
            ZoneMemory after;
            Map<Signal, Level> levels = Map.of();
            Map<Signal, Observation> observations = signals.observations(zone);
            if (!observations.isEmpty()) {
                Map<Signal, Level> raw = signals.now(zone);
                Map<Signal, Ring> rings = rings(remembered, raw, now);
                levels = lasting(raw, rings);
                boolean judgeable = evidence.nodes().get(zone) >= 2;
                after = next(remembered, levels, rings, judgeable, seenWell(observations, levels), now);
            } else {
                after = unseen(remembered, evidence.empty().contains(zone), now);
            }
            after = after.emptySince(
                    evidence.empty().contains(zone)
                            ? Optional.of(remembered.emptySince().orElse(now))
                            : Optional.empty());
            memory.put(zone, after);
            verdicts.put(zone, zoneVerdict(zone, after, levels, observations));
        }
        return new Outcome(verdicts, memory);
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
        raw.forEach((signal, level) -> rings.merge(
                signal,
                Ring.EMPTY.push(level, sensitivity.windows()),
                (ring, first) -> ring.push(level, sensitivity.windows())));
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
            Ring ring = rings.getOrDefault(signal, Ring.EMPTY);
            if (level == Level.FRESHLY_BAD || (signal.atOnce() && level != Level.SHARED)) {
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
        Set<Signal> failing = failing(before, levels);
        boolean missing = missing(levels, rings) || !levels.keySet().containsAll(failing);
        Duration wait = missing ? FORGOTTEN : sensitivity.recoverAfter();
        boolean recovered =
                calmSince.filter(time -> !now.isBefore(time.plus(wait))).isPresent();
        boolean hidden = missing && !recovered && before.verdict() != Verdict.HEALTHY;
        Verdict verdict = verdict(before.verdict(), condemned, calm && !hidden, recovered);
        Optional<Instant> healthySince = verdict != Verdict.HEALTHY
                ? Optional.empty()
                : Optional.of(before.healthySince().orElse(now));
        Instant since = verdict == before.verdict() ? before.since() : now;
        Instant lastWindow = now.isBefore(nextWindow(before)) ? before.lastWindow() : now;
        if (verdict == Verdict.HEALTHY) {
            failing = Set.of();
        }
        return new ZoneMemory(
                verdict,
                since,
                healthySince,
                calmSince,
                Optional.empty(),
                Optional.empty(),
                lastWindow,
                rings,
                failing);
    }

    /** The signals that count against the zone now, and those that did when they were last seen. */
    private static Set<Signal> failing(ZoneMemory before, Map<Signal, Level> levels) {
        Set<Signal> failing = EnumSet.noneOf(Signal.class);
        failing.addAll(before.failing());
        failing.removeAll(levels.keySet());
        levels.forEach((signal, level) -> {
            if (counts(signal) && level.counts()) {
                failing.add(signal);
            }
        });
        return failing;
    }

    /** Whether a signal that counted against a zone is missed where it is seen no more. */
    static boolean counts(Signal signal) {
        return signal.steady() && signal.witness().isPresent();
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
                        && !last.getKey().atOnce()
                        && !last.getValue().clean()
                        && !levels.containsKey(last.getKey()));
    }

    private static ZoneMemory unseen(ZoneMemory before, boolean empty, Instant now) {
        Instant unknownSince = before.unknownSince().orElse(now);
        boolean retained =
                before.verdict() == Verdict.UNHEALTHY || (!empty && now.isBefore(unknownSince.plus(RETAINED)));
        Verdict verdict = retained ? before.verdict() : Verdict.UNKNOWN;
        return new ZoneMemory(
                verdict,
                verdict == before.verdict() ? before.since() : now,
                before.healthySince().filter(since -> !now.isAfter(unknownSince.plus(BLINK))),
                Optional.empty(),
                Optional.of(unknownSince),
                Optional.empty(),
                before.lastWindow(),
                Map.of(),
                before.failing());
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

    private boolean allFail(Observation observation) {
        return observation != null && Threshold.allFail(observation, sensitivity);
    }

    /** A blink ends no return that is under way; none begins because of it, for that takes a Healthy verdict. */
    private static Optional<Instant> trustedSince(ZoneMemory memory) {
        return switch (memory.verdict()) {
            case HEALTHY, UNKNOWN -> memory.healthySince();
            case SUSPECT, UNHEALTHY -> Optional.empty();
        };
    }
}
