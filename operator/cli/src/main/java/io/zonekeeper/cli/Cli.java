package io.zonekeeper.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.zonekeeper.cli.completion.CompletionCommand;
import io.zonekeeper.cli.migration.MigrateCommand;
import io.zonekeeper.cli.report.ReportCommand;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.cli.timeline.IncidentCommand;
import io.zonekeeper.core.zone.NearestSpelling;
import io.zonekeeper.kube.config.OperatorConfig;
import io.zonekeeper.kube.management.LogSetup;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands for users. Only the one that is asked for is loaded. */
@Command(
        name = "zonekeeper",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows and controls how services are spread over zones and evacuated from a failing one.",
        footer = {
            "",
            "Also: run and observe [--config FILE] are the operator and its observers, simulate plays generated faults.",
            "COMMAND --help has examples. Installed as a kubectl plugin it reads: kubectl zonekeeper status.",
            "",
            "Exit code: 0 done, or yes; 1 the answer is no; 2 invalid usage or input; 3 no cluster or no permission."
        })
public final class Cli implements Runnable {
    /** The one that needs all others. */
    private static final String COMPLETION = "completion";

    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    private Cli() {}

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("status", StatusCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("incident", IncidentCommand::new);
        commands.put("report", () -> new ReportCommand(Cli::printed));
        commands.put("plan", PlanCommand::new);
        commands.put("audit", AuditCommand::new);
        commands.put("protect", ProtectCommand::new);
        commands.put("migrate", MigrateCommand::new);
        commands.put("cordon", CordonCommand::new);
        commands.put("uncordon", UncordonCommand::new);
        commands.put("evacuate", EvacuateCommand::new);
        commands.put("failback", FailbackCommand::new);
        commands.put("drill", DrillCommand::new);
        commands.put("render", RenderCommand::new);
        commands.put(COMPLETION, CompletionCommand::new);
        return commands;
    }

    /** Carries a command out and returns the exit code of the process. */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        LogSetup.apply(new OperatorConfig.Log("error", "text"));
        try (PrintWriter output = new PrintWriter(out, false, StandardCharsets.UTF_8);
                PrintWriter errors = new PrintWriter(err, true, StandardCharsets.UTF_8)) {
            return execute(args, output, errors);
        }
    }

    private static int execute(String[] args, PrintWriter output, PrintWriter errors) {
        return root(args.length == 0 ? "" : args[0])
                .setOut(output)
                .setErr(errors)
                .setParameterExceptionHandler(Cli::wrongUsage)
                .setExecutionExceptionHandler(Cli::failed)
                .execute(args);
    }

    /** Returns the help of a command; of all of them for an empty name. */
    static String help(String command) {
        CommandLine root = root(command);
        return (command.isEmpty() ? root : root.getSubcommands().get(command))
                .getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    /** Returns what a command prints, its error messages included. */
    private static String printed(String... args) {
        StringWriter text = new StringWriter();
        try (PrintWriter writer = new PrintWriter(text)) {
            execute(args, writer, writer);
        }
        return text.toString();
    }

    static List<String> names() {
        return List.copyOf(COMMANDS.keySet());
    }

    private static CommandLine root(String asked) {
        CommandLine root = new CommandLine(new Cli());
        COMMANDS.forEach((name, command) -> {
            if (name.equals(asked) || !COMMANDS.containsKey(asked) || asked.equals(COMPLETION)) {
                root.addSubcommand(name, command.get());
            }
        });
        return root.setUsageHelpWidth(110);
    }

    private static int wrongUsage(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        String message = problem.getMessage();
        if (problem instanceof UnmatchedArgumentException unmatched
                && command.getParent() == null
                && !unmatched.getUnmatched().isEmpty()) {
            String written = unmatched.getUnmatched().getFirst();
            message = "there is no command '%s'.%s Commands: %s"
                    .formatted(
                            written,
                            NearestSpelling.of(written, COMMANDS.keySet())
                                    .map(best -> " Did you mean '%s'?".formatted(best))
                                    .orElse(""),
                            String.join(", ", COMMANDS.keySet()));
        } else if (problem instanceof UnmatchedArgumentException unmatched) {
            String written = unmatched.getUnmatched().getFirst();
            List<String> options = command.getCommandSpec().options().stream()
                    .flatMap(option -> List.of(option.names()).stream())
                    .toList();
            Optional<String> best = written.startsWith("-") ? NearestSpelling.of(written, options) : Optional.empty();
            message = message
                    + best.map(name -> ". Did you mean '%s'?".formatted(name)).orElse("");
        }
        command.getErr().println("zonekeeper: " + message);
        command.getErr().println("see " + command.getCommandSpec().qualifiedName() + " --help");
        return Exit.WRONG_INPUT.code();
    }

    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        command.getOut().flush();
        command.getErr()
                .println("zonekeeper: " + (failure.getMessage() == null ? failure.toString() : failure.getMessage()));
        return failure instanceof Problem problem ? problem.exit().code() : Exit.NO.code();
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    /** The version of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "zonekeeper "
                        + Optional.ofNullable(Cli.class.getPackage().getImplementationVersion())
                                .orElse("(from source)")
            };
        }
    }
}
