package io.zonekeeper.testing;

import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * An operator inside this JVM.
 *
 * @param handle what stops it
 */
record InProcessOperator(AutoCloseable handle) implements RunningOperator {
    static InProcessOperator start(Path kubeconfig, Map<String, String> settings) {
        OperatorStarter starter = ServiceLoader.load(OperatorStarter.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no OperatorStarter on the class path: META-INF/services/"
                        + OperatorStarter.class.getName() + " must name one"));
        try {
            return new InProcessOperator(starter.start(kubeconfig, settings));
        } catch (Exception e) {
            throw new IllegalStateException("the operator did not start", e);
        }
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public void stop() {
        try {
            handle.close();
        } catch (Exception e) {
            throw new IllegalStateException("the operator did not stop", e);
        }
    }

    @Override
    public void crash() {
        throw new IllegalStateException("only an operator of startJar can crash: this one shares the JVM of the tests");
    }
}
