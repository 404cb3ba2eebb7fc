package io.zonekeeper.core.placement;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;

/** The sentences that tell a user what was contradictory in a request, what is done instead and what to change. */
final class Explanations {
    private final PlacementRequest request;
    private final List<ZoneShare> available;

    Explanations(PlacementRequest request, List<ZoneShare> available) {
        this.request = request;
        this.available = available;
    }

    /** Returns why nothing runs. */
    Refusal noZone() {
        String why = request.zones().isEmpty()
                ? "The service has no zone: label nodes with topology.kubernetes.io/zone or list zones in spec.zones."
                : "Every zone of the service is cordoned (%s): nothing can run until one is uncordoned or another is added."
                        .formatted(names(request.zones()));
        return new Refusal(ServiceReason.NO_ZONE, why);
    }

    /** Returns why less than {@code replicas} runs. */
    Refusal maximumsTooLow(int total) {
        return new Refusal(
                ServiceReason.MAXIMUMS_TOO_LOW,
                "replicas is %d, but maxReplicas of the available zones (%s) add up to %d: running %d. Raise a maxReplicas, or lower replicas to %d."
                        .formatted(request.replicas(), names(available), total, total, total));
    }

    /** Returns why more runs than the {@code needed} that {@code replicas} and its tolerance call for. */
    Refusal minimumsExceedReplicas(int total, int needed) {
        return new Refusal(
                ServiceReason.MINIMUMS_EXCEED_REPLICAS,
                "minReplicas of the available zones (%s) add up to %d, but replicas %d with toleratedZoneFailures %d needs only %d: running %d. Lower a minReplicas, or raise replicas."
                        .formatted(
                                names(available),
                                total,
                                request.replicas(),
                                request.toleratedZoneFailures(),
                                needed,
                                total));
    }

    /** Returns that zones are further from their share than {@code maxSkew} allows, empty when none is. */
    Optional<Refusal> volumesHoldZones(WeightedShares shares, int[] targets) {
        String uneven = IntStream.range(0, targets.length)
                .filter(i -> !shares.within(i, targets[i], request.maxSkew()) || outside(available.get(i), targets[i]))
                .mapToObj(i ->
                        "%s has %d of a share of %s".formatted(available.get(i).zone(), targets[i], shares.text(i)))
                .sorted()
                .collect(Collectors.joining(", "));
        if (uneven.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                ServiceReason.VOLUMES_HOLD_ZONES,
                "Pods hold volumes in their zones and are not moved to balance them, so maxSkew %d is exceeded: %s. Scaling balances it; to move pods, delete their claims."
                        .formatted(request.maxSkew(), uneven)));
    }

    /** Returns that there are too few zones to lose {@code losses} of them. */
    Refusal notEnoughZones(int losses) {
        return new Refusal(
                ServiceReason.NOT_ENOUGH_ZONES,
                "The service has %s of which %d available (%s); losing %d more needs at least %d available: running replicas %d without that tolerance. Add zones, or lower toleratedZoneFailures (%d)."
                        .formatted(
                                zones(request.zones().size()),
                                available.size(),
                                available.isEmpty() ? "none" : names(available),
                                losses,
                                losses + 1,
                                request.replicas(),
                                request.toleratedZoneFailures()));
    }

    /** Returns that the limits do not let enough run. */
    Refusal limitsTooTight(RedundantTotal wanted, int losses) {
        return new Refusal(
                ServiceReason.LIMITS_TOO_TIGHT,
                "Within maxReplicas of the available zones (%s), at most %d of replicas %d remain when %s %s lost: running %d. Raise maxReplicas, add a zone, or lower replicas or toleratedZoneFailures."
                        .formatted(
                                names(available),
                                wanted.goal(),
                                request.replicas(),
                                zones(losses),
                                losses == 1 ? "is" : "are",
                                wanted.total()));
    }

    /** Returns that pods held by their volumes stand too unevenly for the tolerance. */
    Refusal volumesTooUneven(int left, int losses) {
        return new Refusal(
                ServiceReason.VOLUMES_HOLD_ZONES,
                "Pods hold volumes in their zones and are not moved to balance them: losing the fullest %s would leave %d of replicas %d. Scale up, or delete claims in the fullest zone to move its pods."
                        .formatted(zones(losses), left, request.replicas()));
    }

    /** Returns that zones lost now use the tolerance up. */
    Refusal zonesLost(int survives) {
        List<ZoneShare> lost =
                request.zones().stream().filter(zone -> !zone.available()).toList();
        return new Refusal(
                ServiceReason.ZONES_LOST,
                "%s evacuated (%s), so %d more may be lost instead of toleratedZoneFailures %d. It is restored after failback; restoreTolerance: true would start more pods until then."
                        .formatted(
                                zones(lost.size()) + (lost.size() == 1 ? " is" : " are"),
                                names(lost),
                                survives,
                                request.toleratedZoneFailures()));
    }

    private static boolean outside(ZoneShare zone, int target) {
        return target < zone.minReplicas() || target > zone.maxReplicas();
    }

    private static String zones(int count) {
        return count == 1 ? "1 zone" : count + " zones";
    }

    private static String names(List<ZoneShare> zones) {
        return zones.stream().map(ZoneShare::zone).sorted().collect(Collectors.joining(", "));
    }
}
