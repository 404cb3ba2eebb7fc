package io.zonekeeper.cli.terminal;

import java.io.IOException;

import io.zonekeeper.core.reasons.Reason;

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

/** Reports as JSON or YAML. */
public final class Structured {
    private Structured() {}

    public static String json(Object report) {
        return text(new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT), report) + System.lineSeparator();
    }

    public static String yaml(Object report) {
        return text(
                new ObjectMapper(YAMLFactory.builder()
                        .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                        .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                        .build()),
                report);
    }

    private static String text(ObjectMapper mapper, Object report) {
        try {
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
