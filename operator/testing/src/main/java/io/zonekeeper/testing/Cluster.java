package io.zonekeeper.testing;

import java.nio.file.Path;
import java.util.Optional;

/** A cluster that is up, wherever it came from. */
interface Cluster extends AutoCloseable {
    /** Its name, unique on this machine. */
    String name();

    /** The kubeconfig of an administrator. */
    Path kubeconfig();

    /** The API server's audit log, where there is one. */
    Optional<Path> auditLog();

    /** What can be done to its zones. */
    ZoneFaults faults();

    @Override
    void close();
}
