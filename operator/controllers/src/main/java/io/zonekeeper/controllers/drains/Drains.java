package io.zonekeeper.controllers.drains;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.zonekeeper.controllers.signals.NodeWatch;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.NodeReading;

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
 *       seconds for as long as a node is drained. Where more than {@link DrainRounds#MOST_NODES} nodes are drained they
 *       take turns ({@link DrainTurns}), those never read first; what the last turn found of a node holds until its
 *       next one.
 *   <li>A node that was drained for {@link DrainRounds#FRESH} and still holds pods was cordoned to stay: it asks no
 *       more, or one forgotten node would keep all other zones closed for ever. It is emptied when its zone has its
 *       turn.
 * </ol>
 */
public final class Drains implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Drains.class);
    private static final Duration COALESCE = Duration.ofMillis(100);
    private static final Duration INTERVAL = Duration.ofSeconds(3);

    private final DrainRounds rounds;
    private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean poked = new AtomicBoolean();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("drains").daemon().factory());
    private volatile Map<String, SortedMap<String, SortedSet<String>>> drained = Map.of();

    /** Creates a reader of these namespaces; none for all. */
    public Drains(KubernetesClient client, NodeWatch nodes, Set<String> namespaces, LongSupplier nanoTime) {
        Set<String> read = Set.copyOf(namespaces);
        this.rounds = new DrainRounds(
                () -> nodes.nodes().stream().filter(Drains::leaves).toList(),
                node -> pods(client, read, node),
                nanoTime);
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

    /** One round; never throws, or no other would follow. */
    private void look() {
        poked.set(false);
        try {
            DrainRounds.Round round = rounds.next();
            publish(round.drained());
            if (round.draining()) {
                poke(round.complete() ? INTERVAL : COALESCE);
            }
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("pods of drained nodes cannot be read; trying again");
            poke(INTERVAL);
        }
    }

    private static List<Pod> pods(KubernetesClient client, Set<String> namespaces, String node) {
        try {
            return namespaces.isEmpty()
                    ? client.pods()
                            .inAnyNamespace()
                            .withLabel(Labels.SERVICE)
                            .withField("spec.nodeName", node)
                            .list()
                            .getItems()
                    : namespaces.stream()
                            .flatMap(namespace -> client
                                    .pods()
                                    .inNamespace(namespace)
                                    .withLabel(Labels.SERVICE)
                                    .withField("spec.nodeName", node)
                                    .list()
                                    .getItems()
                                    .stream())
                            .toList();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                LOG.atWarn().addKeyValue("cause", e.getMessage()).log("that a node is drained cannot be seen");
                return List.of();
            }
            throw e;
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
