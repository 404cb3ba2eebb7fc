package io.zonekeeper.controllers.zonedservice.planning;

import java.util.List;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.cluster.StackCensus;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.StackPlan;
import io.zonekeeper.manifests.stacks.EvacuationFacts;

/** What a service's stacks say of the health of their zones, and of the pods that are starting. */
public final class StackEvidence {
    private StackEvidence() {}

    public static List<StackCensus.Entry> of(ZonedService service, Planned planned) {
        ServicePlan plan = planned.plan();
        boolean moving = plan.stacks().stream()
                .anyMatch(stack -> stack.state() == StackState.REPLACING
                        || stack.state() == StackState.RETURNING
                        || stack.awaitsReplacements());
        boolean probed = EvacuationFacts.probed(service);
        return plan.stacks().stream()
                .map(stack -> stack.away() && stack.state() != StackState.RETURNING
                        ? StackCensus.Entry.left(stack.zone().name(), probed)
                        : entry(stack, planned, moving, probed))
                .toList();
    }

    private static StackCensus.Entry entry(StackPlan stack, Planned planned, boolean moving, boolean probed) {
        String zone = stack.zone().name();
        boolean onTrial = planned.onTrial().contains(zone);
        return StackCensus.Entry.of(
                        zone,
                        stack.replicas(),
                        stack.fact().ready(),
                        !moving && stack.state() == StackState.ACTIVE && steady(stack) && !onTrial,
                        stack.fact().pods() > stack.fact().updated() || onTrial,
                        probed)
                .withBlocked(planned.blocked().getOrDefault(zone, 0));
    }

    private static boolean steady(StackPlan stack) {
        return stack.fact().settled()
                && stack.fact().desired() == stack.target()
                && stack.fact().updated() >= stack.target();
    }
}
