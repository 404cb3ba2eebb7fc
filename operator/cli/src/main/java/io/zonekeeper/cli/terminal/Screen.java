package io.zonekeeper.cli.terminal;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

import io.zonekeeper.core.zone.NearestSpelling;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command writes: for users, or as JSON or YAML. */
public final class Screen {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "json|yaml",
            description = "machine-readable output")
    private String format;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Returns whether a program reads. */
    public boolean forPrograms() {
        if (format == null) {
            return false;
        }
        List<String> known = List.of("json", "yaml");
        if (!known.contains(format.toLowerCase(Locale.ROOT))) {
            throw Problem.input("-o takes json or yaml, not \"%s\"%s"
                    .formatted(
                            format,
                            NearestSpelling.of(format, known)
                                    .map(best -> ": did you mean %s?".formatted(best))
                                    .orElse("")));
        }
        return true;
    }

    /** Prints a report in the chosen format: machine-readable, or as lines for users. */
    public void print(Object report, Runnable forPeople) {
        if (forPrograms()) {
            out().print(format.equalsIgnoreCase("yaml") ? Structured.yaml(report) : Structured.json(report));
        } else {
            forPeople.run();
        }
        out().flush();
    }

    /** Prints a line for users; nothing where a program reads. */
    public void say(String line) {
        if (!forPrograms()) {
            out().println(line);
            out().flush();
        }
    }

    public PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Returns a text in a colour, where the terminal shows one. */
    public String coloured(Colour colour, String text) {
        return colour.where(text);
    }
}
