package io.zonekeeper.controllers.zonalproxy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.children.ChildInformer;
import io.zonekeeper.controllers.children.ChildMaker;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ServiceReason;
import io.zonekeeper.kube.apply.ApplyResult;
import io.zonekeeper.kube.apply.ChildApplier;
import io.zonekeeper.kube.apply.ChildKind;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;

/** What is made for ZonalProxies: their files, and the ZonedServices that run them. */
final class ProxyChildren {
    private final ChildMaker maker;
    private final ChildInformer<ConfigMap, ZonalProxy> maps;
    private final ChildInformer<ZonedService, ZonalProxy> services;

    ProxyChildren(EventSourceContext<ZonalProxy> context, ChildApplier applier, OperatorMetrics metrics) {
        this.maker = new ChildMaker(applier, metrics);
        this.maps = new ChildInformer<>(ChildKind.CONFIG_MAP, ZonalProxy.class, applier, context);
        this.services = new ChildInformer<>(ChildKind.ZONED_SERVICE, ZonalProxy.class, applier, context);
    }

    List<EventSource<?, ZonalProxy>> eventSources() {
        return Stream.of(maps.eventSource(), services.eventSource())
                .<EventSource<?, ZonalProxy>>flatMap(Optional::stream)
                .toList();
    }

    /** What came of a write. */
    record Written(boolean written, Optional<Refusal> refusal) {}

    /**
     * What runs.
     *
     * @param ready proxies that can serve
     * @param stalled what stands in the way of running them
     */
    record Running(int ready, Optional<Refusal> stalled) {}

    Optional<ConfigMap> files(Owner owner) {
        return maps.get(new ResourceID(ProxyFiles.name(owner.name()), owner.namespace()))
                .filter(owner::owns);
    }

    Running running(Owner owner) {
        var status = services.get(new ResourceID(owner.name(), owner.namespace()))
                .filter(owner::owns)
                .map(ZonedService::getStatus);
        return new Running(
                status.map(said -> said.readyReplicas()).orElse(0),
                status.map(said -> said.conditions()).stream()
                        .flatMap(List::stream)
                        .filter(condition -> condition.type().equals("Stalled")
                                && condition.status().equals("True"))
                        .map(condition -> new Refusal(
                                Reason.read(condition.reason(), ServiceReason.values()), condition.message()))
                        .findFirst());
    }

    Written applyFiles(Owner owner, ProxyFiles files) {
        return apply(maps, owner, files.render(owner));
    }

    Optional<Refusal> applyService(Owner owner, ObjectNode desired) {
        return apply(services, owner, desired).refusal();
    }

    private <T extends HasMetadata> Written apply(
            ChildInformer<T, ZonalProxy> children, Owner owner, ObjectNode desired) {
        return switch (maker.make(children, owner, desired)) {
            case ApplyResult.Unchanged<T> unchanged -> new Written(false, Optional.empty());
            case ApplyResult.Applied<T> applied -> new Written(true, Optional.empty());
            case ApplyResult.Refused<T>(Refusal refusal) -> new Written(false, Optional.of(refusal));
            case ApplyResult.Overridden<T>(Refusal fields) -> new Written(false, Optional.of(fields));
            case ApplyResult.Failed<T>(Refusal told, boolean passes, KubernetesClientException cause) -> {
                if (passes) {
                    throw cause;
                }
                yield new Written(false, Optional.of(told));
            }
        };
    }
}
