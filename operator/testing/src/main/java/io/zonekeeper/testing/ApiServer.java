package io.zonekeeper.testing;

import org.opentest4j.TestAbortedException;

/** The API server of the cluster under test; where it cannot be restarted, a test that tries is skipped. */
public final class ApiServer {
    private final Cluster cluster;

    ApiServer(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Ends it and starts it again with what it had stored; returns when it answers. */
    public void restart() {
        if (!(cluster instanceof LocalCluster)) {
            throw new TestAbortedException("cannot restart the API server of %s: run with %s=local"
                    .formatted(cluster.name(), ClusterChoice.CLUSTER));
        }
        LocalCluster.hackCluster(cluster.name(), "restart-apiserver").runOrFail();
    }
}
