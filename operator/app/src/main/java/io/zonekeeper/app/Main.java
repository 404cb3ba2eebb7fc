package io.zonekeeper.app;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.cli.Cli;
import io.zonekeeper.kube.config.ConfigException;
import io.zonekeeper.kube.config.ConfigLoader;
import io.zonekeeper.kube.config.OperatorConfig;
import io.zonekeeper.kube.management.LogSetup;
import io.zonekeeper.simulator.SimulateCommand;

import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * The main program: {@code java -jar zonekeeper.jar [run|observe|cleanup [--failovers]] [--config FILE]}, {@code ready
 * URL...}, {@code simulate}, or a command for users.
 */
public final class Main {
    private static final String USAGE =
            "usage: java -jar zonekeeper.jar [run|observe|cleanup [--failovers]] [--config FILE], or --help for the commands";
    private static final int EXIT_FAILURE = 1;
    private static final int EXIT_USAGE = 2;

    private Main() {}

    /** Runs the operator, or an observer, until the process is told to stop; or another command, to its end. */
    public static void main(String[] args) {
        boolean named = args.length > 0 && !args[0].equals("--config");
        String command = named ? args[0] : "run";
        try {
            // Each in a class of its own, so that none loads what only another one needs.
            switch (command) {
                case "run" -> RunCommand.run(config(args, named ? 1 : 0));
                case "observe" -> ObserveCommand.run(config(args, 1));
                case "cleanup" -> cleanup(args);
                case "ready" -> {
                    List<String> urls = List.of(args).subList(1, args.length);
                    System.exit(ReadyCommand.run(urls, ReadyCommand.PATIENCE, System.out) ? 0 : EXIT_FAILURE);
                }
                case "simulate" ->
                    System.exit(SimulateCommand.run(Arrays.copyOfRange(args, 1, args.length), System.out, System.err));
                default -> System.exit(Cli.run(args, System.out, System.err));
            }
        } catch (ConfigException e) {
            System.err.println("zonekeeper: " + e.getMessage());
            System.exit(EXIT_USAGE);
        }
    }

    private static void cleanup(String[] args) {
        boolean failovers = args.length > 1 && args[1].equals("--failovers");
        OperatorConfig config = config(args, failovers ? 2 : 1);
        try {
            CleanupCommand.run(config, failovers, System.out);
        } catch (KubernetesClientException e) {
            System.err.println("zonekeeper: budgets may be left closed: " + e.getMessage());
            System.exit(EXIT_FAILURE);
        }
    }

    private static OperatorConfig config(String[] args, int from) {
        OperatorConfig config = ConfigLoader.load(configFile(args, from), System.getenv());
        LogSetup.apply(config.log());
        return config;
    }

    private static Optional<Path> configFile(String[] args, int from) {
        if (args.length == from) {
            return Optional.empty();
        }
        if (args.length == from + 2 && args[from].equals("--config")) {
            return Optional.of(Path.of(args[from + 1]));
        }
        throw new ConfigException("cannot make sense of the arguments; " + USAGE);
    }
}
