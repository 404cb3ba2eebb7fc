package io.zonekeeper.testing;

import com.fasterxml.jackson.databind.JsonNode;
import org.opentest4j.TestAbortedException;

/** The API server of the cluster under test; where it cannot be restarted, a test that tries is skipped. */
public final class ApiServer {
    private final Cluster cluster;

    ApiServer(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Ends it and starts it again with what it had stored; returns when it answers. */
    public void restart() {
        requireLocal("restart");
        LocalCluster.hackCluster(cluster.name(), "restart-apiserver").runOrFail();
    }

    /** Makes it stand still, with its connections open, until what is returned is closed. */
    public Halted pause() {
        requireLocal("pause");
        for (JsonNode component : LocalCluster.status(cluster.name()).path("components")) {
            if (component.path("name").asText().equals("kube-apiserver")) {
                return Halted.of(component.path("pid").asLong());
            }
        }
        throw new IllegalStateException("no API server runs in " + cluster.name());
    }

    private void requireLocal(String what) {
        if (!(cluster instanceof LocalCluster)) {
            throw new TestAbortedException("cannot %s the API server of %s: run with %s=local"
                    .formatted(what, cluster.name(), ClusterChoice.CLUSTER));
        }
    }
}
