package io.zonekeeper.controllers.shards;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceSpec;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.InformerCache;
import io.zonekeeper.controllers.zonedservice.planning.DrillView;
import io.zonekeeper.kube.cache.LastingInformer;
import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.cache.UpsertDeleteHandler;
import io.zonekeeper.kube.client.TolerantDecoding;
import io.zonekeeper.kube.config.OperatorConfig.Shard;
import io.zonekeeper.manifests.stacks.ServiceFacts;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/**
 * Has the operator that judges know the ZonedServices that the other ones keep, by what their statuses report. Of their
 * specs it keeps what that needs: their templates would be most of its memory.
 */
public final class ServicesOfOthers implements Component {
    private final ClusterState state;
    private final Shard shard;
    private final SharedIndexInformer<ZonedService> informer;

    /** Creates it; services are read when it is started. */
    public ServicesOfOthers(Environment environment, ClusterState state) {
        this.state = state;
        this.shard = environment.config().shard();
        this.informer = environment
                .client()
                .resources(ZonedService.class)
                .inAnyNamespace()
                .runnableInformer(0)
                .itemStore(PruningStore.of(ServicesOfOthers::prune).keeping(this::ofOthers))
                .addEventHandler(new UpsertDeleteHandler<>(this::note, gone -> {}));
        state.othersReadFrom(new InformerCache<>(informer), informer::hasSynced);
    }

    @Override
    public void start() {
        var unused = LastingInformer.start(informer);
    }

    @Override
    public void close() {
        informer.stop();
    }

    private boolean ofOthers(ZonedService service) {
        return !shard.keeps(service.getMetadata().getNamespace());
    }

    private void note(ZonedService service) {
        if (!ofOthers(service)) {
            return;
        }
        if (TolerantDecoding.problem(service).isPresent()) {
            state.drills().note(DrillView.unusable(service));
            return;
        }
        ReportedService.of(service).ifPresent(reported -> {
            state.stacks().note(ServiceFacts.key(service), reported.evidence());
            state.drills().note(reported.drilled());
        });
    }

    private static void prune(ZonedService service) {
        service.getMetadata().setManagedFields(null);
        ZonedServiceSpec spec = service.getSpec();
        if (spec != null) {
            service.setSpec(new ZonedServiceSpec(
                    spec.replicas(),
                    spec.workload(),
                    spec.zones(),
                    spec.spread(),
                    null,
                    null,
                    spec.service(),
                    spec.healthChecks(),
                    spec.zoneFailure(),
                    null,
                    spec.disruption(),
                    spec.loadBalancers(),
                    null,
                    spec.minReadySeconds(),
                    spec.podManagementPolicy(),
                    spec.revisionHistoryLimit()));
        }
    }
}
