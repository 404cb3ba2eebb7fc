package io.zonekeeper.core.cordon;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.cordon.CordonPolicy.Mode;
import io.zonekeeper.core.cordon.ZoneSituation.Closure;
import io.zonekeeper.core.cordon.ZoneSituation.ManualCordon;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.health.Explanation;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ZoneReason;
import io.zonekeeper.core.zone.Verdict;

/**
 * Decides which zones are cordoned: the guards between a verdict, or a user's word, and what is done.
 *
 * <ol>
 *   <li><b>What stands, stays</b>: a user's cordon while it is wanted; a closure while it is announced; an automatic
 *       cordon until the zone has been Healthy for {@code stableFor}, nobody else keeps its nodes unschedulable, and
 *       the mode is Automatic, or until a user asks for its end; a game day's while it runs; someone else's for as long
 *       as they keep it. A user's cordon on top of an automatic one changes nothing of that: when theirs is taken off,
 *       the automatic one continues, as the one that it was.
 *   <li><b>Users</b> come next. They are not refused for what the evidence says, but one zone that is not known to be
 *       bad must be left, and {@code maxCordonedZones} holds without {@code force}.
 *   <li><b>Closures</b> begin {@code leadTime} before their moment, under the same guards, and so do <b>game days</b>
 *       when {@link io.zonekeeper.core.drill.DrillPlanner} reports it. A game day is no automatic cordon: it is not
 *       counted, and no hold-down follows it.
 *   <li><b>Unhealthy zones</b> last: not two at once ({@code Ambiguous}), not beyond {@code maxCordonedZones},
 *       {@code minHealthyZones}, {@code zoneCordonsPerDay} (of all zones), not during the hold-down, not while no
 *       witness counts against the zone any more, and only in mode Automatic.
 * </ol>
 *
 * <p>A zone that was removed for good ({@link CordonPolicy#removed}) keeps its cordon for as long as it is remembered,
 * but is no other zone to anybody: it is not counted among those cordoned, nor among those that are bad at once.
 *
 * <p>Invariants: the last zone that is not known to be bad is never cordoned by us; automatic cordons never exceed
 * {@code maxCordonedZones}; planning again with the result as what stands changes nothing.
 */
public final class CordonPlanner {
    private final CordonPolicy policy;
    private final Instant now;
    private final SortedMap<String, ZoneSituation> zones = new TreeMap<>();
    private final SortedMap<String, Cordon> cordons = new TreeMap<>();
    private final Map<String, Refusal> refusals = new TreeMap<>();
    private final Map<String, CordonHistory> histories = new TreeMap<>();
    private Optional<Instant> nextChange = Optional.empty();

    private CordonPlanner(Collection<ZoneSituation> situations, CordonPolicy policy, Instant now) {
        this.policy = policy;
        this.now = now;
        situations.forEach(zone -> {
            zones.put(zone.zone(), zone);
            histories.put(zone.zone(), zone.history().recent(now));
        });
    }

    /** Returns which zones are cordoned from now on. */
    public static CordonPlan plan(Collection<ZoneSituation> situations, CordonPolicy policy, Instant now) {
        var planner = new CordonPlanner(situations, policy, now);
        planner.zones.values().forEach(planner::awaitRemoval);
        planner.zones.values().forEach(planner::keep);
        planner.zones.values().forEach(planner::obey);
        planner.zones.values().forEach(planner::leaveBeforeClosure);
        planner.zones.values().forEach(planner::rehearse);
        planner.distrust();
        return planner.plan();
    }

    private CordonPlan plan() {
        SortedMap<String, ZoneDecision> decisions = new TreeMap<>();
        zones.values()
                .forEach(zone -> decisions.put(
                        zone.zone(),
                        new ZoneDecision(
                                zone.zoneVerdict(),
                                Optional.ofNullable(cordons.get(zone.zone())),
                                Optional.ofNullable(refusals.get(zone.zone())),
                                histories.get(zone.zone()),
                                removed(zone))));
        return new CordonPlan(decisions, nextChange);
    }

    private void awaitRemoval(ZoneSituation zone) {
        policy.removedAt(zone.zoneVerdict()).ifPresent(this::look);
    }

    private boolean removed(ZoneSituation zone) {
        return policy.removed(zone, now);
    }

    private void keep(ZoneSituation zone) {
        Optional<Cordon> standing = zone.standing();
        Optional<Cause> cause = standing.map(Cordon::cause);
        Optional<Cordon> automatic = standing.flatMap(Cordon::automaticPart);
        if (automatic.isPresent() && returns(zone)) {
            histories.compute(zone.zone(), (name, history) -> history.returned(now));
            automatic = Optional.empty();
        }
        if (cause.equals(Optional.of(Cause.MANUAL)) && wanted(zone.manual())) {
            cordons.put(zone.zone(), manual(zone.manual().get(), standing.get().since(), automatic));
            // Why the one underneath does not end is of no interest yet.
            refusals.remove(zone.zone());
        } else if (automatic.isPresent()) {
            cordons.put(zone.zone(), automatic.get());
        } else if (cause.equals(Optional.of(Cause.CLOSURE)) && begun(zone.closure())) {
            cordons.put(
                    zone.zone(), closure(zone.closure().get(), standing.get().since()));
        } else if (cause.equals(Optional.of(Cause.DRILL)) && zone.drill().isPresent()) {
            cordons.put(zone.zone(), drill(zone.drill().get(), standing.get().since()));
        }
        if (zone.external() && !cordons.containsKey(zone.zone())) {
            Instant since = standing.filter(known -> known.cause() == Cause.EXTERNAL)
                    .map(Cordon::since)
                    .orElse(now);
            cordons.put(
                    zone.zone(),
                    new Cordon(
                            Cause.EXTERNAL,
                            "all of its nodes were made unschedulable by someone else",
                            since,
                            Optional.empty(),
                            false));
        }
    }

    /** Whether an automatic cordon ends. */
    private boolean returns(ZoneSituation zone) {
        if (zone.returnRequested()) {
            return true;
        }
        Optional<Instant> trusted = zone.zoneVerdict().healthySince().map(since -> since.plus(policy.stableFor()));
        if (trusted.isEmpty() || zone.zoneVerdict().verdict() != Verdict.HEALTHY) {
            return false;
        }
        if (trusted.get().isAfter(now)) {
            look(trusted.get());
            return false;
        }
        if (policy.mode() != Mode.AUTOMATIC) {
            refuse(
                    zone,
                    ZoneReason.FAILBACK_ADVISED,
                    "Healthy for long enough, but spec.mode of the policy is not Automatic: annotate the Zone zonekeeper.io/failback=now to end its cordon");
            return false;
        }
        if (zone.external()) {
            refuse(
                    zone,
                    ZoneReason.EXTERNALLY_CORDONED,
                    "all of its nodes are still made unschedulable by someone else: it stays cordoned");
            return false;
        }
        return true;
    }

    private boolean wanted(Optional<ManualCordon> manual) {
        manual.flatMap(ManualCordon::until).ifPresent(this::look);
        return manual.filter(order -> order.until().map(now::isBefore).orElse(true))
                .isPresent();
    }

    private boolean begun(Optional<Closure> closure) {
        closure.map(end -> end.at().minus(end.leadTime())).ifPresent(this::look);
        return closure.filter(end -> !now.isBefore(end.at().minus(end.leadTime())))
                .isPresent();
    }

    private void obey(ZoneSituation zone) {
        if (!wanted(zone.manual()) || standsFor(zone, Cause.MANUAL)) {
            return;
        }
        ManualCordon order = zone.manual().get();
        if (guarded(zone, order.force(), "spec.cordon")) {
            Optional<Cordon> automatic =
                    Optional.ofNullable(cordons.get(zone.zone())).flatMap(Cordon::automaticPart);
            cordons.put(zone.zone(), manual(order, now, automatic));
            refusals.remove(zone.zone());
        }
    }

    private void leaveBeforeClosure(ZoneSituation zone) {
        Optional<Cause> cause = Optional.ofNullable(cordons.get(zone.zone())).map(Cordon::cause);
        boolean free = cause.isEmpty() || cause.get() == Cause.EXTERNAL;
        if (begun(zone.closure()) && free && guarded(zone, false, "spec.closure")) {
            cordons.put(zone.zone(), closure(zone.closure().get(), now));
        }
    }

    private void rehearse(ZoneSituation zone) {
        if (zone.drill().isPresent() && !cordons.containsKey(zone.zone()) && guarded(zone, false, "spec.drill")) {
            cordons.put(zone.zone(), drill(zone.drill().get(), now));
        }
    }

    /** The guards that hold for users, too. */
    private boolean guarded(ZoneSituation zone, boolean force, String field) {
        boolean counted = cordons.containsKey(zone.zone()) || removed(zone);
        if (others(zone)
                .noneMatch(other -> other.usable()
                        && !cordons.containsKey(other.zone())
                        && other.zoneVerdict().verdict() != Verdict.UNHEALTHY)) {
            refuse(
                    zone,
                    ZoneReason.LAST_ZONE,
                    "%s is rejected: no other zone remains that has nodes, is not cordoned and not Unhealthy"
                            .formatted(field));
            return false;
        }
        if (!force && !counted && counted().size() >= policy.maxCordonedZones()) {
            refuse(
                    zone,
                    ZoneReason.MAX_CORDONED_ZONES,
                    "%s is rejected: %s cordoned and limits.maxCordonedZones is %d; raise it, or set spec.cordon.force"
                            .formatted(field, alreadyCordoned(), policy.maxCordonedZones()));
            return false;
        }
        return true;
    }

    private void distrust() {
        List<ZoneSituation> bad = zones.values().stream()
                .filter(zone -> zone.zoneVerdict().verdict() == Verdict.UNHEALTHY && !removed(zone))
                .filter(zone -> !cordons.containsKey(zone.zone()) || standsFor(zone, Cause.EXTERNAL))
                .toList();
        for (ZoneSituation zone : bad) {
            Optional<Refusal> refusal = objection(zone, bad.size());
            if (refusal.isPresent()) {
                refusals.put(zone.zone(), refusal.get());
            } else {
                cordons.put(
                        zone.zone(),
                        new Cordon(
                                Cause.AUTOMATIC,
                                Explanation.evidence(zone.zoneVerdict()),
                                now,
                                Optional.empty(),
                                false));
                histories.compute(zone.zone(), (name, history) -> history.cordoned(now));
            }
        }
        for (ZoneSituation zone : zones.values()) {
            if (zone.zoneVerdict().shared()
                    && !cordons.containsKey(zone.zone())
                    && !refusals.containsKey(zone.zone())) {
                refuse(zone, ZoneReason.AMBIGUOUS, "it fails, but other zones fail as well: nothing is done");
            }
        }
    }

    private Optional<Refusal> objection(ZoneSituation zone, int badAtOnce) {
        if (policy.mode() != Mode.AUTOMATIC) {
            return Optional.of(
                    new Refusal(
                            ZoneReason.ADVISED,
                            "Unhealthy, and not cordoned because spec.mode of the policy is not Automatic: set spec.cordon to cordon it"));
        }
        // The verdict may be older than what it rests on. That pods wait, for its nodes to come back, is no failure.
        if (zone.zoneVerdict().witnesses() == 0) {
            return Optional.of(new Refusal(
                    ZoneReason.RECOVERING, "Unhealthy, but no failure is observed now: not cordoned unless one is"));
        }
        if (badAtOnce > 1) {
            return Optional.of(new Refusal(
                    ZoneReason.AMBIGUOUS, "%d zones are Unhealthy at once: nothing is done".formatted(badAtOnce)));
        }
        // A zone that someone else cordoned is counted already, but not among ours.
        boolean counted = cordons.containsKey(zone.zone()) && ours() < policy.maxCordonedZones();
        if (!counted && counted().size() >= policy.maxCordonedZones()) {
            return Optional.of(new Refusal(
                    ZoneReason.MAX_CORDONED_ZONES,
                    "Unhealthy, but %s cordoned and limits.maxCordonedZones is %d"
                            .formatted(alreadyCordoned(), policy.maxCordonedZones())));
        }
        long healthy = others(zone)
                .filter(other -> other.usable()
                        && !cordons.containsKey(other.zone())
                        && other.zoneVerdict().verdict() == Verdict.HEALTHY)
                .count();
        if (healthy < policy.minHealthyZones()) {
            return Optional.of(new Refusal(
                    ZoneReason.MIN_HEALTHY_ZONES,
                    "Unhealthy, but %d Healthy zones would remain and limits.minHealthyZones is %d"
                            .formatted(healthy, policy.minHealthyZones())));
        }
        List<Instant> lately = histories.values().stream()
                .flatMap(history -> history.cordons().stream())
                .sorted()
                .toList();
        if (lately.size() >= policy.zoneCordonsPerDay()) {
            lately.stream().findFirst().map(CordonHistory::forgottenAt).ifPresent(this::look);
            return Optional.of(new Refusal(
                    ZoneReason.ZONE_CORDONS_PER_DAY,
                    "Unhealthy, but there were %d automatic cordons in the last day and limits.zoneCordonsPerDay is %d: set spec.cordon to cordon it"
                            .formatted(lately.size(), policy.zoneCordonsPerDay())));
        }
        CordonHistory history = histories.get(zone.zone());
        Optional<Instant> held = history.heldUntil(policy.holdDown()).filter(now::isBefore);
        if (held.isPresent()) {
            look(held.get());
            return Optional.of(new Refusal(
                    ZoneReason.HOLD_DOWN,
                    "Unhealthy, but its last cordon ended only at %s: not cordoned again before %s; set spec.cordon to cordon it"
                            .formatted(history.returnedAt().get(), held.get())));
        }
        if (zone.returnRequested()) {
            // Else the next plan would end the cordon that this one makes.
            return Optional.of(
                    new Refusal(
                            ZoneReason.FAILBACK_REQUESTED,
                            "Unhealthy, but the end of its cordon was requested: remove the annotation zonekeeper.io/failback from the Zone to cordon it again"));
        }
        return Optional.empty();
    }

    private boolean standsFor(ZoneSituation zone, Cause cause) {
        Cordon cordon = cordons.get(zone.zone());
        return cordon != null && cordon.cause() == cause;
    }

    private long ours() {
        return counted().stream()
                .filter(zone -> cordons.get(zone.zone()).automaticPart().isPresent())
                .count();
    }

    /** The cordoned zones that limits are about. */
    private List<ZoneSituation> counted() {
        return zones.values().stream()
                .filter(zone -> cordons.containsKey(zone.zone()) && !removed(zone))
                .toList();
    }

    private Stream<ZoneSituation> others(ZoneSituation zone) {
        return zones.values().stream().filter(other -> !other.zone().equals(zone.zone()));
    }

    private String alreadyCordoned() {
        List<String> names = counted().stream().map(ZoneSituation::zone).toList();
        return names.isEmpty() ? "none is" : String.join(", ", names) + (names.size() == 1 ? " is" : " are");
    }

    private void refuse(ZoneSituation zone, Reason reason, String message) {
        refusals.put(zone.zone(), new Refusal(reason, message));
    }

    private void look(Instant time) {
        if (time.isAfter(now)) {
            nextChange = Stream.concat(nextChange.stream(), Stream.of(time)).min(Comparator.naturalOrder());
        }
    }

    private static Cordon manual(ManualCordon order, Instant since, Optional<Cordon> automatic) {
        return new Cordon(Cause.MANUAL, order.reason(), since, Optional.empty(), order.nodes(), automatic);
    }

    private static Cordon drill(String reason, Instant since) {
        return new Cordon(Cause.DRILL, "game day: " + reason, since, Optional.empty(), false);
    }

    private static Cordon closure(Closure closure, Instant since) {
        return new Cordon(Cause.CLOSURE, "the zone closes at " + closure.at(), since, Optional.of(closure.at()), false);
    }
}
