package io.zonekeeper.app;

import io.zonekeeper.kube.config.ConfigException;
import io.zonekeeper.kube.config.OperatorConfig;

/** {@code run}: the operator. */
final class RunCommand {
    private static final String OF_AWS = "/io/zonekeeper/aws/AwsRegion.class";

    private RunCommand() {}

    static void run(OperatorConfig config) {
        // Its jars lie apart: observers and the command line, started by -jar, need not know thousands of classes.
        if (config.aws().enabled() && RunCommand.class.getResource(OF_AWS) == null) {
            throw new ConfigException("aws.enabled: AWS' SDK is not on the class path; start the operator as"
                    + " java -cp 'zonekeeper.jar:aws/*' io.zonekeeper.app.Main run");
        }
        // JOSDK installs no shutdown hook of its own under leader election.
        Foreground.run("operator", () -> ElectedOperator.start(config)::close);
    }
}
