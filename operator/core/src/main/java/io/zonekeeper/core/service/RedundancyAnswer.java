package io.zonekeeper.core.service;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.placement.LossForecast;
import io.zonekeeper.core.placement.Placement;
import io.zonekeeper.core.placement.PlacementPlanner;
import io.zonekeeper.core.placement.PlacementRequest;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ServiceReason;

/**
 * Says whether zones may be lost, and what it would cost where none may. It is claimed only where it is planned and the
 * pods that are ready now, where they run now, bear it out.
 */
final class RedundancyAnswer {
    private static final String TYPE = "ZoneRedundant";

    private RedundancyAnswer() {}

    /**
     * Returns the answer.
     *
     * @param request what is asked for, the zones without traffic as not available
     * @param placement what is planned for it
     * @param now what is ready where
     * @param asked pods that are asked for in zones with traffic
     */
    static ConditionFact of(PlacementRequest request, Placement placement, LossForecast now, int asked) {
        if (request.toleratedZoneFailures() == 0) {
            return ConditionFact.no(TYPE, ServiceReason.NOT_REQUESTED, price(request, placement));
        }
        if (placement.redundancy().refusal().isPresent()) {
            Refusal why = placement.redundancy().refusal().get();
            return ConditionFact.no(TYPE, why.reason(), why.message());
        }
        int left = now.left(request.toleratedZoneFailures());
        if (left < request.replicas()) {
            return ConditionFact.no(
                    TYPE,
                    ServiceReason.PODS_NOT_READY,
                    "%d of %d pods are ready; with %s lost, as few as %d of the %d replicas would remain"
                            .formatted(
                                    now.ready(),
                                    asked,
                                    request.toleratedZoneFailures() == 1
                                            ? "1 zone"
                                            : request.toleratedZoneFailures() + " zones",
                                    left,
                                    request.replicas()));
        }
        return ConditionFact.yes(
                TYPE,
                Reason.named(ServiceReason.TOLERATES.word() + request.toleratedZoneFailures()),
                "%d pods are ready, so at least %d of the %d replicas remain with any %d of the zones lost"
                        .formatted(now.ready(), left, request.replicas(), request.toleratedZoneFailures()));
    }

    private static String price(PlacementRequest request, Placement placement) {
        Placement tolerant = PlacementPlanner.plan(request.withTolerance(1));
        if (tolerant.redundancy().refusal().isPresent()) {
            return "spread.toleratedZoneFailures is 0, and 1 is not possible: "
                    + tolerant.redundancy().refusal().get().message();
        }
        return "spread.toleratedZoneFailures is 0; with 1, %d pods would run instead of %d"
                .formatted(tolerant.total(), placement.total());
    }
}
