package io.zonekeeper.core.aws.shift;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.aws.shift.ShiftPlan.Action;
import io.zonekeeper.core.aws.shift.ShiftPlan.Cancel;
import io.zonekeeper.core.aws.shift.ShiftPlan.Nothing;
import io.zonekeeper.core.aws.shift.ShiftPlan.Renew;
import io.zonekeeper.core.aws.shift.ShiftPlan.Start;
import io.zonekeeper.core.aws.shift.ShiftPlan.State;
import io.zonekeeper.core.reasons.ServiceReason;

/**
 * Decides what ARC is asked about a load balancer.
 *
 * <ol>
 *   <li>What is ours is known by its comment ({@link ShiftComment}): ARC itself remembers it, so a new leader needs
 *       nothing else. Where ARC cannot be asked, what was last known holds until it expires.
 *   <li>A shift of ours that is not wanted any more is ended, one at a time.
 *   <li>ARC lets a shift of ours override an autoshift of AWS, which would bring traffic back into the zone that AWS
 *       has left: while an autoshift leads away from another zone, ours is ended and not started.
 *   <li>A wanted one that stands is renewed at half of its life: it is a dead-man switch, for without us it ends on its
 *       own .
 *   <li>One of others, or an autoshift, away from the same zone does the same work: it is left to them, and followed by
 *       ours when it ends. One away from another zone stands in the way: that is reported. Practice runs and
 *       experiments give way to ours by ARC's own rules.
 *   <li>What may not be acted on is neither started nor renewed, and told.
 * </ol>
 *
 * <p>Invariants: only shifts of ours are renewed or ended; nothing is started while a shift stands that would do; no
 * shift is started or renewed while an autoshift leads away from another zone; with nothing wanted nothing is started;
 * planning again with the result as what is active asks for nothing before half of the life is over.
 */
public final class ShiftPlanner {
    private final ShiftSituation situation;
    private final Instant now;

    private ShiftPlanner(ShiftSituation situation, Instant now) {
        this.situation = situation;
        this.now = now;
    }

    /** Returns what to do now. */
    public static ShiftPlan plan(ShiftSituation situation, Instant now) {
        return new ShiftPlanner(situation, now).plan();
    }

    /**
     * Returns whether somebody ended a shift of ours before its time: they have their reasons, so it is not started
     * again for the same cordon.
     */
    public static boolean endedByOthers(Optional<ZonalShift> known, Optional<List<ZonalShift>> active, Instant now) {
        return known.isPresent()
                && active.isPresent()
                && known.get().expires().map(now::isBefore).orElse(true)
                && active.get().stream()
                        .noneMatch(shift -> shift.id().equals(known.get().id()));
    }

    private ShiftPlan plan() {
        List<ZonalShift> active =
                situation
                        .active()
                        .orElseGet(() -> situation.known().map(List::of).orElse(List.of()))
                        .stream()
                        .filter(shift -> shift.expires().map(now::isBefore).orElse(true))
                        .toList();
        List<ZonalShift> ours = active.stream()
                .filter(shift -> ShiftComment.ours(shift, situation.uids()))
                .toList();
        Optional<ZonalShift> unwanted = ours.stream()
                .filter(shift -> !situation.awayFrom().equals(Optional.of(shift.awayFrom())))
                .findFirst();
        if (unwanted.isPresent()) {
            State state = situation.awayFrom().isPresent() ? State.SHIFTING : State.OPEN;
            return new ShiftPlan(
                    new Cancel(unwanted.get()), state, Optional.empty(), Optional.empty(), Optional.of(now));
        }
        if (situation.awayFrom().isEmpty()) {
            return settled(State.OPEN, Optional.empty(), Optional.empty());
        }
        Optional<ZonalShift> standing = ours.stream().findFirst();
        Optional<ZonalShift> overridden = active.stream()
                .filter(shift -> shift.kind() == ZonalShift.Kind.AUTOSHIFT)
                .filter(shift -> !situation.awayFrom().equals(Optional.of(shift.awayFrom())))
                .findFirst();
        if (standing.isPresent() && overridden.isPresent()) {
            return new ShiftPlan(
                    new Cancel(standing.get()),
                    State.REFUSED,
                    Optional.empty(),
                    Optional.of(shiftedElsewhere(overridden.get())),
                    Optional.of(now));
        }
        if (situation.objection().isPresent()) {
            return new ShiftPlan(new Nothing(), State.REFUSED, standing, situation.objection(), Optional.empty());
        }
        return standing.map(this::kept).orElseGet(() -> begun(active));
    }

    private ShiftPlan kept(ZonalShift shift) {
        Instant renewal = shift.expires()
                .map(end -> end.minus(situation.expiresIn().dividedBy(2)))
                .orElse(Instant.MAX);
        boolean due = !now.isBefore(renewal);
        Action action = due ? new Renew(shift) : new Nothing();
        Optional<Instant> next =
                due ? Optional.empty() : Optional.of(renewal).filter(time -> !time.equals(Instant.MAX));
        return new ShiftPlan(action, State.SHIFTED, Optional.of(shift), Optional.empty(), next);
    }

    private ShiftPlan begun(List<ZonalShift> active) {
        String zone = situation.awayFrom().orElseThrow();
        List<ZonalShift> others =
                active.stream().filter(shift -> !shift.kind().exercise()).toList();
        Optional<ZonalShift> same = others.stream()
                .filter(shift -> shift.awayFrom().equals(zone))
                .max(Comparator.comparing(shift -> shift.expires().orElse(Instant.MAX)));
        if (same.isPresent()) {
            return settled(State.SHIFTED_BY_OTHERS, same, Optional.empty());
        }
        Optional<ZonalShift> other = others.stream().findFirst();
        if (other.isPresent()) {
            return settled(State.REFUSED, Optional.empty(), Optional.of(shiftedElsewhere(other.get())));
        }
        return new ShiftPlan(new Start(zone), State.SHIFTING, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Refusal shiftedElsewhere(ZonalShift other) {
        return new Refusal(
                ServiceReason.SHIFTED_ELSEWHERE,
                "not shifted away from %s: %s shifts traffic away from %s, and a load balancer can be shifted away from one zone only; Zonekeeper does not cancel it"
                        .formatted(situation.awayFrom().orElseThrow(), words(other), other.awayFrom()));
    }

    private static String words(ZonalShift shift) {
        return shift.kind() == ZonalShift.Kind.AUTOSHIFT
                ? "an autoshift of AWS"
                : "shift %s (by others%s)"
                        .formatted(shift.id(), shift.comment().isEmpty() ? "" : ": " + shift.comment());
    }

    /** Nothing to ask; where a shift of others is leaned on, its end is the time to look again. */
    private static ShiftPlan settled(State state, Optional<ZonalShift> shift, Optional<Refusal> refusal) {
        return new ShiftPlan(new Nothing(), state, shift, refusal, shift.flatMap(ZonalShift::expires));
    }
}
