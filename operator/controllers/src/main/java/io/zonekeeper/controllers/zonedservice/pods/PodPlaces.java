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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.zonekeeper.controllers.signals.NodeWatch;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ready pods that run on nodes of other zones than the one their stack is pinned to.
 *
 * <p>The scheduler places none so. They come to be when a node's zone label changes under them, or when something binds
 * pods past the scheduler. No pods are cached: all are read once when this process begins to lead, then those of a node
 * whose zone changed, at once and every few seconds while it holds such pods, and all of them again now and then.
 */
public final class PodPlaces implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PodPlaces.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration ALL_AGAIN = Duration.ofMinutes(10);
    private static final Duration SOON = Duration.ofMillis(100);
    private static final long PAGE = 500;

    private final KubernetesClient client;
    private final Set<String> namespaces;
    private final Map<String, String> zones = new ConcurrentHashMap<>();
    private final Set<String> suspected = ConcurrentHashMap.newKeySet();
    private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("pod-places").daemon().factory());
    private volatile Map<String, Map<String, SortedMap<String, Integer>>> strays = Map.of();

    /** Creates a reader of these namespaces; none for all. */
    public PodPlaces(KubernetesClient client, NodeWatch nodes, Set<String> namespaces) {
        this.client = client;
        this.namespaces = Set.copyOf(namespaces);
        nodes.listen(this::changed);
    }

    /** Has something done with the names of services whose pods run in other places than before. */
    public void onChange(Consumer<Set<String>> listener) {
        listeners.add(listener);
    }

    /** Returns by the zone of a stack of a service, how many of its ready pods run in each other zone. */
    public Map<String, SortedMap<String, Integer>> of(String service) {
        if (begun.compareAndSet(false, true)) {
            var unused = worker.scheduleWithFixedDelay(
                    () -> look(List.of()), 0, ALL_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            var unusedToo = worker.scheduleWithFixedDelay(
                    this::lookAgain, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
        return Objects.requireNonNullElseGet(strays.get(service), Map::of);
    }

    @Override
    public void close() {
        worker.shutdownNow();
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
            if (begun.get() && !worker.isShutdown()) {
                var unused = worker.schedule(this::lookAgain, SOON.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private void lookAgain() {
        if (!suspected.isEmpty()) {
            look(List.copyOf(suspected));
        }
    }

    /** Reads the pods of some nodes, or all; never throws, or no other look would follow. */
    private void look(List<String> nodes) {
        try {
            List<Pod> pods = new ArrayList<>();
            if (nodes.isEmpty()) {
                selections().forEach(selection -> pods.addAll(astray(selection)));
                suspected.clear();
            } else {
                for (String node : nodes) {
                    selections().forEach(selection -> pods.addAll(astray(selection.withField("spec.nodeName", node))));
                }
                suspected.removeAll(nodes);
            }
            pods.forEach(pod -> suspected.add(pod.getSpec().getNodeName()));
            publish(StrayPods.count(pods, this::zoneOf));
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("pods on nodes of other zones cannot be read");
        }
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
            listeners.forEach(listener -> listener.accept(changed));
        }
    }
}
