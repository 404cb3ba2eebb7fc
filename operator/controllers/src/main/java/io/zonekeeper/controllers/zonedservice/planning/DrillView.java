package io.zonekeeper.controllers.zonedservice.planning;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.drill.DrillService;
import io.zonekeeper.core.evacuation.EvacuationSettings;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.StackPlan;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.manifests.stacks.EvacuationFacts;
import io.zonekeeper.manifests.stacks.ServiceFacts;

/** A service as a game day sees it. */
public final class DrillView {
    private DrillView() {}

    /** Returns how a service stands by its plan. */
    public static DrillService of(ZonedService service, ZoneCatalog catalog, ServicePlan plan) {
        EvacuationSettings settings = EvacuationFacts.settings(service, catalog);
        int replicas = plan.forecast().replicas();
        Map<String, StackState> stacks = new HashMap<>();
        int ready = 0;
        for (StackPlan stack : plan.stacks()) {
            if (stack.target() > 0 || stack.fact().pods() > 0 || stack.away()) {
                stacks.put(stack.zone().name(), stack.state());
            }
            ready += stack.inTraffic() ? stack.fact().ready() : 0;
        }
        return new DrillService(
                ServiceFacts.key(service),
                replicas,
                settings.floor(replicas),
                ready,
                stacks,
                plan.complete(),
                held(settings, plan.heldBack().stream().findFirst().map(Refusal::message)));
    }

    /** A service that cannot be read is left as it is, drill or not. */
    public static DrillService unusable(ZonedService service) {
        return new DrillService(ServiceFacts.key(service), 0, 0, 0, Map.of(), true, Optional.empty());
    }

    /**
     * Returns why a service does not leave a zone, where it does not.
     *
     * @param heldBack why its evacuation is held
     */
    public static Optional<String> held(EvacuationSettings settings, Optional<String> heldBack) {
        return settings.action() == EvacuationSettings.Action.OBSERVE
                ? Optional.of("zoneFailure.action is Observe: it is not evacuated")
                : heldBack;
    }
}
