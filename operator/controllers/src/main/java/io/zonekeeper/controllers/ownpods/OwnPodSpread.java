package io.zonekeeper.controllers.ownpods;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.ZoneState;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Leadership;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.core.placement.OwnPods;
import io.zonekeeper.core.placement.OwnPods.OwnPod;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.kube.objects.PodConditions;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the leader spread Zonekeeper's own pods over the zones again after one was lost and is back: it evicts them one
 * by one, as {@link OwnPods} plans and budgets allow.
 *
 * <p>Nothing is read before a zone's health or the list of zones changes, and nothing is moved unless every zone is
 * Healthy and none is cordoned. Where this process is no pod, or may not list those of its namespace, nothing is done.
 */
public final class OwnPodSpread implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(OwnPodSpread.class);

    private static final String RELEASE = "app.kubernetes.io/instance";
    private static final String COMPONENT = "app.kubernetes.io/name";
    private static final String TEMPLATE = "pod-template-hash";
    private static final String[] COMPONENTS = {"zonekeeper", "zonekeeper-shard", "zonekeeper-observer"};

    /** Pods of a zone that is back have started, and its observers have looked, by then. */
    private static final Duration AFTER_CHANGE = Duration.ofSeconds(30);

    /** A replacement is ready after some seconds. */
    private static final Duration WHILE_MOVING = Duration.ofSeconds(10);

    private final Environment environment;
    private final ClusterState state;
    private final Leadership leadership;
    private final Singleton loop = Singleton.calling("own-pod-spread", this::look);
    private volatile boolean changed = true;
    private Map<String, OwnPods.Attempt> attempts = Map.of();

    /** Creates it; it acts when this process leads. */
    public OwnPodSpread(Environment environment, ClusterState state, Leadership leadership) {
        this.environment = environment;
        this.state = state;
        this.leadership = leadership;
    }

    @Override
    public void start() {
        state.changes().subscribe(change -> {
            if (change instanceof Change.ZoneVerdicts || change instanceof Change.Zones) {
                changed = true;
                loop.trigger(AFTER_CHANGE);
            }
        });
        leadership.onLead(loop::start);
    }

    @Override
    public void close() {
        loop.close();
    }

    private Duration look() {
        Optional<ZoneState> zones = state.zones();
        if (zones.isEmpty()) {
            return AFTER_CHANGE;
        }
        if (!calm(zones.get())) {
            return Singleton.UNTIL_TRIGGERED;
        }
        if (changed) {
            // What the scheduler did not use while a zone was away says nothing of it now.
            changed = false;
            attempts = Map.of();
        }
        OwnPods.Step step = OwnPods.next(pods(), open(zones.get()), leadership.identity(), attempts);
        if (step.evict().isPresent() && !evict(step.evict().get())) {
            return AFTER_CHANGE;
        }
        attempts = step.attempts();
        return step.waiting() ? WHILE_MOVING : Singleton.UNTIL_TRIGGERED;
    }

    private static boolean calm(ZoneState zones) {
        return zones.decisions().values().stream()
                .allMatch(zone -> zone.zoneVerdict().verdict() == Verdict.HEALTHY && !zone.cordoned());
    }

    private static Set<String> open(ZoneState zones) {
        return zones.catalog().zones().stream()
                .filter(KnownZone::present)
                .map(KnownZone::name)
                .collect(Collectors.toSet());
    }

    /** Those of the release that this process is a pod of; none where it is no pod. */
    private List<OwnPod> pods() {
        try {
            List<Pod> all = environment
                    .client()
                    .pods()
                    .inNamespace(environment.config().namespace())
                    .withLabelIn(COMPONENT, COMPONENTS)
                    .list()
                    .getItems();
            Optional<String> release = all.stream()
                    .filter(pod -> pod.getMetadata().getName().equals(leadership.identity()))
                    .map(pod -> label(pod, RELEASE))
                    .findFirst();
            return all.stream()
                    .filter(pod -> release.filter(label(pod, RELEASE)::equals).isPresent())
                    .map(this::fact)
                    .toList();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                LOG.atInfo().log("pods of this namespace may not be listed: own pods are not spread again");
                return List.of();
            }
            throw e;
        }
    }

    private OwnPod fact(Pod pod) {
        return new OwnPod(
                pod.getMetadata().getName(),
                label(pod, COMPONENT),
                label(pod, TEMPLATE),
                Optional.ofNullable(pod.getSpec().getNodeName()).flatMap(state.nodes()::zoneOf),
                pod.getMetadata().getDeletionTimestamp() == null && PodConditions.ready(pod));
    }

    private static String label(Pod pod, String key) {
        return pod.getMetadata().getLabels().getOrDefault(key, "");
    }

    private boolean evict(String pod) {
        long began = System.nanoTime();
        boolean evicted = environment
                .client()
                .pods()
                .inNamespace(environment.config().namespace())
                .withName(pod)
                .evict();
        environment.metrics().wrote("Pod", began);
        LOG.atInfo()
                .addKeyValue("pod", pod)
                .addKeyValue("evicted", evicted)
                .log(
                        evicted
                                ? "own pod evicted: its zone has two more than another"
                                : "a PodDisruptionBudget allows no eviction of an own pod now");
        return evicted;
    }
}
