package io.zonekeeper.app;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.Waiting;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;

import static org.assertj.core.api.Assertions.assertThat;

/** What a person does with ZonedServices and sees of them, in the namespace of a test. */
final class UserOfServices {
    private final KubernetesClient client;
    private final Kubectl kubectl;

    UserOfServices(KubernetesClient client, Kubectl kubectl) {
        this.client = client;
        this.kubectl = kubectl;
    }

    /** A service of this many pods that asks for nothing else. */
    static String minimal(String name, int replicas) {
        return """
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonedService
                metadata: {name: %s}
                spec:
                  replicas: %d
                  template: {spec: {containers: [{name: web, image: "registry.local/web:1"}]}}
                """.formatted(name, replicas);
    }

    void apply(String yaml) {
        kubectl.runReading(yaml, "apply", "-f", "-");
    }

    ZonedService get(String name) {
        return client.resources(ZonedService.class).withName(name).get();
    }

    Deployment deployment(String name) {
        return client.apps().deployments().withName(name).get();
    }

    /** Pods asked for by zone, of the Deployments that there are. */
    Map<String, Integer> spread(String service) {
        Map<String, Integer> spread = new TreeMap<>();
        client.apps()
                .deployments()
                .withLabel("zonekeeper.io/service", service)
                .list()
                .getItems()
                .forEach(deployment -> spread.put(
                        deployment.getMetadata().getLabels().get("zonekeeper.io/zone"),
                        deployment.getSpec().getReplicas()));
        return spread;
    }

    Optional<Condition> condition(String service, String type) {
        return Optional.ofNullable(get(service))
                .map(ZonedService::getStatus)
                .map(ZonedServiceStatus::conditions)
                .map(conditions -> conditions.stream()
                        .filter(condition -> condition.type().equals(type))
                        .toList())
                .map(List::stream)
                .flatMap(conditions -> conditions.findFirst());
    }

    /** Waits until a service is Ready as it is asked for now. */
    void untilReady(String service) {
        Waiting.untilAsserted(service + " is Ready", () -> {
            ZonedService found = get(service);
            assertThat(found.getStatus()).isNotNull();
            assertThat(found.getStatus().observedGeneration())
                    .isEqualTo(found.getMetadata().getGeneration());
            assertThat(found.getStatus().conditions())
                    .filteredOn(condition -> condition.type().equals("Ready"))
                    .singleElement()
                    .satisfies(condition -> assertThat(condition.status())
                            .as(condition.message())
                            .isEqualTo("True"));
        });
    }

    /** Waits until a service is stalled for this reason, and returns what it says. */
    String untilStalled(String service, String reason) {
        Waiting.untilAsserted(
                service + " is stalled",
                () -> assertThat(condition(service, "Stalled"))
                        .hasValueSatisfying(
                                condition -> assertThat(condition.reason()).isEqualTo(reason)));
        return condition(service, "Stalled").orElseThrow().message();
    }

    /** Pods by zone of the node that they run on; pods that run nowhere yet are not counted. */
    Map<String, Integer> podsByNodeZone(String service) {
        Map<String, String> zoneOfNode = new TreeMap<>();
        client.nodes()
                .list()
                .getItems()
                .forEach(node -> zoneOfNode.put(
                        node.getMetadata().getName(),
                        node.getMetadata().getLabels().get("topology.kubernetes.io/zone")));
        Map<String, Integer> pods = new TreeMap<>();
        client.pods().withLabel("zonekeeper.io/service", service).list().getItems().stream()
                .map(pod -> pod.getSpec().getNodeName())
                .filter(Objects::nonNull)
                .forEach(node -> pods.merge(zoneOfNode.get(node), 1, Integer::sum));
        return pods;
    }
}
