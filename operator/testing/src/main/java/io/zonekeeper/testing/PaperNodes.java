package io.zonekeeper.testing;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Node objects that no machine backs, kept Ready by renewing their leases.
 *
 * <p>The scheduler binds pods to them; there they stay Pending.
 */
final class PaperNodes implements AutoCloseable {
    private static final Duration RENEWAL = Duration.ofSeconds(10);
    private static final int LEASE_SECONDS = 40;

    private final KubernetesClient client;
    private final List<String> names;
    private final Thread renewals;

    private PaperNodes(KubernetesClient client, List<String> names) {
        this.client = client;
        this.names = names;
        this.renewals = Thread.ofVirtual().name("paper-nodes").start(this::renewForever);
    }

    /**
     * Creates a node for each of the zones given.
     *
     * @param client an administrator; closed with the nodes
     */
    static PaperNodes create(KubernetesClient client, List<ClusterShape.ZoneName> zones) {
        List<String> names = IntStream.range(0, zones.size())
                .mapToObj(i -> create(client, "paper-" + zones.get(i).name() + "-" + i, zones.get(i)))
                .toList();
        return new PaperNodes(client, names);
    }

    @Override
    public void close() {
        renewals.interrupt();
        client.close();
    }

    private void renewForever() {
        try {
            while (true) {
                names.forEach(this::renew);
                Thread.sleep(RENEWAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private static String create(KubernetesClient client, String name, ClusterShape.ZoneName zone) {
        Map<String, Quantity> room =
                Map.of("cpu", new Quantity("32"), "memory", new Quantity("256Gi"), "pods", new Quantity("1000"));
        // The status goes in at once: patched in later it would race with the node controller.
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("kubernetes.io/hostname", name)
                        .addToLabels(Zones.ZONE_LABEL, zone.name())
                        .addToLabels(Zones.ZONE_ID_LABEL, zone.id())
                        .endMetadata()
                        .withNewStatus()
                        .withCapacity(room)
                        .withAllocatable(room)
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .withReason("OnPaper")
                        .endCondition()
                        .endStatus()
                        .build())
                .create();
        return name;
    }

    /** The node controller takes a node for alive while its lease is renewed. */
    private void renew(String node) {
        try {
            client.resource(new LeaseBuilder()
                            .withNewMetadata()
                            .withName(node)
                            .withNamespace("kube-node-lease")
                            .endMetadata()
                            .withNewSpec()
                            .withHolderIdentity(node)
                            .withLeaseDurationSeconds(LEASE_SECONDS)
                            .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                            .endSpec()
                            .build())
                    .forceConflicts()
                    .serverSideApply();
        } catch (KubernetesClientException e) {
            // the next renewal is soon enough: four may be missed
        }
    }
}
