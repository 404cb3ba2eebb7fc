package io.zonekeeper.app.disruption;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import io.zonekeeper.app.health.NodeWatch;
import io.zonekeeper.app.kubernetes.Labels;
import io.zonekeeper.app.kubernetes.NodeReading;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which services have pods on nodes that are being drained.
 *
 * <ol>
 *   <li>A node is drained when it is on its way out ({@link NodeReading#leaving}).
 *   <li>Its pods are asked of the API server, node by node, for no pods are cached: at once, and again every few
 *       seconds for as long as a node is drained.
 *   <li>A node that was drained for {@link #FRESH} and still holds pods was cordoned to stay: it asks no more, or one
 *       forgotten node would keep all other zones closed for ever. It is emptied when its zone has its turn.
 * </ol>
 */
public final class Drains implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Drains.class);
    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration COALESCE = Duration.ofMillis(100);
    private static final Duration INTERVAL = Duration.ofSeconds(3);

    /** Where more nodes are drained at once, the others are looked at when these are empty. */
    private static final int MOST_NODES = 50;

    private final KubernetesClient client;
    private final NodeWatch nodes;
    private final Set<String> namespaces;
    private final LongSupplier nanoTime;
    private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Long> since = new HashMap<>();
    private final AtomicBoolean poked = new AtomicBoolean();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("drains").daemon().factory());
    private volatile Map<String, SortedMap<String, SortedSet<String>>> drained = Map.of();

    /** Creates a reader of these namespaces; none for all. */
    public Drains(KubernetesClient client, NodeWatch nodes, Set<String> namespaces, LongSupplier nanoTime) {
        this.client = client;
        this.nodes = nodes;
        this.namespaces = Set.copyOf(namespaces);
        this.nanoTime = nanoTime;
        nodes.listen((before, after) -> {
            if (leaves(before) != leaves(after)) {
                poke(COALESCE);
            }
        });
    }

    /** Has something done with the namespaces and names of services that are asked in other places than before. */
    public void onChange(Consumer<Set<String>> listener) {
        listeners.add(listener);
    }

    /**
     * Returns by zone name the nodes that are drained and hold pods of a service.
     *
     * @param service its namespace and name
     */
    public Map<String, SortedSet<String>> of(String service) {
        return Objects.requireNonNullElseGet(drained.get(service), TreeMap::new);
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }

    private static boolean leaves(Node node) {
        return node != null
                && NodeReading.leaving(node)
                && NodeReading.zone(node).isPresent();
    }

    private void poke(Duration delay) {
        if (!worker.isShutdown() && poked.compareAndSet(false, true)) {
            var unused = worker.schedule(this::look, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** One look; never throws, or no other would follow. */
    private void look() {
        poked.set(false);
        try {
            List<Node> asking = asking();
            Map<String, SortedMap<String, SortedSet<String>>> found = new HashMap<>();
            asking.forEach(node -> pods(node.getMetadata().getName()).forEach(pod -> note(found, node, pod)));
            publish(found);
            if (!asking.isEmpty()) {
                poke(INTERVAL);
            }
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("pods of drained nodes cannot be read; trying again");
            poke(INTERVAL);
        }
    }

    private List<Node> asking() {
        List<Node> leaving = nodes.nodes().stream().filter(Drains::leaves).toList();
        long now = nanoTime.getAsLong();
        leaving.forEach(node -> since.putIfAbsent(node.getMetadata().getName(), now));
        since.keySet()
                .retainAll(leaving.stream()
                        .map(node -> node.getMetadata().getName())
                        .toList());
        return leaving.stream()
                .filter(node -> now - since.get(node.getMetadata().getName()) < FRESH.toNanos())
                .sorted(Comparator.comparing(node -> node.getMetadata().getName()))
                .limit(MOST_NODES)
                .toList();
    }

    private Stream<Pod> pods(String node) {
        try {
            return namespaces.isEmpty()
                    ? client
                            .pods()
                            .inAnyNamespace()
                            .withLabel(Labels.SERVICE)
                            .withField("spec.nodeName", node)
                            .list()
                            .getItems()
                            .stream()
                    : namespaces.stream()
                            .flatMap(namespace -> client
                                    .pods()
                                    .inNamespace(namespace)
                                    .withLabel(Labels.SERVICE)
                                    .withField("spec.nodeName", node)
                                    .list()
                                    .getItems()
                                    .stream());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                LOG.atWarn().addKeyValue("cause", e.getMessage()).log("that a node is drained cannot be seen");
                return Stream.empty();
            }
            throw e;
        }
    }

    private static void note(Map<String, SortedMap<String, SortedSet<String>>> found, Node node, Pod pod) {
        Optional<String> phase = Optional.ofNullable(pod.getStatus()).map(status -> status.getPhase());
        boolean going = pod.getMetadata().getDeletionTimestamp() != null
                || phase.filter(Set.of("Succeeded", "Failed")::contains).isPresent();
        if (!going) {
            String service = pod.getMetadata().getNamespace() + "/"
                    + pod.getMetadata().getLabels().get(Labels.SERVICE);
            found.computeIfAbsent(service, key -> new TreeMap<>())
                    .computeIfAbsent(NodeReading.zone(node).orElseThrow(), key -> new TreeSet<>())
                    .add(node.getMetadata().getName());
        }
    }

    private void publish(Map<String, SortedMap<String, SortedSet<String>>> found) {
        Map<String, SortedMap<String, SortedSet<String>>> before = drained;
        drained = Map.copyOf(found);
        Set<String> changed = new HashSet<>(found.keySet());
        changed.addAll(before.keySet());
        changed.removeIf(service -> Objects.equals(before.get(service), found.get(service)));
        if (!changed.isEmpty()) {
            listeners.forEach(listener -> listener.accept(changed));
        }
    }
}
