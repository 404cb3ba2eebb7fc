package io.zonekeeper.app;

import io.zonekeeper.kube.config.OperatorConfig;
import io.zonekeeper.observer.Observer;

import io.fabric8.kubernetes.client.ConfigBuilder;

/** {@code observe}: an observer. */
final class ObserveCommand {
    private ObserveCommand() {}

    static void run(OperatorConfig config) {
        Foreground.run("observer", () -> Observer.start(config, new ConfigBuilder().build(), System.getenv())::close);
    }
}
