package io.zonekeeper.cli.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.zone.NearestSpelling;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
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
            out().print(text(report));
            if (!format.equalsIgnoreCase("yaml")) {
                out().println();
            }
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
        return Colour.ON ? colour.of(text) : text;
    }

    private String text(Object report) {
        try {
            ObjectMapper mapper = format.equalsIgnoreCase("yaml")
                    ? new ObjectMapper(YAMLFactory.builder()
                            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                            .build())
                    : new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            return mapper.registerModule(new SimpleModule().addSerializer(Reason.class, new WordSerializer()))
                    .setDefaultPropertyInclusion(JsonInclude.Include.NON_ABSENT)
                    .writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes a reason as the API has it. */
    private static final class WordSerializer extends StdSerializer<Reason> {
        private static final long serialVersionUID = 1;

        WordSerializer() {
            super(Reason.class);
        }

        @Override
        public void serialize(Reason reason, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(reason.word());
        }
    }
}
