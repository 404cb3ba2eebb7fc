package io.zonekeeper.core.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ServiceReason;

/** A plan in the making: what zones are given so far, and what its phase means for memory, message and next look. */
final class RolloutDraft {
    private final RolloutSettings settings;
    private final Optional<RolloutMemory> before;
    private final NextMemory memories;
    private final RefusedPods refusedPods;
    private final PreviousTemplate standing;
    private final Instant now;
    private final Map<String, String> templates = new TreeMap<>();
    private final Set<String> inPlace = new TreeSet<>();
    private Optional<String> note = Optional.empty();

    /**
     * Creates one in which every zone keeps the template that it has.
     *
     * @param wanted the revision of the template that is rolled out
     * @param memory what the status records, of whatever template
     */
    RolloutDraft(
            String wanted,
            RolloutSettings settings,
            List<RolloutZone> zones,
            Optional<RolloutMemory> memory,
            RefusedPods refusedPods,
            PreviousTemplate standing,
            Instant now) {
        this.settings = settings;
        this.before = memory.filter(known -> known.revision().equals(wanted));
        this.memories = new NextMemory(wanted, zones, memory, now);
        this.refusedPods = refusedPods;
        this.standing = standing;
        this.now = now;
        zones.forEach(zone -> zone.told().ifPresent(told -> give(zone.zone(), told)));
    }

    /** Gives a zone this revision. */
    void give(String zone, String revision) {
        templates.put(zone, revision);
    }

    /** Gives the previous template to zones to be made, to those without pods, and to those that return. */
    void keepPrevious() {
        standing.keepIn(templates, settings.paused());
    }

    /** Has a zone replace its pods one by one in place. */
    void replaceInPlace(String zone) {
        inPlace.add(zone);
    }

    /** Returns whether a zone replaces its pods one by one in place. */
    boolean replacesInPlace(String zone) {
        return inPlace.contains(zone);
    }

    /** Notes what slows it down, as a clause. */
    void note(Optional<String> clause) {
        note = clause;
    }

    /** Returns it with a zone that is given the template once more. */
    RolloutPlan again(String zone) {
        return result(memories.again(zone), Optional.empty());
    }

    /** Returns it halted in a zone of which the new pods are refused. */
    RolloutPlan podsRefused(String zone, String refusal) {
        RolloutMemory halted = memories.refused(zone, refusal);
        return result(halted, Optional.of(refusedPods.told(zone, halted)));
    }

    /** Returns it halted in a zone that is worse than the others. */
    RolloutPlan halt(String zone, String why) {
        return held(
                RolloutPhase.HALTED,
                Optional.of(zone),
                ServiceReason.ROLLOUT_HALTED,
                "%s fails more often with the new template: %s. Other zones keep the old one: apply another template, or the old one again; the rollout continues when the zone has been healthy for %s"
                        .formatted(zone, why, words(settings.bake())));
    }

    /** Returns it held up in this phase; unless it only waits, what is made meanwhile gets the previous template. */
    RolloutPlan held(RolloutPhase phase, Optional<String> zone, Reason reason, String message) {
        if (phase != RolloutPhase.WAITING) {
            standing.keepIn(templates, settings.paused());
        }
        return result(phase, zone, Optional.of(new Refusal(reason, message)));
    }

    /** Returns it in this phase, with nothing in its way. */
    RolloutPlan go(RolloutPhase phase, Optional<String> zone) {
        return result(phase, zone, Optional.empty());
    }

    /** Returns it in this phase, and why it does not continue. */
    RolloutPlan result(RolloutPhase phase, Optional<String> zone, Optional<Refusal> held) {
        return result(memories.of(phase, zone), held);
    }

    private RolloutPlan result(RolloutMemory memory, Optional<Refusal> held) {
        RolloutPhase phase = memory.phase();
        Optional<String> zone = memory.zone();
        // A step whose zone is given the template before the status names it would be forgotten by whoever leads next.
        boolean begins = ((phase == RolloutPhase.UPDATING || phase == RolloutPhase.RECOVERING)
                        && !before.map(RolloutMemory::zone).equals(Optional.of(zone)))
                || before.flatMap(RolloutMemory::refused).isPresent()
                        != memory.refused().isPresent();
        Optional<Instant> next = switch (phase) {
            case BAKING -> Optional.of(memory.since().plus(settings.bake()));
            case UPDATING, RECOVERING ->
                Optional.of(
                        zone.isPresent()
                                ? settings.nextLook(memory, now)
                                : memory.since().plus(settings.recovery()));
            case HALTED ->
                Optional.of(
                        memory.refused().isPresent()
                                ? refusedPods.triesAgainAt(memory)
                                : now.plus(settings.bake().isPositive() ? settings.patience() : settings.deadline()));
            case COMPLETE, WAITING, PAUSED -> Optional.empty();
        };
        return new RolloutPlan(templates, memory, held, note, inPlace, begins, next.filter(time -> time.isAfter(now)));
    }

    private static String words(Duration duration) {
        return duration.isZero() ? "a moment" : duration.toSeconds() + "s";
    }
}
