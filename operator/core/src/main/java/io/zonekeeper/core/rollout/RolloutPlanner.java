package io.zonekeeper.core.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.core.DurationText;
import io.zonekeeper.core.placement.TieBreak;
import io.zonekeeper.core.reasons.ServiceReason;

/**
 * Takes a template through the zones of a service, one after the other.
 *
 * <ol>
 *   <li><b>Nothing to roll.</b> A service of which no zone was told anything gets the template everywhere; so does one
 *       that goes {@code AllZones}, and one of which no pod is ready when it is given the template. A zone without a
 *       stack has nothing to lose and gets it at once, but the old one while the rollout is halted or paused.
 *   <li><b>The zone in step</b> is the one that the status names, as long as it serves. It is updated until all its
 *       pods are ready, then watched for the bake. Where it fails more often than the others (its health checks fail,
 *       its pods restart, its controller complains, or it takes longer than the deadline) the rollout is halted; it
 *       continues on its own when the zone was well for a whole bake. A zone whose workload someone else paused
 *       replaces no pods: the rollout waits for that person, without a deadline. Health checks count once no pod of
 *       another template runs there; in a zone that failed before its step, once they have passed or had time to.
 *   <li><b>Refused pods.</b> Where pods of the template are refused at creation and the service needs them, the zone in
 *       step gets the template of the others back ({@link RefusedPods}).
 *   <li><b>Lost on the way.</b> A zone that cannot be trusted is nobody's proof. For as long as the deadline allows it
 *       is waited for, for suspicion may be a blink and the template as bad there as anywhere; then, or when the zone
 *       is left, its step ends, and another zone goes first. But a halted rollout stays halted, whatever becomes of its
 *       zone, until that zone is out of traffic and another has shown that the template is good.
 *   <li><b>The next zone</b> is one that is not whole anyway, for it is not disrupted any further: so a rollback begins
 *       where the damage is, and a fix reaches zones that the old template broke. Else the order is a hash of the
 *       service, and a whole zone begins only while every other zone that serves is whole ({@code WaitingForZone}).
 *   <li><b>Not in the row.</b> A zone that is not trusted does not count and keeps its template until it is trusted
 *       again, so that a dark zone never holds a fix back. A zone that was left, or runs no pod, is given the template
 *       when all others have it; one that was left also before it fails back.
 * </ol>
 *
 * <p>Invariants: at most one zone is in step; a whole zone is touched only while all others that serve are whole; a
 * plan of its own result changes nothing; every step is in the status before a zone is reported.
 */
public final class RolloutPlanner {
    private final String service;
    private final String wanted;
    private final RolloutSettings settings;
    private final List<RolloutZone> zones;
    private final Optional<RolloutMemory> before;
    private final Instant now;
    private final ZoneReview review;
    private final RefusedPods refusedPods;
    private final PreviousTemplate standing;
    private final RolloutDraft draft;

    private RolloutPlanner(
            String service,
            String wanted,
            RolloutSettings settings,
            List<RolloutZone> zones,
            Optional<RolloutMemory> memory,
            Instant now) {
        this.service = service;
        this.wanted = wanted;
        this.settings = settings;
        this.zones = zones;
        this.before = memory.filter(known -> known.revision().equals(wanted));
        this.now = now;
        this.review = new ZoneReview(wanted, settings, zones);
        this.refusedPods = new RefusedPods(wanted, settings, zones);
        this.standing = new PreviousTemplate(wanted, zones);
        this.draft = new RolloutDraft(wanted, settings, zones, memory, refusedPods, standing, now);
    }

    /**
     * Returns what each zone is reported.
     *
     * @param service namespace and name
     * @param wanted the revision of the template that it has now
     * @param settings how it wants it rolled out
     * @param zones its zones, those it is leaving included
     * @param memory what the status records
     * @param now the time
     */
    public static RolloutPlan plan(
            String service,
            String wanted,
            RolloutSettings settings,
            List<RolloutZone> zones,
            Optional<RolloutMemory> memory,
            Instant now) {
        return new RolloutPlanner(service, wanted, settings, zones, memory, now).plan();
    }

    private RolloutPlan plan() {
        if (zones.stream().noneMatch(zone -> zone.told().isPresent())) {
            zones.forEach(zone -> draft.give(zone.zone(), wanted));
            return draft.go(RolloutPhase.COMPLETE, Optional.empty());
        }
        boolean rolled = review.rolled();
        if (settings.paused() && !rolled) {
            return paused();
        }
        boolean nothingReady = zones.stream().allMatch(zone -> zone.ready() == 0);
        return settings.zoneByZone() && !(before.isEmpty() && nothingReady && !rolled) && !goingEverywhere()
                ? zoneByZone()
                : everywhere();
    }

    private RolloutPlan paused() {
        Optional<String> halted =
                before.filter(memory -> memory.phase() == RolloutPhase.HALTED).flatMap(RolloutMemory::zone);
        if (halted.isPresent()) {
            return draft.halt(halted.get(), "it was halted before rollout.paused was set");
        }
        return draft.held(
                RolloutPhase.PAUSED,
                before.flatMap(RolloutMemory::zone),
                ServiceReason.PAUSED,
                "rollout.paused is true: %s without the current template"
                        .formatted(names(zones.stream().filter(zone -> zone.exists() && !zone.has(wanted)))));
    }

    /** A rollout that began everywhere, for nothing was ready, ends so; as does one that was refused everywhere. */
    private boolean goingEverywhere() {
        return refusedEverywhere()
                || before.filter(memory -> switch (memory.phase()) {
                            case UPDATING, WAITING, PAUSED -> true;
                            case COMPLETE, RECOVERING, BAKING, HALTED -> false;
                        })
                        .filter(memory -> memory.zone().isEmpty())
                        .filter(memory -> review.rolled())
                        .isPresent();
    }

    private boolean refusedEverywhere() {
        return before.filter(memory -> memory.phase() == RolloutPhase.HALTED)
                .filter(memory -> memory.zone().isEmpty())
                .isPresent();
    }

    private RolloutPlan everywhere() {
        boolean rolled = review.rolled();
        if (!rolled && refusedEverywhere()) {
            return templateRefused(Optional.empty());
        }
        boolean under =
                before.filter(memory -> memory.phase() != RolloutPhase.COMPLETE).isPresent();
        List<RolloutZone> unwell = review.serving()
                .filter(zone -> !zone.complete() || zone.failing())
                .filter(zone -> !zone.empty())
                .toList();
        zones.forEach(zone -> draft.give(zone.zone(), wanted));
        if (rolled ? unwell.isEmpty() || !under : zones.stream().allMatch(RolloutZone::empty)) {
            return draft.go(RolloutPhase.COMPLETE, Optional.empty());
        }
        Optional<RolloutPlan> suspended = rolled ? suspended(Optional.empty(), unwell) : Optional.empty();
        if (suspended.isPresent()) {
            return suspended.get();
        }
        boolean late = before.filter(memory -> memory.phase() != RolloutPhase.PAUSED)
                .filter(memory -> memory.phase() == RolloutPhase.WAITING || overdue(memory, settings.recovery()))
                .isPresent();
        if (rolled && late) {
            return draft.held(
                    RolloutPhase.WAITING,
                    Optional.empty(),
                    ServiceReason.PROGRESS_DEADLINE_EXCEEDED,
                    "every zone has the template, and %s: %s"
                            .formatted(unwell.getFirst().zone(), ZoneReview.notReady(unwell.getFirst())));
        }
        return draft.go(RolloutPhase.UPDATING, Optional.empty());
    }

    private RolloutPlan zoneByZone() {
        zones.stream()
                .filter(zone -> zone.place() == RolloutZone.Place.COMING_HOME || !zone.exists())
                .forEach(zone -> draft.give(zone.zone(), wanted));
        Optional<String> name =
                before.filter(memory -> memory.phase() != RolloutPhase.WAITING).flatMap(RolloutMemory::zone);
        Optional<RolloutZone> step = name.flatMap(this::find);
        if (step.isPresent() && step.get().takesPart()) {
            return inStep(step.get());
        }
        boolean halted =
                before.filter(memory -> memory.phase() == RolloutPhase.HALTED).isPresent();
        if (halted && name.isPresent() && !review.provenElsewhere(name.get(), step)) {
            return haltedWithout(name.get(), step);
        }
        return doubted(step).map(this::distrusted).orElseGet(this::next);
    }

    /**
     * Returns a zone that serves with the template and cannot be trusted now, while no other shows that the template is
     * good; empty where there is none, where the one in step has had its time, or where nothing is rolled out.
     */
    private Optional<RolloutZone> doubted(Optional<RolloutZone> step) {
        boolean late = step.isPresent() && overdue(before.orElseThrow(), settings.deadline());
        // Pods that are missing later, or a verdict that blinks, do not begin another one.
        boolean done = review.rolled() && before.map(RolloutMemory::phase).equals(Optional.of(RolloutPhase.COMPLETE));
        return late || done || review.serving().anyMatch(zone -> zone.runsOnly(wanted) && zone.complete())
                ? Optional.empty()
                : zones.stream()
                        .filter(zone -> zone.exists() && !zone.empty() && zone.has(wanted))
                        .filter(zone -> zone.place() == RolloutZone.Place.SERVES && !zone.trusted())
                        .findFirst();
    }

    /** Its bake begins again when it is trusted again: what was seen meanwhile proves nothing. */
    private RolloutPlan distrusted(RolloutZone zone) {
        boolean recovers = before.filter(step -> step.phase() == RolloutPhase.RECOVERING)
                .filter(step -> step.zone().equals(Optional.of(zone.zone())))
                .isPresent();
        return draft.held(
                recovers ? RolloutPhase.RECOVERING : RolloutPhase.UPDATING,
                Optional.of(zone.zone()),
                ServiceReason.WAITING_FOR_ZONE,
                "%s is not trusted now: no other zone is updated before it is, or is evacuated, or %s have passed"
                        .formatted(zone.zone(), DurationText.of(settings.deadline())));
    }

    private RolloutPlan haltedWithout(String name, Optional<RolloutZone> zone) {
        if (zone.isEmpty() || zone.get().place() == RolloutZone.Place.REMOVING) {
            return draft.halt(name, "it was failing when the service was evacuated from the zone");
        }
        return draft.halt(
                name,
                zone.get().place() == RolloutZone.Place.SERVES
                        ? "it was failing before the zone became Suspect or Unhealthy"
                        : "its traffic was removed while it was failing");
    }

    private RolloutPlan inStep(RolloutZone zone) {
        RolloutMemory step = before.orElseThrow();
        boolean notBegun = !zone.has(wanted) && step.phase() != RolloutPhase.HALTED && zone.complete();
        if (notBegun && review.serving().anyMatch(other -> !other.complete())) {
            return next();
        }
        boolean again = step.refused().isPresent() && refusedPods.mayTryAgain(zone, step, now);
        Optional<String> refused =
                step.refused().or(() -> zone.has(wanted) ? refusedPods.whereNeeded(zone) : Optional.empty());
        if (refused.isPresent() && !again && standing.template().isPresent()) {
            return withoutTemplate(zone, refused.get());
        }
        draft.give(zone.zone(), wanted);
        if (again) {
            return draft.again(zone.zone());
        }
        boolean recovering = step.phase() == RolloutPhase.RECOVERING;
        if (!zone.has(wanted)) {
            if (step.phase() == RolloutPhase.HALTED) {
                return templateRefused(Optional.of(zone.zone()));
            }
            return draft.go(recovering ? RolloutPhase.RECOVERING : RolloutPhase.UPDATING, Optional.of(zone.zone()));
        }
        if (!zone.complete() && review.replacesInPlace(zone)) {
            draft.replaceInPlace(zone.zone());
        }
        if (!zone.complete() && zone.pods().leftover().isPresent()) {
            return draft.held(
                    RolloutPhase.HALTED,
                    Optional.of(zone.zone()),
                    ServiceReason.PODS_MUST_BE_DELETED,
                    zone.zone() + ": " + zone.pods().leftover().get());
        }
        if (recovering && zone.failing()) {
            return overdue(step, settings.recovery())
                    ? draft.halt(zone.zone(), "its pods fail their health checks as they did with the template before")
                    : draft.go(RolloutPhase.RECOVERING, Optional.of(zone.zone()));
        }
        Optional<String> problem = review.worse(zone);
        if (problem.isPresent()) {
            return draft.halt(zone.zone(), problem.get());
        }
        if (step.phase() != RolloutPhase.HALTED && !zone.complete()) {
            Optional<RolloutPlan> suspended = suspended(Optional.of(zone.zone()), List.of(zone));
            if (suspended.isPresent()) {
                return suspended.get();
            }
        }
        return zone.complete() ? bake(zone, step) : update(zone, step);
    }

    /**
     * What replaces no pods because someone else wants it so is no fault of the template, and no time runs meanwhile.
     */
    private Optional<RolloutPlan> suspended(Optional<String> step, List<RolloutZone> incomplete) {
        String said = incomplete.stream()
                .flatMap(zone -> zone.pods().suspended().stream().map(why -> zone.zone() + ": " + why))
                .collect(Collectors.joining("; "));
        return said.isEmpty()
                ? Optional.empty()
                : Optional.of(draft.held(RolloutPhase.PAUSED, step, ServiceReason.WORKLOAD_PAUSED, said));
    }

    private RolloutPlan update(RolloutZone zone, RolloutMemory step) {
        draft.note(zone.pods().unplaced().map(StackPods.Unplaced::message));
        boolean timed = step.phase() != RolloutPhase.BAKING && step.phase() != RolloutPhase.PAUSED;
        boolean late = timed && overdue(step, settings.deadline());
        boolean halted = step.phase() == RolloutPhase.HALTED;
        boolean turns = draft.replacesInPlace(zone.zone()) && !zone.pods().withoutSurge();
        return (late || halted) && !turns
                ? draft.halt(zone.zone(), ZoneReview.notReady(zone))
                : draft.go(RolloutPhase.UPDATING, Optional.of(zone.zone()));
    }

    private RolloutPlan bake(RolloutZone zone, RolloutMemory step) {
        boolean begins = step.phase() != RolloutPhase.BAKING && settings.bake().isPositive();
        return begins || now.isBefore(step.since().plus(settings.bake()))
                ? draft.go(RolloutPhase.BAKING, Optional.of(zone.zone()))
                : next();
    }

    private RolloutPlan next() {
        List<RolloutZone> lagging = review.serving()
                .filter(zone -> !zone.has(wanted) && !zone.empty())
                .sorted(Comparator.<RolloutZone, Boolean>comparing(zone -> zone.complete() && !zone.failing())
                        .thenComparing(zone -> TieBreak.hash(service, zone.zone()), Long::compareUnsigned)
                        .thenComparing(RolloutZone::zone))
                .toList();
        if (lagging.isEmpty()) {
            return finish();
        }
        if (review.failing().isPresent()) {
            return draft.halt(review.failing().get().zone(), "its pods fail their health checks");
        }
        if (review.serving().anyMatch(zone -> !zone.settled())) {
            return draft.go(RolloutPhase.WAITING, before.flatMap(RolloutMemory::zone));
        }
        RolloutZone next = lagging.getFirst();
        Optional<RolloutZone> unready = review.serving()
                .filter(zone -> zone.has(wanted) && !zone.complete())
                .findFirst();
        if (next.complete() && unready.isPresent()) {
            RolloutZone zone = unready.get();
            return draft.held(
                    RolloutPhase.WAITING,
                    Optional.of(zone.zone()),
                    ServiceReason.WAITING_FOR_ZONE,
                    "%s is next and waits for %s, where %d of %d pods are ready: no second zone is disrupted"
                            .formatted(next.zone(), zone.zone(), zone.ready(), zone.desired()));
        }
        draft.give(next.zone(), wanted);
        return draft.go(next.failing() ? RolloutPhase.RECOVERING : RolloutPhase.UPDATING, Optional.of(next.zone()));
    }

    private RolloutPlan finish() {
        zones.stream()
                .filter(zone -> zone.place() == RolloutZone.Place.LEFT || zone.empty())
                .forEach(zone -> draft.give(zone.zone(), wanted));
        List<RolloutZone> lost = zones.stream()
                .filter(zone -> zone.exists() && zone.place() == RolloutZone.Place.SERVES)
                .filter(zone -> !zone.has(wanted) && !zone.empty())
                .toList();
        if (!lost.isEmpty()) {
            return draft.held(
                    RolloutPhase.WAITING,
                    Optional.empty(),
                    ServiceReason.ZONE_EXCLUDED,
                    "complete except for %s, which is not usable now and gets the template when it is"
                            .formatted(names(lost.stream())));
        }
        return draft.go(RolloutPhase.COMPLETE, Optional.empty());
    }

    /** A halted rollout whose zone was not given the template: it is tried again, and all else stays as it was. */
    private RolloutPlan templateRefused(Optional<String> step) {
        draft.keepPrevious();
        zones.stream()
                .filter(zone -> zone.exists() && zone.place() == RolloutZone.Place.SERVES)
                .map(RolloutZone::zone)
                .filter(zone -> step.isEmpty() || step.get().equals(zone))
                .forEach(zone -> draft.give(zone, wanted));
        String where = step.map(zone -> " in " + zone).orElse("");
        return draft.result(
                RolloutPhase.HALTED,
                step,
                Optional.of(RolloutPlan.templateRefused("the API server refused the template" + where)));
    }

    /** The zone in step has the template of the others again, of which pods are admitted. */
    private RolloutPlan withoutTemplate(RolloutZone zone, String refusal) {
        draft.keepPrevious();
        standing.template().ifPresent(old -> draft.give(zone.zone(), old));
        return draft.podsRefused(zone.zone(), refusal);
    }

    private boolean overdue(RolloutMemory step, Duration time) {
        return !now.isBefore(step.since().plus(time));
    }

    private Optional<RolloutZone> find(String name) {
        return zones.stream().filter(zone -> zone.zone().equals(name)).findFirst();
    }

    private static String names(Stream<RolloutZone> zones) {
        return zones.map(RolloutZone::zone).sorted().collect(Collectors.joining(", "));
    }
}
