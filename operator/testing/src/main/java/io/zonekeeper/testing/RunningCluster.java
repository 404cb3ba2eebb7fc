package io.zonekeeper.testing;

import java.util.Optional;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.opentest4j.TestAbortedException;

/** A cluster that is up, with an administrator's client and, once someone asks, the operator's permissions. */
final class RunningCluster implements AutoCloseable {
    private final Cluster cluster;
    private final KubernetesClient admin;
    private Optional<OperatorIdentity> identity = Optional.empty();

    private RunningCluster(Cluster cluster) {
        this.cluster = cluster;
        this.admin = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig().toFile()))
                .build();
    }

    /** Starts, or finds, the cluster that tests share. */
    static RunningCluster shared(ClusterChoice choice) {
        return new RunningCluster(
                switch (choice.provider()) {
                    case KUBECONFIG -> new GivenCluster(choice.kubeconfig().orElseThrow());
                    case K3S -> K3sCluster.start(ClusterShape.SHARED);
                    case LOCAL -> LocalCluster.start(ClusterShape.SHARED);
                });
    }

    /** Starts a cluster of this shape. */
    static RunningCluster own(ClusterChoice choice, ClusterShape shape) {
        return new RunningCluster(
                switch (choice.provider()) {
                    case KUBECONFIG ->
                        throw new TestAbortedException(
                                "needs a cluster of its own: run with %s=local".formatted(ClusterChoice.CLUSTER));
                    case K3S -> K3sCluster.start(shape);
                    case LOCAL -> LocalCluster.start(shape);
                });
    }

    KubernetesClient admin() {
        return admin;
    }

    Zones zones() {
        return new Zones(admin, cluster.faults());
    }

    ApiServer apiServer() {
        return new ApiServer(cluster);
    }

    void mendZones() {
        cluster.faults().undo();
    }

    Kubectl kubectl(String namespace) {
        return new Kubectl(cluster.kubeconfig(), "--namespace", namespace);
    }

    WriteCounter writesBy(String user) {
        return new WriteCounter(cluster.auditLog(), user);
    }

    /** The chart is installed at the first call. */
    synchronized OperatorIdentity identity() {
        if (identity.isEmpty()) {
            identity = Optional.of(OperatorIdentity.create(cluster, admin));
        }
        return identity.get();
    }

    @Override
    public void close() {
        admin.close();
        cluster.close();
    }
}
