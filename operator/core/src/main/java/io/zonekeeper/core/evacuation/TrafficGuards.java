package io.zonekeeper.core.evacuation;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.Refusal;

/**
 * Whether a zone's traffic may be taken off now.
 *
 * <p>It is asked for one zone after the other, and remembers to whom it said yes: what a zone may rely on are the zones
 * that had traffic before and still have it.
 */
final class TrafficGuards {
    /** How long before its end a closing zone is left like any other, whether or not its replacements are ready. */
    static final Duration HURRY = Duration.ofMinutes(5);

    private final Situation situation;
    private final EvacuationTargets targets;
    private final Set<String> left = new HashSet<>();

    TrafficGuards(Situation situation, EvacuationTargets targets) {
        this.situation = situation;
        this.targets = targets;
    }

    /** Returns when the end of a zone is so near that it is left in a hurry; empty unless the zone is closing. */
    static Optional<Instant> hurriesFrom(ZoneStand stand) {
        return stand.leave()
                .filter(leave -> leave.cause() == StackOrder.Cause.CLOSURE)
                .flatMap(StackOrder.Leave::deadline)
                .map(deadline -> deadline.minus(HURRY));
    }

    /** Returns whether a zone that is to be left keeps its traffic because there is time: no refusal, but patience. */
    boolean patient(ZoneStand stand) {
        StackOrder.Leave leave = stand.leave().orElseThrow();
        if (leave.cause() != StackOrder.Cause.CLOSURE || leave.dark()) {
            return false;
        }
        Optional<Instant> hurry = hurriesFrom(stand);
        if (hurry.isPresent() && !situation.now().isBefore(hurry.get())) {
            return false;
        }
        return targets.roles().get(stand.zone()) == Role.REPLACED
                ? !targets.replaced(situation.stands())
                : hurry.isPresent();
    }

    /** Returns why a zone must keep its traffic; empty when it may be, and from now on is, left. */
    Optional<Refusal> refusal(ZoneStand stand) {
        Optional<Refusal> refusal = noSlot(stand)
                .or(() -> lastZone(stand))
                .or(() -> lastReadyPod(stand))
                .or(() -> floor(stand));
        if (refusal.isEmpty()) {
            left.add(stand.zone());
        }
        return refusal;
    }

    private Optional<Refusal> noSlot(ZoneStand stand) {
        return when(
                !situation.switchable(stand),
                "NoSlot",
                "%s is to be left, but has no slot to take its traffic off: raise the number of slots, or delete Zones that are gone"
                        .formatted(stand.zone()));
    }

    private Optional<Refusal> lastZone(ZoneStand stand) {
        if (situation.stands().size() == 1) {
            return when(
                    true,
                    "OnlyZone",
                    "%s is to be left, but the service runs nowhere else: give it a second zone"
                            .formatted(stand.zone()));
        }
        return when(
                !situation.hasZoneToStayIn(),
                "AllZonesLeave",
                "%s is to be left, and so is every other zone with traffic: nothing is touched until one of the %d zones may stay"
                        .formatted(stand.zone(), situation.stands().size()));
    }

    private Optional<Refusal> lastReadyPod(ZoneStand stand) {
        return when(
                situation.replicas() > 0 && answeringWithout(stand) == 0,
                "NoReadyPodElsewhere",
                "%s is to be left, but no zone that would keep its traffic has a ready pod: see why the pods in %s are not ready"
                        .formatted(stand.zone(), others(stand)));
    }

    private Optional<Refusal> floor(ZoneStand stand) {
        int floor = situation.settings().floor(situation.replicas());
        int ready = answeringWithout(stand);
        return when(
                !stand.dark() && ready < floor,
                "FloorNotMet",
                "%s is to be left, but the other zones have %d ready pods, and zoneFailure.minReadyPercent %d of %d replicas are %d: its traffic stays until they have; lower minReadyPercent to leave it sooner"
                        .formatted(
                                stand.zone(),
                                ready,
                                situation.settings().minReadyPercent(),
                                situation.replicas(),
                                floor));
    }

    private int answeringWithout(ZoneStand stand) {
        return remaining(stand).stream().mapToInt(ZoneStand::answering).sum();
    }

    private String others(ZoneStand stand) {
        return String.join(
                ", ", remaining(stand).stream().map(ZoneStand::zone).sorted().toList());
    }

    private List<ZoneStand> remaining(ZoneStand stand) {
        return situation.stands().stream()
                .filter(other -> situation.served(other)
                        && !left.contains(other.zone())
                        && !other.zone().equals(stand.zone()))
                .toList();
    }

    private static Optional<Refusal> when(boolean bites, String reason, String message) {
        return bites ? Optional.of(new Refusal(reason, message)) : Optional.empty();
    }
}
