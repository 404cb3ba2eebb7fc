package io.zonekeeper.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import io.zonekeeper.app.config.ConfigException;
import io.zonekeeper.app.config.ConfigLoader;
import io.zonekeeper.app.config.OperatorConfig;
import io.zonekeeper.app.management.LogSetup;

import io.fabric8.kubernetes.client.ConfigBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The main program: {@code java -jar zonekeeper.jar [--config FILE]}. */
public final class Main {
    private static final String USAGE = "usage: java -jar zonekeeper.jar [--config FILE]";
    private static final int EXIT_USAGE = 2;
    private static final int EXIT_FAILURE = 1;

    private Main() {}

    /** Runs the operator until the process is told to stop. */
    public static void main(String[] args) {
        OperatorConfig config;
        try {
            config = ConfigLoader.load(configFile(args), System.getenv());
        } catch (ConfigException e) {
            System.err.println("zonekeeper: " + e.getMessage());
            System.exit(EXIT_USAGE);
            return;
        }
        LogSetup.apply(config.log());
        run(config);
    }

    private static void run(OperatorConfig config) {
        Logger log = LoggerFactory.getLogger(Main.class);
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            ZonekeeperOperator operator = ZonekeeperOperator.start(
                    config,
                    new ConfigBuilder().build(),
                    () -> Runtime.getRuntime().halt(EXIT_FAILURE));
            // JOSDK installs no hook of its own under leader election.
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                operator.close();
                                stopped.countDown();
                            },
                            "shutdown"));
            stopped.await();
        } catch (IOException | RuntimeException e) {
            log.atError().setCause(e).log("the operator did not start");
            System.exit(EXIT_FAILURE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<Path> configFile(String[] args) {
        if (args.length == 0) {
            return Optional.empty();
        }
        if (args.length == 2 && args[0].equals("--config")) {
            return Optional.of(Path.of(args[1]));
        }
        throw new ConfigException("cannot make sense of the arguments; " + USAGE);
    }
}
