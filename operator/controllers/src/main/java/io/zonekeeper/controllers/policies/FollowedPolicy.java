package io.zonekeeper.controllers.policies;

import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.InformerCache;
import io.zonekeeper.kube.cache.LastingInformer;
import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.cache.UpsertDeleteHandler;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** The ZoneHealthPolicies for an operator that follows another one: they are read, and not reported on. */
public final class FollowedPolicy implements Component {
    private final SharedIndexInformer<ZoneHealthPolicy> informer;

    /** Creates it; policies are read when it is started. */
    public FollowedPolicy(Environment environment, ClusterState state) {
        this.informer = environment
                .client()
                .resources(ZoneHealthPolicy.class)
                .runnableInformer(0)
                .itemStore(PruningStore.withoutManagedFields())
                .addEventHandler(new UpsertDeleteHandler<>(
                        seen -> state.changes().publish(new Change.Policy()),
                        gone -> state.changes().publish(new Change.Policy())));
        state.policies().readFrom(new InformerCache<>(informer));
    }

    @Override
    public void start() {
        var unused = LastingInformer.start(informer);
    }

    /** Returns whether the policies were read. */
    public boolean synced() {
        return informer.hasSynced();
    }

    @Override
    public void close() {
        informer.stop();
    }
}
