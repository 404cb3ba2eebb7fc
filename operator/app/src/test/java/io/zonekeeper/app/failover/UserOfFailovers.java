package io.zonekeeper.app.failover;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.Waiting;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/** What a person does with a Deployment and a Service that nobody wrote for Zonekeeper, and sees of them. */
final class UserOfFailovers {
    static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop}
            spec:
              replicas: 9
              selector: {matchLabels: {app: shop}}
              template:
                metadata: {labels: {app: shop}}
                spec:
                  containers: [{name: web, image: "registry.example/shop:1"}]
                  topologySpreadConstraints:
                    - maxSkew: 1
                      topologyKey: topology.kubernetes.io/zone
                      whenUnsatisfiable: DoNotSchedule
                      nodeTaintsPolicy: Honor
                      labelSelector: {matchLabels: {app: shop}}
            """;
    static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: shop}
            spec:
              selector: {app: shop}
              ports: [{port: 80, targetPort: 8080}]
            """;
    static final String FAILOVER = """
            apiVersion: zonekeeper.io/v1alpha1
            kind: ZoneFailover
            metadata: {name: everything}
            spec: {failback: {stableFor: 1s}}
            """;

    private final KubernetesClient client;
    private final Kubectl kubectl;

    /** A person who works in the namespace of the client. */
    UserOfFailovers(KubernetesClient client, Kubectl kubectl) {
        this.client = client;
        this.kubectl = kubectl;
    }

    void running(String deployment) {
        untilNodesTakePods();
        kubectl.runReading(deployment + "---\n" + SERVICE + "---\n" + FAILOVER, "apply", "-f", "-");
        Waiting.untilAsserted("all are ready and labelled", PATIENCE, () -> {
            assertThat(ready()).containsExactlyInAnyOrderEntriesOf(Map.of(A, 3, B, 3, C, 3));
            assertThat(condition("Protected").status()).isEqualTo("True");
        });
    }

    /** A zone that another test evacuated has tainted nodes for a moment longer, and pods would start elsewhere. */
    void untilNodesTakePods() {
        Waiting.untilAsserted(
                "the nodes take pods",
                PATIENCE,
                () -> assertThat(client.nodes().list().getItems())
                        .flatMap(node -> node.getSpec().getTaints())
                        .isEmpty());
    }

    Service service() {
        return client.services().withName("shop").get();
    }

    ZoneFailover get() {
        return client.resources(ZoneFailover.class).withName("everything").get();
    }

    Condition condition(String type) {
        return Objects.requireNonNullElse(get().getStatus().conditions(), List.<Condition>of()).stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no condition " + type));
    }

    ZoneFailoverStatus.ZoneState state(String service, String zone) {
        return Objects.requireNonNullElse(get().getStatus().services(), List.<ZoneFailoverStatus.ServiceState>of())
                .stream()
                .filter(each -> each.name().equals(service))
                .flatMap(each -> each.zones().stream())
                .filter(each -> each.zone().equals(zone))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing is reported of " + zone));
    }

    List<Pod> pods() {
        return client.pods().withLabel("app", "shop").list().getItems();
    }

    Map<String, Integer> ready() {
        Map<String, String> zoneOf = client.nodes().list().getItems().stream()
                .collect(Collectors.toMap(
                        node -> node.getMetadata().getName(),
                        node -> node.getMetadata().getLabels().get("topology.kubernetes.io/zone")));
        Map<String, Integer> counts = new TreeMap<>();
        pods().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> pod.getStatus().getConditions().stream()
                        .anyMatch(each -> each.getType().equals("Ready")
                                && each.getStatus().equals("True")))
                .forEach(pod -> counts.merge(zoneOf.get(pod.getSpec().getNodeName()), 1, Integer::sum));
        return counts;
    }
}
