package io.zonekeeper.observer;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.kube.probe.Check;
import io.zonekeeper.observer.LeanObject.LeanService;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What counts of a service.
 *
 * @param key namespace and name
 * @param checks what its pods are checked by; without any they are not
 * @param away zones in which it gets no traffic, or is in between: what is seen there is reported even if all is well,
 *     for it decides on failback
 */
record ServiceFact(String key, List<Check> checks, Set<String> away) {

    ServiceFact {
        checks = List.copyOf(checks);
        away = Set.copyOf(away);
    }

    /** Returns what counts of a service. */
    static ServiceFact of(LeanService service) {
        return new ServiceFact(
                service.key(),
                service.getSpec()
                        .path("healthChecks")
                        .valueStream()
                        .flatMap(check -> Check.of(check).stream())
                        .toList(),
                service.getStatus()
                        .path("zones")
                        .valueStream()
                        .filter(ServiceFact::isAway)
                        .map(stack -> stack.path("zone").asText())
                        .collect(Collectors.toSet()));
    }

    private static boolean isAway(JsonNode stack) {
        JsonNode serving = stack.path("serving");
        return (serving.isBoolean() && !serving.asBoolean())
                || !stack.path("state").asText(StackState.ACTIVE.word()).equals(StackState.ACTIVE.word());
    }
}
