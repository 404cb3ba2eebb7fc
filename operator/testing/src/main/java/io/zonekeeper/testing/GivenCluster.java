package io.zonekeeper.testing;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Somebody's cluster, with the zones that it has.
 *
 * @param kubeconfig an administrator's kubeconfig
 */
record GivenCluster(Path kubeconfig) implements Cluster {
    @Override
    public String name() {
        return "given";
    }

    @Override
    public Optional<Path> auditLog() {
        return Optional.empty();
    }

    @Override
    public ZoneFaults faults() {
        return ZoneFaults.none("the given cluster");
    }

    @Override
    public void close() {
        // it is not ours
    }
}
