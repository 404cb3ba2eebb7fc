package io.zonekeeper.core.evacuation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.Refusal;

/** What a person reads of an evacuation: half sentences that go on after "ZONE is". */
final class Sentences {
    private final Situation situation;
    private final EvacuationTargets targets;

    Sentences(Situation situation, EvacuationTargets targets) {
        this.situation = situation;
        this.targets = targets;
    }

    /** Returns why a stack is as it is; empty where no order is the cause. */
    Optional<String> reason(ZoneStand stand, StackState state, Optional<Refusal> refusal) {
        int home = targets.home(stand.zone());
        return switch (state) {
            case ACTIVE -> stand.leaves() ? Optional.of(stays(stand, refusal)) : Optional.empty();
            case SHEDDING ->
                Optional.of(why(stand)
                        + traffic(refusal)
                        + (isReplaced(stand) ? progress() : stand.desired() + " pods stay"));
            case REPLACING -> Optional.of(why(stand) + traffic(refusal) + progress() + shortage());
            case DRAINED ->
                Optional.of("%s%s%s, %d left as canary"
                        .formatted(why(stand), traffic(refusal), progress(), targets.canary(stand.zone())));
            case RETURNING ->
                Optional.of("coming home: %d of %d pods ready, no traffic until all are%s"
                        .formatted(
                                Math.min(stand.ready(), home),
                                home,
                                stand.trouble().map(why -> ": " + why).orElse("")));
            case REMOVING -> Optional.empty();
        };
    }

    /** Of a zone that was evacuated, a refusal means that its traffic could not stay off. */
    private static String traffic(Optional<Refusal> refusal) {
        return refusal.isPresent() ? ": traffic on, for the other zones have too few ready pods, " : ": traffic off, ";
    }

    /** Returns that pods cannot be replaced; empty when they can, are, or nothing is to be replaced. */
    Optional<Refusal> noCapacity() {
        List<String> replaced = situation.stands().stream()
                .filter(this::isReplaced)
                .filter(stand -> situation.before(stand) != StackState.DRAINED
                        && situation.before(stand) != StackState.RETURNING)
                .map(ZoneStand::zone)
                .toList();
        String shortage = shortage();
        if (replaced.isEmpty() || shortage.isEmpty() || targets.replaced(situation.stands())) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                "NoCapacityElsewhere",
                "nothing is drained in %s: %s%s; make room there, or lower replicas"
                        .formatted(String.join(", ", replaced), progress(), shortage)));
    }

    /** Returns that pods cannot be brought back to a zone; empty when they can, or are not. */
    Optional<Refusal> noCapacityToReturn(ZoneStand stand, StackState state) {
        return stand.trouble()
                .filter(why -> state == StackState.RETURNING)
                .map(why -> new Refusal(
                        "NoCapacityInZone",
                        "failback to %s waits: %d of %d pods ready, %s; make room there, or lower replicas"
                                .formatted(stand.zone(), stand.ready(), targets.home(stand.zone()), why)));
    }

    private String stays(ZoneStand stand, Optional<Refusal> refusal) {
        if (situation.settings().action() == EvacuationSettings.Action.OBSERVE) {
            return "to be left (%s), and is not, for zoneFailure.action is Observe".formatted(cause(stand));
        }
        return refusal.map(why -> "to be left (%s), but held back: %s".formatted(cause(stand), why.message()))
                .orElseGet(() -> "to be left (%s): traffic stays, %s".formatted(cause(stand), patience(stand)));
    }

    private String patience(ZoneStand stand) {
        String until = TrafficGuards.hurriesFrom(stand)
                .map(time -> " or until " + text(time))
                .orElse("");
        return isReplaced(stand)
                ? "until all replacements are ready%s; %s".formatted(until, progress())
                : "its pods cannot be replaced%s".formatted(until);
    }

    private String why(ZoneStand stand) {
        if (stand.leaves()) {
            return "left (%s)".formatted(cause(stand));
        }
        Optional<Instant> healthy = Situation.healthySince(stand);
        if (healthy.isEmpty()) {
            return situation.leftByOthers(stand)
                    ? "left until its pods are ready"
                    : "left until there is evidence that it is healthy"
                            + Situation.missing(stand)
                                    .map(missing -> " (%s)".formatted(missing))
                                    .orElse("");
        }
        if (!stand.present() && situation.before(stand) != StackState.SHEDDING) {
            return "left until a node in the zone accepts pods";
        }
        return "left, healthy since %s, %s".formatted(text(healthy.get()), wayHome(stand));
    }

    private String wayHome(ZoneStand stand) {
        return situation
                .homeFrom(stand)
                .map(from -> situation.mayReturn(stand) || situation.leftByOthers(stand)
                        ? "coming home when its pods are ready"
                        : "coming home at " + text(from))
                .orElseGet(() ->
                        "waiting for the annotation zonekeeper.io/failback: %s to come home".formatted(stand.zone()));
    }

    private static String cause(ZoneStand stand) {
        StackOrder.Leave leave = stand.leave().orElseThrow();
        return leave.cause().word() + ": " + leave.reason();
    }

    private String progress() {
        int wanted = targets.replacements(situation.stands());
        return wanted == 0
                ? "no replacements needed"
                : "%d of %d replacements ready".formatted(targets.replacementsReady(situation.stands()), wanted);
    }

    /** Returns what stands in the way of replacements, after a comma; empty when nothing is known to. */
    private String shortage() {
        if (targets.tooLittleRoom()) {
            return ", the other zones may run %d of the %d pods needed (maxReplicas)"
                    .formatted(targets.away().total(), targets.needed());
        }
        return targets.receivers(situation.stands()).stream()
                .filter(stand -> stand.trouble().isPresent())
                .map(stand -> ", %s: %s".formatted(stand.zone(), stand.trouble().get()))
                .findFirst()
                .orElse("");
    }

    private boolean isReplaced(ZoneStand stand) {
        return targets.roles().get(stand.zone()) == Role.REPLACED;
    }

    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
