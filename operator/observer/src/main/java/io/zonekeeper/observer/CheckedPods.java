package io.zonekeeper.observer;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.probe.Check;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/**
 * The pods of one owner that are checked: those of a ZonedService, or of a Service that a ZoneFailover protects.
 *
 * @param owner what reports call the owner
 * @param namespace its namespace
 * @param selector labels of its pods, all of them
 * @param checks what its pods are checked by; without any they are not
 * @param away zones in which it gets no traffic, or is in between: what is seen there is reported even if all is well,
 *     for it decides on failback
 */
record CheckedPods(String owner, String namespace, Map<String, String> selector, List<Check> checks, Set<String> away) {
    /** Of a ZonedService, its pods. */
    static final ObservedKind<CheckedPods> ZONED_SERVICES =
            ObservedKind.ours("ZonedService", "zonedservices", CheckedPods::of);

    CheckedPods {
        selector = Map.copyOf(selector);
        checks = List.copyOf(checks);
        away = Set.copyOf(away);
    }

    private static CheckedPods of(GenericKubernetesResource service) {
        return new CheckedPods(
                ObservedKind.key(service),
                service.getMetadata().getNamespace(),
                Map.of(Labels.SERVICE, service.getMetadata().getName()),
                checks(ObservedKind.part(service, "spec")),
                away(ObservedKind.part(service, "status")));
    }

    /** Returns the health checks of a spec. */
    static List<Check> checks(JsonNode spec) {
        return spec.path("healthChecks")
                .valueStream()
                .flatMap(check -> Check.of(check).stream())
                .toList();
    }

    /** Returns the names of zones of a status in which there is no traffic, or is in between. */
    static Set<String> away(JsonNode status) {
        return status.path("zones")
                .valueStream()
                .filter(CheckedPods::isAway)
                .map(stack -> stack.path("zone").asText())
                .collect(Collectors.toSet());
    }

    /** Returns whether a pod is one of these. */
    boolean selects(PodFact pod) {
        return pod.namespace().equals(namespace)
                && !selector.isEmpty()
                && pod.labels().entrySet().containsAll(selector.entrySet());
    }

    private static boolean isAway(JsonNode stack) {
        JsonNode serving = stack.path("serving");
        return (serving.isBoolean() && !serving.asBoolean())
                || !stack.path("state").asText(StackState.ACTIVE.word()).equals(StackState.ACTIVE.word());
    }
}
