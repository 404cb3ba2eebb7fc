package io.zonekeeper.app;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

/** Zonekeeper's own pods spread over the zones again once all of them are back. */
@ZonedCluster
class OwnPodsIT {
    private static final String NAMESPACE = "zonekeeper-system";

    /** As the chart's: the scheduler chooses the zone with the fewest of them. */
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: own, namespace: zonekeeper-system}
            spec:
              replicas: 3
              selector: {matchLabels: {app.kubernetes.io/name: zonekeeper, app.kubernetes.io/instance: own}}
              template:
                metadata: {labels: {app.kubernetes.io/name: zonekeeper, app.kubernetes.io/instance: own}}
                spec:
                  topologySpreadConstraints:
                    - topologyKey: topology.kubernetes.io/zone
                      maxSkew: 1
                      whenUnsatisfiable: ScheduleAnyway
                      labelSelector: {matchLabels: {app.kubernetes.io/instance: own}}
                  containers: [{name: main, image: registry.local/zonekeeper:1}]
            """;

    @AfterEach
    void remove(Kubectl kubectl) {
        kubectl.run("delete", "deployment", "own", "--namespace", NAMESPACE, "--ignore-not-found");
    }

    @Test
    void whatTheSchedulerPlacedElsewhereWhileAZoneWasAway(
            OperatorUnderTest operator, KubernetesClient client, Kubectl kubectl, Zones zones) {
        String away = zones.names().getLast();
        List<String> nodes = zones.nodes(away).stream()
                .map(node -> node.getMetadata().getName())
                .toList();
        nodes.forEach(node -> kubectl.run("cordon", node));
        try {
            kubectl.runReading(DEPLOYMENT, "apply", "--namespace", NAMESPACE, "-f", "-");
            Waiting.untilAsserted(
                    "they are ready in two zones",
                    PATIENCE,
                    () -> assertThat(spread(client, zones).values()).containsExactlyInAnyOrder(1L, 2L));
        } finally {
            nodes.forEach(node -> kubectl.run("uncordon", node));
        }
        List<String> before = names(client);
        String leader = before.getLast();

        operator.startJar(Map.of("HOSTNAME", leader));

        Waiting.untilAsserted(
                "each zone has one",
                PATIENCE.multipliedBy(2),
                () -> assertThat(spread(client, zones).values()).containsExactly(1L, 1L, 1L));
        assertThat(names(client))
                .as("one was evicted, and it was not the leader")
                .contains(leader)
                .filteredOn(before::contains)
                .hasSize(2);
    }

    private static List<Pod> pods(KubernetesClient client) {
        return client
                .pods()
                .inNamespace(NAMESPACE)
                .withLabel("app.kubernetes.io/instance", "own")
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    private static List<String> names(KubernetesClient client) {
        return pods(client).stream()
                .map(pod -> pod.getMetadata().getName())
                .sorted()
                .toList();
    }

    /** Ready pods by zone. */
    private static Map<String, Long> spread(KubernetesClient client, Zones zones) {
        Map<String, String> zoneOf = zones.names().stream()
                .flatMap(zone -> zones.nodes(zone).stream()
                        .map(node -> Map.entry(node.getMetadata().getName(), zone)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return pods(client).stream()
                .filter(pod -> pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True")))
                .flatMap(pod -> Optional.ofNullable(zoneOf.get(pod.getSpec().getNodeName())).stream())
                .collect(Collectors.groupingBy(zone -> zone, Collectors.counting()));
    }
}
