package io.zonekeeper.cli;

import java.util.List;

import io.zonekeeper.cli.terminal.Exit;

/**
 * Carries several commands out in one JVM, so that the AOT cache it writes fits all of them: see
 * {@code hack/train-aot}.
 */
public final class Training {
    private static final int ARGUMENTS = 3;

    private Training() {}

    /**
     * Asks a cluster what users ask; changes nothing there.
     *
     * @param args a file with a service, the name of a service that is not in it, and a zone
     * @throws ClassNotFoundException never, where the jar is whole
     */
    public static void main(String[] args) throws ClassNotFoundException {
        if (args.length != ARGUMENTS) {
            System.err.println("usage: Training FILE SERVICE ZONE");
            System.exit(Exit.WRONG_INPUT.code());
        }
        // What every command begins with, though not here.
        Class.forName("io.zonekeeper.app.Main");
        String file = args[0];
        String service = args[1];
        String zone = args[2];
        List<String[]> commands = List.of(
                new String[] {"--help"},
                new String[] {"status", "-A"},
                new String[] {"status", "-A", "-o", "json"},
                new String[] {"status", "-A", "-o", "yaml"},
                new String[] {"status", service},
                new String[] {"explain", zone},
                new String[] {"plan", "-f", file, "--zones", "a,b,c", "--fail-zone", "b"},
                new String[] {"plan", service, "--fail-zone", zone},
                new String[] {"audit", "-A", "--fail-below", "F"},
                new String[] {"audit", "-A", "--fail-below", "F", "-o", "html"},
                new String[] {"audit", "-A", "--fail-below", "F", "-o", "json"});
        for (String[] command : commands) {
            int exit = Cli.run(command, System.out, System.err);
            if (exit != Exit.OK.code()) {
                System.err.println(String.join(" ", command) + ": exit " + exit);
                System.exit(exit);
            }
        }
    }
}
