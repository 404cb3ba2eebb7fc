package io.zonekeeper.app.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.app.evacuation.Invariants;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * What there is in a namespace, read once for many lives.
 *
 * @param services ZonedServices by name
 * @param stacks what was made of them, by service and zone
 * @param routes Services by name
 * @param budgets names of the budgets by service
 * @param pods pods that no ZonedService has, ready and not on their way out, by app and zone
 * @param proxies ZonalProxies by name
 * @param failover the ZoneFailover, if there is one
 * @param nodes all nodes
 */
record Snapshot(
        Map<String, ZonedService> services,
        Map<String, Map<String, Stack>> stacks,
        Map<String, Service> routes,
        Map<String, List<String>> budgets,
        Map<String, Map<String, Integer>> pods,
        Map<String, ZonalProxy> proxies,
        List<ZoneFailover> failover,
        List<Node> nodes) {
    private static final String SERVICE = "zonekeeper.io/service";

    /** A stack: what is asked for, and of which image. */
    record Stack(String name, int replicas, String image) {}

    static Snapshot of(KubernetesClient client) {
        List<Node> nodes = client.nodes().list().getItems();
        Map<String, String> zoneOf = nodes.stream()
                .collect(Collectors.toMap(
                        node -> node.getMetadata().getName(),
                        node -> node.getMetadata().getLabels().get("topology.kubernetes.io/zone")));
        Map<String, Map<String, Integer>> pods = new TreeMap<>();
        client.pods().withLabel("app").list().getItems().stream()
                .filter(Invariants::ready)
                .forEach(pod -> pods.computeIfAbsent(
                                pod.getMetadata().getLabels().get("app"), any -> new TreeMap<>())
                        .merge(zoneOf.get(pod.getSpec().getNodeName()), 1, Integer::sum));
        Map<String, List<String>> budgets = new TreeMap<>();
        client.policy()
                .v1()
                .podDisruptionBudget()
                .withLabel(SERVICE)
                .list()
                .getItems()
                .forEach(budget -> budgets.computeIfAbsent(label(budget, SERVICE), any -> new ArrayList<>())
                        .add(budget.getMetadata().getName()));
        return new Snapshot(
                byName(client.resources(ZonedService.class).list().getItems()),
                stacks(client),
                byName(client.services().list().getItems()),
                budgets,
                pods,
                byName(client.resources(ZonalProxy.class).list().getItems()),
                client.resources(ZoneFailover.class).list().getItems(),
                nodes);
    }

    private static Map<String, Map<String, Stack>> stacks(KubernetesClient client) {
        Map<String, Map<String, Stack>> stacks = new TreeMap<>();
        List<Deployment> deployments =
                client.apps().deployments().withLabel(SERVICE).list().getItems();
        List<StatefulSet> sets =
                client.apps().statefulSets().withLabel(SERVICE).list().getItems();
        deployments.forEach(each ->
                add(stacks, each, each.getSpec().getReplicas(), each.getSpec().getTemplate()));
        sets.forEach(each ->
                add(stacks, each, each.getSpec().getReplicas(), each.getSpec().getTemplate()));
        return stacks;
    }

    private static void add(
            Map<String, Map<String, Stack>> stacks, HasMetadata made, int replicas, PodTemplateSpec template) {
        String image = template.getSpec().getContainers().getFirst().getImage();
        stacks.computeIfAbsent(label(made, SERVICE), any -> new TreeMap<>())
                .put(
                        label(made, "zonekeeper.io/zone"),
                        new Stack(made.getMetadata().getName(), replicas, image));
    }

    private static String label(HasMetadata object, String key) {
        return object.getMetadata().getLabels().get(key);
    }

    private static <T extends HasMetadata> Map<String, T> byName(List<T> objects) {
        return objects.stream()
                .collect(Collectors.toMap(object -> object.getMetadata().getName(), object -> object));
    }
}
