package io.zonekeeper.app.faults;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus;

import io.fabric8.kubernetes.api.model.Service;

import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/** The life of a Deployment and a Service under a ZoneFailover: made, evacuated and brought back. */
record FailoverLife(String name) implements Life {
    /** The ZoneFailover over all of them. */
    static final String FAILOVER = """
            apiVersion: zonekeeper.io/v1alpha1
            kind: ZoneFailover
            metadata: {name: everything}
            spec: {failback: {stableFor: 1s}, services: {matchLabels: {life: failover}}}
            ---
            """;

    private static final String SHOP = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: NAME}
            spec:
              replicas: 6
              selector: {matchLabels: {app: NAME}}
              template:
                metadata: {labels: {app: NAME}}
                spec:
                  containers: [{name: web, image: "registry.local/shop:1"}]
                  topologySpreadConstraints:
                    - maxSkew: 1
                      topologyKey: topology.kubernetes.io/zone
                      whenUnsatisfiable: DoNotSchedule
                      nodeTaintsPolicy: Honor
                      labelSelector: {matchLabels: {app: NAME}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: NAME, labels: {life: failover}}
            spec:
              selector: {app: NAME}
              ports: [{port: 80, targetPort: 8080}]
            """;

    @Override
    public Optional<String> manifest(Phase phase) {
        return phase == Phase.MADE ? Optional.of(SHOP.replace("NAME", name)) : Optional.empty();
    }

    @Override
    public void holds(Phase phase, Snapshot seen) {
        Map<String, Integer> pods = seen.pods().getOrDefault(name, Map.of());
        if (phase == Phase.EVACUATED) {
            assertThat(pods).as(name).isEqualTo(Map.of(B, 3, C, 3));
            assertThat(route(seen).getSpec().getSelector()).as(name).hasSize(2);
            assertThat(state(seen)).as(name).isEqualTo("Drained");
            return;
        }
        assertThat(pods).as(name).isEqualTo(Map.of(A, 2, B, 2, C, 2));
        assertThat(route(seen).getSpec().getSelector()).as(name).containsOnlyKeys("app");
        assertThat(state(seen)).as(name).isEqualTo("Active");
    }

    @Override
    public String end(Snapshot seen) {
        long taints = seen.nodes().stream()
                .flatMap(node -> node.getSpec().getTaints().stream())
                .filter(taint -> taint.getKey().equals("zonekeeper.io/evacuated"))
                .count();
        return "%s; selector %s; excluded slots %s; tainted nodes %d"
                .formatted(
                        seen.pods().get(name),
                        route(seen).getSpec().getSelector(),
                        route(seen).getMetadata().getLabels().get("zonekeeper.io/excluded-slots"),
                        taints)
                .replace(name, "NAME");
    }

    @Override
    public String shape() {
        return "FAILOVER";
    }

    private Service route(Snapshot seen) {
        return seen.routes().get(name);
    }

    private String state(Snapshot seen) {
        return seen.failover().stream()
                .map(ZoneFailover::getStatus)
                .filter(Objects::nonNull)
                .flatMap(status ->
                        Objects.requireNonNullElse(status.services(), List.<ZoneFailoverStatus.ServiceState>of())
                                .stream())
                .filter(service -> service.name().equals(name))
                .flatMap(service -> service.zones().stream())
                .filter(zone -> zone.zone().equals(A))
                .map(ZoneFailoverStatus.ZoneState::state)
                .findFirst()
                .orElse("none");
    }
}
