package io.zonekeeper.core.evacuation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;

/** What a user reads of an evacuation: half sentences that continue after "ZONE is". */
final class Sentences {
    private final EvacuationInput input;
    private final EvacuationTargets targets;

    Sentences(EvacuationInput input, EvacuationTargets targets) {
        this.input = input;
        this.targets = targets;
    }

    /** Returns why a stack is as it is; empty where no order is the cause. */
    Optional<String> reason(EvacuationZone zone, StackState state, Optional<Refusal> refusal) {
        int home = targets.home(zone.zone());
        return switch (state) {
            case ACTIVE -> zone.leaves() ? Optional.of(stays(zone, refusal)) : Optional.empty();
            case SHEDDING ->
                Optional.of(
                        why(zone) + traffic(refusal) + (isReplaced(zone) ? progress() : zone.desired() + " pods stay"));
            case REPLACING -> Optional.of(why(zone) + traffic(refusal) + progress() + shortage());
            case DRAINED ->
                Optional.of("%s%s%s, %d kept as canary"
                        .formatted(why(zone), traffic(refusal), progress(), targets.canary(zone.zone())));
            case RETURNING ->
                Optional.of("failing back: %d of %d pods ready, no traffic until all are%s"
                        .formatted(
                                Math.min(zone.ready(), home),
                                home,
                                zone.trouble().map(why -> ": " + why).orElse("")));
            case REMOVING -> Optional.empty();
        };
    }

    /** Returns why a zone was evacuated, and whether its traffic is off; what becomes of its pods may follow. */
    String withoutTraffic(EvacuationZone zone, Optional<Refusal> refusal) {
        return why(zone) + trafficOf(refusal);
    }

    /** Of a zone that was evacuated, a refusal means that its traffic could not stay off. */
    private static String traffic(Optional<Refusal> refusal) {
        return trafficOf(refusal) + ", ";
    }

    private static String trafficOf(Optional<Refusal> refusal) {
        return refusal.isPresent() ? ": traffic kept, the other zones have too few ready pods" : ": traffic removed";
    }

    /** Returns that pods cannot be replaced; empty when they can, are, or nothing is to be replaced. */
    Optional<Refusal> noCapacity() {
        List<String> replaced = input.zones().stream()
                .filter(this::isReplaced)
                .filter(zone -> input.before(zone) != StackState.DRAINED && input.before(zone) != StackState.RETURNING)
                .map(EvacuationZone::zone)
                .toList();
        String shortage = shortage();
        if (replaced.isEmpty() || shortage.isEmpty() || targets.replaced(input.zones())) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                ServiceReason.NO_CAPACITY_ELSEWHERE,
                "nothing is drained in %s: %s%s; make room there, or lower replicas"
                        .formatted(String.join(", ", replaced), progress(), shortage)));
    }

    /** Returns that pods cannot be brought back to a zone; empty when they can, or are not. */
    Optional<Refusal> noCapacityToReturn(EvacuationZone zone, StackState state) {
        return zone.trouble()
                .filter(why -> state == StackState.RETURNING)
                .map(why -> new Refusal(
                        ServiceReason.NO_CAPACITY_IN_ZONE,
                        "failback to %s waits: %d of %d pods ready, %s; make room there, or lower replicas"
                                .formatted(zone.zone(), zone.ready(), targets.home(zone.zone()), why)));
    }

    private String stays(EvacuationZone zone, Optional<Refusal> refusal) {
        if (input.settings().action() == EvacuationSettings.Action.OBSERVE) {
            return "due for evacuation (%s), not started because zoneFailure.action is Observe".formatted(cause(zone));
        }
        return refusal.map(why -> "due for evacuation (%s), held back: %s".formatted(cause(zone), why.message()))
                .orElseGet(() -> "due for evacuation (%s): traffic stays, %s".formatted(cause(zone), patience(zone)));
    }

    private String patience(EvacuationZone zone) {
        String until = TrafficGuards.hurriesFrom(zone)
                .map(time -> " or until " + text(time))
                .orElse("");
        return isReplaced(zone)
                ? "until all replacements are ready%s; %s".formatted(until, progress())
                : "its pods cannot be replaced%s".formatted(until);
    }

    private String why(EvacuationZone zone) {
        if (zone.leaves()) {
            return "evacuated (%s)".formatted(cause(zone));
        }
        Optional<Instant> healthy = EvacuationInput.healthySince(zone);
        if (healthy.isEmpty()) {
            return input.leftByOthers(zone)
                    ? "evacuated until its pods are ready"
                    : "evacuated until there is evidence that it is healthy"
                            + EvacuationInput.missing(zone)
                                    .map(missing -> " (%s)".formatted(missing))
                                    .orElse("");
        }
        if (!zone.present() && input.before(zone) != StackState.SHEDDING) {
            return "evacuated until a node in the zone accepts pods";
        }
        return "evacuated, healthy since %s, %s".formatted(text(healthy.get()), wayHome(zone));
    }

    private String wayHome(EvacuationZone zone) {
        return input.homeFrom(zone)
                .map(from -> input.mayReturn(zone) || input.leftByOthers(zone)
                        ? "failback when its pods are ready"
                        : "failback at " + text(from))
                .orElseGet(() -> "failback needs the annotation zonekeeper.io/failback: %s".formatted(zone.zone()));
    }

    private static String cause(EvacuationZone zone) {
        StackDecision.Leave leave = zone.leave().orElseThrow();
        return leave.cause().word() + ": " + leave.reason();
    }

    private String progress() {
        int wanted = targets.replacements(input.zones());
        return wanted == 0
                ? "no replacements needed"
                : "%d of %d replacements ready".formatted(targets.replacementsReady(input.zones()), wanted);
    }

    /** Returns what stands in the way of replacements, after a comma; empty when nothing is known to. */
    private String shortage() {
        if (targets.tooLittleRoom()) {
            return ", the other zones may run %d of the %d pods needed (maxReplicas)"
                    .formatted(targets.away().total(), targets.needed());
        }
        return targets.receivers(input.zones()).stream()
                .filter(zone -> zone.trouble().isPresent())
                .map(zone -> ", %s: %s".formatted(zone.zone(), zone.trouble().get()))
                .findFirst()
                .orElse("");
    }

    private boolean isReplaced(EvacuationZone zone) {
        return targets.roles().get(zone.zone()) == Role.REPLACED;
    }

    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
