package io.zonekeeper.controllers.zonefailover;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.NodeTaints;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.KindPermission;
import io.zonekeeper.controllers.framework.Leadership;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.controllers.zonefailover.act.SelectorWrites;
import io.zonekeeper.controllers.zonefailover.objects.SelectedServices;
import io.zonekeeper.kube.objects.Labels;

import io.fabric8.kubernetes.api.model.Service;

/**
 * Gives back what was done for ZoneFailovers that are gone, or select a Service no more: keys in selectors, found by
 * their label, and, when there is no ZoneFailover at all, the taint of nodes. Nothing but the cluster is needed for it,
 * so it is done by whoever leads next as well.
 */
public final class FailoverCleanup implements Component {
    private static final Duration COALESCE = Duration.ofMillis(500);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);

    private final Environment environment;
    private final ClusterState state;
    private final Leadership leadership;
    private final SelectorWrites selectors;
    private final NodeTaints taints;
    private final Singleton loop =
            new Singleton(Thread.ofPlatform().daemon(), "failover-cleanup", RETRY_INTERVAL, this::look);
    private final KindPermission permission;
    private final WatchedObjects<ZoneFailover> failovers = new WatchedObjects<>(() -> loop.trigger(COALESCE));
    private final WatchedObjects<Service> services = new WatchedObjects<>(() -> loop.trigger(COALESCE));
    private boolean closed;

    /** Creates it; it acts when this process leads. */
    public FailoverCleanup(Environment environment, ClusterState state, Leadership leadership) {
        this.environment = environment;
        this.state = state;
        this.leadership = leadership;
        this.permission = new KindPermission(environment, ZoneFailover.class, this::watch);
        this.selectors = new SelectorWrites(environment.client(), environment.metrics());
        this.taints = NodeTaints.ofEvacuations(environment.client(), environment.metrics());
    }

    @Override
    public void start() {
        leadership.onLead(permission::start);
    }

    @Override
    public synchronized void close() {
        closed = true;
        permission.close();
        loop.close();
        failovers.close();
        services.close();
    }

    private synchronized void watch() {
        if (closed) {
            return;
        }
        var kinds = environment.client().resources(ZoneFailover.class);
        var all = environment.client().services();
        Set<String> namespaces = environment.namespaces();
        if (namespaces.isEmpty()) {
            failovers.watch(kinds.inAnyNamespace());
            services.watch(all.inAnyNamespace().withLabel(Labels.EXCLUDED_SLOTS));
        }
        for (String namespace : namespaces) {
            failovers.watch(kinds.inNamespace(namespace));
            services.watch(all.inNamespace(namespace).withLabel(Labels.EXCLUDED_SLOTS));
        }
        loop.start();
    }

    private Duration look() {
        if (!failovers.synced() || !services.synced() || !state.nodes().synced()) {
            return RETRY_INTERVAL;
        }
        List<ZoneFailover> known = failovers.all().toList();
        services.all()
                .filter(service -> known.stream().noneMatch(failover -> selects(failover, service)))
                .forEach(service -> selectors.exclude(service, new TreeSet<>()));
        boolean done = !known.isEmpty() || taints.apply(state.nodes().nodes(), Set.of(), Set.of());
        return done ? Singleton.UNTIL_TRIGGERED : RETRY_INTERVAL;
    }

    private static boolean selects(ZoneFailover failover, Service service) {
        return failover.getMetadata()
                        .getNamespace()
                        .equals(service.getMetadata().getNamespace())
                && failover.getMetadata().getDeletionTimestamp() == null
                && SelectedServices.selects(FailoverMemory.spec(failover).services(), service);
    }
}
