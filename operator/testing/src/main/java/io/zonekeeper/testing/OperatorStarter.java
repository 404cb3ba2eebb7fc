package io.zonekeeper.testing;

import java.nio.file.Path;
import java.util.Map;

/**
 * Starts the operator inside this JVM.
 *
 * <p>Found by {@link java.util.ServiceLoader}: this module knows nothing of the operator's classes.
 */
public interface OperatorStarter {
    /**
     * Starts an operator; closing what is returned stops it.
     *
     * @param kubeconfig how it reaches the API server
     * @param settings its configuration, by the names of environment variables
     * @throws Exception when it does not start
     */
    AutoCloseable start(Path kubeconfig, Map<String, String> settings) throws Exception;
}
