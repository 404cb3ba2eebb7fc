package io.zonekeeper.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.controllers.ZonekeeperOperator;
import io.zonekeeper.kube.config.ConfigLoader;
import io.zonekeeper.testing.OperatorStarter;

import io.fabric8.kubernetes.client.Config;

/** Starts the operator inside the JVM of the tests; {@link #CONFIG} names a configuration file, as an argument does. */
public final class InProcessStarter implements OperatorStarter {
    static final String CONFIG = "config";

    @Override
    public AutoCloseable start(Path kubeconfig, Map<String, String> settings) throws Exception {
        return ZonekeeperOperator.start(
                ConfigLoader.load(Optional.ofNullable(settings.get(CONFIG)).map(Path::of), settings),
                Config.fromKubeconfig(kubeconfig.toFile()),
                () -> {});
    }
}
