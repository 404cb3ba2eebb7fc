package io.zonekeeper.controllers.zonedservice.pods;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.Changes;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Leadership;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;

/**
 * Ready pods that run on nodes of other zones than the one their stack is pinned to.
 *
 * <p>The scheduler places none so. They come to be when a node's zone label changes under them, or when something binds
 * pods past the scheduler. No pods are cached: all are read once when this process begins to lead, then those of a node
 * whose zone changed, at once and every few seconds while it holds such pods, and all of them again now and then.
 */
public final class PodPlaces implements Component {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration ALL_AGAIN = Duration.ofMinutes(10);
    private static final Duration SOON = Duration.ofMillis(100);
    private static final long PAGE = 500;

    private final KubernetesClient client;
    private final Set<String> namespaces;
    private final Map<String, String> zones = new ConcurrentHashMap<>();
    private final Set<String> suspected = ConcurrentHashMap.newKeySet();
    private final Changes changes;
    private final Leadership leadership;
    private final Singleton loop = new Singleton(Thread.ofPlatform().daemon(), "pod-places", INTERVAL, this::look);
    private volatile long allReadAt;
    private volatile boolean allRead;
    private volatile Map<String, Map<String, SortedMap<String, Integer>>> strays = Map.of();

    /** Creates a reader that {@link #start} starts. */
    public PodPlaces(Environment environment, ClusterState state, Leadership leadership) {
        this.client = environment.client();
        this.namespaces = environment.namespaces();
        this.changes = state.changes();
        this.leadership = leadership;
        state.nodes().listen(this::changed);
        leadership.onLead(loop::trigger);
    }

    @Override
    public void start() {
        loop.start();
    }

    /** Returns by the zone of a stack of a service, how many of its ready pods run in each other zone. */
    public Map<String, SortedMap<String, Integer>> of(String service) {
        return Objects.requireNonNullElseGet(strays.get(service), Map::of);
    }

    @Override
    public void close() {
        loop.close();
    }

    private void changed(Node before, Node after) {
        if (after == null) {
            return;
        }
        String name = after.getMetadata().getName();
        String now = NodeReading.zone(after).orElse("");
        String was = zones.put(name, now);
        if (was != null && !was.equals(now)) {
            suspected.add(name);
            loop.trigger(SOON);
        }
    }

    private Duration look() {
        if (!leadership.leading()) {
            return Singleton.UNTIL_TRIGGERED;
        }
        long now = System.nanoTime();
        List<Pod> pods = new ArrayList<>();
        if (!allRead || now - allReadAt >= ALL_AGAIN.toNanos()) {
            Set<String> before = Set.copyOf(suspected);
            selections().forEach(selection -> pods.addAll(astray(selection)));
            suspected.removeAll(before);
            allReadAt = now;
            allRead = true;
        } else {
            List<String> nodes = List.copyOf(suspected);
            for (String node : nodes) {
                selections().forEach(selection -> pods.addAll(astray(selection.withField("spec.nodeName", node))));
            }
            suspected.removeAll(nodes);
        }
        pods.forEach(pod -> suspected.add(pod.getSpec().getNodeName()));
        publish(StrayPods.count(pods, this::zoneOf));
        return suspected.isEmpty() ? ALL_AGAIN : INTERVAL;
    }

    private boolean astray(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getNodeName())
                .flatMap(this::zoneOf)
                .filter(zone -> !zone.equals(pod.getMetadata().getLabels().get(Labels.ZONE)))
                .isPresent();
    }

    private Optional<String> zoneOf(String node) {
        return Optional.ofNullable(zones.get(node)).filter(zone -> !zone.isEmpty());
    }

    private List<FilterWatchListDeletable<Pod, PodList, PodResource>> selections() {
        return namespaces.isEmpty()
                ? List.of(client.pods().inAnyNamespace().withLabel(Labels.SERVICE))
                : namespaces.stream()
                        .map(namespace -> client.pods().inNamespace(namespace).withLabel(Labels.SERVICE))
                        .collect(Collectors.toList());
    }

    private List<Pod> astray(FilterWatchListDeletable<Pod, PodList, PodResource> selection) {
        List<Pod> pods = new ArrayList<>();
        ListOptions next = new ListOptionsBuilder().withLimit(PAGE).build();
        while (true) {
            PodList page = selection.list(next);
            page.getItems().stream().filter(this::astray).forEach(pods::add);
            String more = page.getMetadata().getContinue();
            if (more == null || more.isEmpty()) {
                return pods;
            }
            next = new ListOptionsBuilder().withLimit(PAGE).withContinue(more).build();
        }
    }

    private void publish(Map<String, Map<String, SortedMap<String, Integer>>> found) {
        Map<String, Map<String, SortedMap<String, Integer>>> before = strays;
        strays = Map.copyOf(found);
        Set<String> changed = new HashSet<>(found.keySet());
        changed.addAll(before.keySet());
        changed.removeIf(service -> Objects.equals(before.get(service), found.get(service)));
        if (!changed.isEmpty()) {
            changes.publish(new Change.Services(changed));
        }
    }
}
