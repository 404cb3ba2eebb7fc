package io.zonekeeper.controllers.zonefailover.objects;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.HealthCheck;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.failover.ProtectedService;
import io.zonekeeper.core.reasons.FailoverReason;
import io.zonekeeper.kube.probe.Check;
import io.zonekeeper.kube.probe.CheckedKeys;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;

/** Which health checks name ports that pods do not have: observers cannot check such pods. */
final class HealthCheckPorts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Check> checks;

    HealthCheckPorts(List<HealthCheck> checks) {
        this.checks = checks.stream()
                .flatMap(check -> Check.of(JSON.valueToTree(check)).stream())
                .toList();
    }

    /** Returns how the pods of a Service are checked; empty where they are not. */
    Optional<ProtectedService.Checked> of(Service service, Collection<Pod> pods) {
        return checks.isEmpty()
                ? Optional.empty()
                : Optional.of(new ProtectedService.Checked(
                        CheckedKeys.service(
                                service.getMetadata().getNamespace(),
                                service.getMetadata().getName()),
                        problem(pods)));
    }

    private Optional<Refusal> problem(Collection<Pod> pods) {
        for (Check check : checks) {
            long without = pods.stream()
                    .filter(pod -> check.portIn(ports(pod)).isEmpty())
                    .count();
            if (without > 0) {
                return Optional.of(new Refusal(
                        FailoverReason.HEALTH_CHECK_PORT_MISSING,
                        "health check %s: %d of its %d pods have no container port named %s, so observers cannot check them"
                                .formatted(check.name(), without, pods.size(), check.port())));
            }
        }
        return Optional.empty();
    }

    private static Map<String, Integer> ports(Pod pod) {
        Map<String, Integer> ports = new HashMap<>();
        Objects.requireNonNullElse(pod.getSpec().getContainers(), List.<Container>of()).stream()
                .flatMap(container ->
                        Objects.requireNonNullElse(container.getPorts(), List.<ContainerPort>of()).stream())
                .filter(port -> port.getName() != null)
                .forEach(port -> ports.putIfAbsent(port.getName(), port.getContainerPort()));
        return ports;
    }
}
