package io.zonekeeper.cli.completion;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The completions of a program for fish. */
final class FishScript {
    private FishScript() {}

    static String of(String program, CommandLine all) {
        StringBuilder script =
                new StringBuilder("# Completions of %1$s for fish.\ncomplete -c %1$s -f\n".formatted(program));
        all.getSubcommands().forEach((name, command) -> {
            script.append("complete -c %s -n __fish_use_subcommand -a %s -d %s\n"
                    .formatted(
                            program,
                            name,
                            quoted(first(command.getCommandSpec().usageMessage().description()))));
            command.getCommandSpec().options().stream()
                    .filter(option -> !option.hidden())
                    .forEach(option -> script.append("complete -c %s -n '__fish_seen_subcommand_from %s'%s%s -d %s\n"
                            .formatted(
                                    program,
                                    name,
                                    flags(option),
                                    option.arity().max() > 0 ? " -r" : "",
                                    quoted(first(option.description())))));
        });
        return script.toString();
    }

    private static String flags(OptionSpec option) {
        return Stream.of(option.names())
                .map(name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
                .collect(Collectors.joining());
    }

    private static String first(String[] lines) {
        return lines.length == 0 ? "" : lines[0];
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
