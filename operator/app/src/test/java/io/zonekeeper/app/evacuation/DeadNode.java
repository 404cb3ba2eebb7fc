package io.zonekeeper.app.evacuation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * A node that lived, and died without its zone: it renewed its lease once and its kubelet answered once. Nobody has
 * deleted it, as nobody does where machines are not a cloud's.
 */
final class DeadNode implements AutoCloseable {
    /** Keeps the simulated kubelets of the zone away from it. */
    private static final String ASLEEP = "kwok.zonekeeper.io/asleep";

    private static final String LEASES = "kube-node-lease";
    private static final int DURATION_SECONDS = 40;

    private final KubernetesClient client;
    private final String name;

    private DeadNode(KubernetesClient client, String name) {
        this.client = client;
        this.name = name;
    }

    /** Returns when somebody has connected to its kubelet and it has died. */
    static DeadNode in(String zone, String name, KubernetesClient client) {
        try (var kubelet = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            kubelet.setSoTimeout(Math.toIntExact(Duration.ofMinutes(1).toMillis()));
            client.resource(node(zone, name, kubelet.getLocalPort())).create();
            var dead = new DeadNode(client, name);
            client.leases()
                    .inNamespace(LEASES)
                    .resource(new LeaseBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .withNewSpec()
                            .withHolderIdentity(name)
                            .withLeaseDurationSeconds(DURATION_SECONDS)
                            .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                            .endSpec()
                            .build())
                    .create();
            kubelet.accept().close();
            return dead;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Node node(String zone, String name, int port) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(Zones.ZONE_LABEL, zone)
                .addToLabels(ASLEEP, "true")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addNewAddress()
                .withType("InternalIP")
                .withAddress("127.0.0.1")
                .endAddress()
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(port)
                .endDaemonEndpoints()
                // What never was Ready is no evidence when it falls silent.
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("KubeletReady")
                .withLastHeartbeatTime(
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .withLastTransitionTime(
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .endCondition()
                .endStatus()
                .build();
    }

    @Override
    public void close() {
        client.nodes().withName(name).delete();
        client.leases().inNamespace(LEASES).withName(name).delete();
    }
}
