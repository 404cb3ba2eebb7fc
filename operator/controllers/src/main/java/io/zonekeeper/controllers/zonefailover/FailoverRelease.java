package io.zonekeeper.controllers.zonefailover;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.zonekeeper.controllers.cluster.NodeTaints;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.controllers.zonefailover.act.SelectorWrites;
import io.zonekeeper.kube.apply.Outcome;
import io.zonekeeper.kube.objects.Labels;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * Gives back everything that was done for ZoneFailovers, whether or not there are any: for the time after the last
 * operator. Traffic then goes to every zone again, also to one that fails.
 */
public final class FailoverRelease {
    private final KubernetesClient client;
    private final OperatorMetrics metrics = new OperatorMetrics(new SimpleMeterRegistry());

    /** Creates one that writes through a client. */
    public FailoverRelease(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Takes what was added out of the selectors of Services, and the taint from nodes.
     *
     * @param namespaces whose Services; empty for everywhere
     * @return the Services that were changed, by namespace and name
     * @throws KubernetesClientException when that failed for any, after all were tried
     */
    public List<String> release(Set<String> namespaces) {
        Stream<Service> services =
                namespaces.isEmpty()
                        ? client.services().inAnyNamespace().withLabel(Labels.EXCLUDED_SLOTS).list().getItems().stream()
                        : namespaces.stream()
                                .flatMap(namespace -> client
                                        .services()
                                        .inNamespace(namespace)
                                        .withLabel(Labels.EXCLUDED_SLOTS)
                                        .list()
                                        .getItems()
                                        .stream());
        var selectors = new SelectorWrites(client, metrics);
        var outcome = new Outcome();
        List<String> changed = new ArrayList<>();
        services.forEach(service -> {
            outcome.tryTo(() -> selectors.exclude(service, new TreeSet<>()));
            changed.add(service.getMetadata().getNamespace() + "/"
                    + service.getMetadata().getName());
        });
        outcome.tryTo(() -> {
            List<Node> nodes = client.nodes().list().getItems();
            NodeTaints.ofEvacuations(client, metrics).apply(nodes, Set.of(), Set.of());
        });
        outcome.throwFailure();
        return changed;
    }
}
