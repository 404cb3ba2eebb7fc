package io.zonekeeper.app;

import io.zonekeeper.app.config.OperatorConfig;

import io.fabric8.kubernetes.client.ConfigBuilder;

/** {@code run}: the operator. */
final class RunCommand {
    private RunCommand() {}

    static void run(OperatorConfig config) {
        // JOSDK installs no shutdown hook of its own under leader election.
        Foreground.run(
                "operator",
                () -> ZonekeeperOperator.start(
                        config,
                        new ConfigBuilder().build(),
                        () -> Runtime.getRuntime().halt(Foreground.EXIT_FAILURE))::close);
    }
}
