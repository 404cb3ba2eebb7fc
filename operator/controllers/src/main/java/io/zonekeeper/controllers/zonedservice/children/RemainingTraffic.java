package io.zonekeeper.controllers.zonedservice.children;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.StackPlan;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;

/** Finds out whose traffic an evacuated zone of a service still gets. */
public final class RemainingTraffic {
    /** Condition of a service whose pods in an evacuated zone get traffic through Services of others. */
    public static final String CONDITION = "TrafficRemains";

    private final ForeignServices services;
    private final ServiceChildren children;

    public RemainingTraffic(ForeignServices services, ServiceChildren children) {
        this.services = services;
        this.children = children;
    }

    /** Returns which Services of others send traffic to zones that a plan keeps without, and what to do about it. */
    public Optional<Refusal> of(ZonedService service, ServicePlan plan) {
        List<StackPlan> out =
                plan.away().stream().filter(stack -> !stack.inTraffic()).toList();
        List<Map<String, String>> pods = new ArrayList<>();
        out.forEach(stack -> children.podLabels(service, stack.zone().name()).ifPresent(pods::add));
        List<String> others = pods.isEmpty() ? List.of() : services.selecting(Owner.of(service), pods);
        return others.isEmpty() ? Optional.empty() : Optional.of(refusal(service, out, others));
    }

    private static Refusal refusal(ZonedService service, List<StackPlan> out, List<String> others) {
        String zones = out.stream().map(stack -> stack.zone().name()).collect(Collectors.joining(", "));
        String keys = out.stream()
                .map(stack -> stack.zone().slot())
                .filter(slot -> slot.isPresent())
                .map(slot -> "%s%d: \"true\"".formatted(Labels.OUTSIDE, slot.getAsInt()))
                .collect(Collectors.joining(", "));
        String own = service.getSpec().service() == null
                ? "set spec.service and send the traffic through it"
                : "send the traffic through Service " + service.getMetadata().getName();
        return new Refusal(
                ServiceReason.OTHER_SERVICES,
                "%s of other owners select the same pods and still send traffic to %s: %s%s"
                        .formatted(
                                others.size() == 1
                                        ? "Service " + others.getFirst()
                                        : "Services " + String.join(", ", others),
                                zones,
                                own,
                                keys.isEmpty() ? "" : ", or add %s to their selectors until failback".formatted(keys)));
    }
}
