package io.zonekeeper.core.service;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.placement.Placement;
import io.zonekeeper.core.placement.PlacementPlanner;
import io.zonekeeper.core.placement.PlacementRequest;

/** Says whether zones may be lost, and what it would cost where none may. */
final class RedundancyAnswer {
    private static final String TYPE = "ZoneRedundant";

    private RedundancyAnswer() {}

    static ConditionFact of(PlacementRequest request, Placement placement) {
        if (request.toleratedZoneFailures() == 0) {
            return ConditionFact.no(TYPE, "NotRequested", price(request, placement));
        }
        if (placement.redundancy().refusal().isPresent()) {
            Refusal why = placement.redundancy().refusal().get();
            return ConditionFact.no(TYPE, why.reason(), why.message());
        }
        return ConditionFact.yes(
                TYPE,
                "Tolerates" + request.toleratedZoneFailures(),
                "%d pods run, so that %d are left with any %d of the zones lost"
                        .formatted(placement.total(), request.replicas(), request.toleratedZoneFailures()));
    }

    private static String price(PlacementRequest request, Placement placement) {
        Placement tolerant = PlacementPlanner.plan(request.withTolerance(1));
        if (tolerant.redundancy().refusal().isPresent()) {
            return "spread.toleratedZoneFailures is 0, and 1 could not be had: "
                    + tolerant.redundancy().refusal().get().message();
        }
        return "spread.toleratedZoneFailures is 0; with 1, %d pods would run instead of %d"
                .formatted(tolerant.total(), placement.total());
    }
}
