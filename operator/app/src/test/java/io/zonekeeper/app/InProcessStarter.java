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
        Config cluster = Config.fromKubeconfig(kubeconfig.toFile());
        // An ApiGate has no TLS and passes no WebSockets.
        cluster.setOnlyHttpWatches(cluster.getMasterUrl().startsWith("http:"));
        return ZonekeeperOperator.start(
                ConfigLoader.load(Optional.ofNullable(settings.get(CONFIG)).map(Path::of), settings),
                cluster,
                () -> {});
    }
}
