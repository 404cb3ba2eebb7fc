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

import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.Changes;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.NodeWatch;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.loop.Singleton;
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
 *       take turns ({@link DrainRotation}), those never read first; what the last turn found of a node holds until its
 *       next one.
 *   <li>A node that was drained for {@link DrainRounds#FRESH} and still holds pods was cordoned to stay: it asks no
 *       more, or one forgotten node would keep all other zones closed for ever. It is emptied when its zone has its
 *       turn.
 * </ol>
 */
public final class Drains implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Drains.class);
    private static final Duration COALESCE = Duration.ofMillis(100);
    private static final Duration INTERVAL = Duration.ofSeconds(3);

    private final NodeWatch nodes;
    private final Changes changes;
    private final DrainRounds rounds;
    private final Singleton loop;
    private volatile Map<String, SortedMap<String, SortedSet<String>>> drained = Map.of();

    /** Creates a reader that {@link #start} starts. */
    public Drains(Environment environment, ClusterState state) {
        this.nodes = state.nodes();
        this.changes = state.changes();
        this.rounds = new DrainRounds(
                () -> nodes.nodes().stream().filter(Drains::leaves).toList(),
                node -> pods(environment.client(), environment.namespaces(), node),
                System::nanoTime);
        this.loop = new Singleton(Thread.ofPlatform().daemon(), "drains", INTERVAL, this::look);
        nodes.listen((before, after) -> {
            if (leaves(before) != leaves(after)) {
                loop.trigger(COALESCE);
            }
        });
    }

    @Override
    public void start() {
        loop.start();
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
        loop.close();
    }

    private static boolean leaves(Node node) {
        return node != null
                && NodeReading.leaving(node)
                && NodeReading.zone(node).isPresent();
    }

    private Duration look() {
        if (!nodes.synced()) {
            return COALESCE;
        }
        DrainRounds.Round round = rounds.next();
        publish(round.drained());
        if (!round.draining()) {
            return Singleton.UNTIL_TRIGGERED;
        }
        return round.complete() ? INTERVAL : COALESCE;
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
                LOG.atWarn().addKeyValue("cause", e.getMessage()).log("nodes being drained cannot be detected");
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
            changes.publish(new Change.Services(changed));
        }
    }
}
