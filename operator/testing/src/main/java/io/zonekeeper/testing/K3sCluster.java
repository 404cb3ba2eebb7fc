package io.zonekeeper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * k3s in a container: one real node, in the first zone, and {@link PaperNodes} for all others.
 *
 * <p>It can show everything that lies between the operator and the API server: discovery, children, selectors, status.
 * Pods run only in the first zone, and only where their image can be pulled; in the others they are bound to a node and
 * stay Pending. It cannot show a zone that fails.
 */
final class K3sCluster implements Cluster {
    private static final DockerImageName IMAGE = DockerImageName.parse("rancher/k3s:v1.34.1-k3s1");

    private final K3sContainer container;
    private final Path kubeconfig;
    private final PaperNodes paperNodes;

    private K3sCluster(K3sContainer container, Path kubeconfig, PaperNodes paperNodes) {
        this.container = container;
        this.kubeconfig = kubeconfig;
        this.paperNodes = paperNodes;
    }

    @SuppressWarnings("resource") // the container is closed with the cluster
    static K3sCluster start(ClusterShape shape) {
        var container = new K3sContainer(IMAGE);
        // k3s' cloud controller deletes nodes that no machine backs.
        container.withCommand(
                "server", "--disable=traefik", "--disable-cloud-controller", "--tls-san=" + container.getHost());
        container.start();
        try {
            String text = container.getKubeConfigYaml();
            Path kubeconfig = Checkout.output().resolve("k3s-" + container.getContainerId() + ".kubeconfig");
            Files.createDirectories(kubeconfig.getParent());
            Files.writeString(kubeconfig, text);
            KubernetesClient client = new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(text))
                    .build();
            labelRealNode(client, shape.zones().getFirst());
            return new K3sCluster(container, kubeconfig, PaperNodes.create(client, missing(shape)));
        } catch (IOException e) {
            container.stop();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            container.stop();
            throw e;
        }
    }

    @Override
    public String name() {
        return "k3s-" + container.getContainerId();
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public Optional<Path> auditLog() {
        return Optional.empty();
    }

    @Override
    public ZoneFaults faults() {
        return ZoneFaults.none("k3s");
    }

    @Override
    public void close() {
        paperNodes.close();
        container.stop();
    }

    private static void labelRealNode(KubernetesClient client, ClusterShape.ZoneName zone) {
        client.nodes()
                .list()
                .getItems()
                .forEach(found -> client.resource(found).edit(node -> {
                    node.getMetadata().getLabels().put(Zones.ZONE_LABEL, zone.name());
                    node.getMetadata().getLabels().put(Zones.ZONE_ID_LABEL, zone.id());
                    return node;
                }));
    }

    /** The zones of the nodes that the shape wants beyond the real one. */
    private static List<ClusterShape.ZoneName> missing(ClusterShape shape) {
        List<ClusterShape.ZoneName> zones = new ArrayList<>();
        for (int i = 0; i < shape.nodesPerZone(); i++) {
            zones.addAll(shape.zones());
        }
        zones.removeFirst();
        return zones;
    }
}
