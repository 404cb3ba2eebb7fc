package io.zonekeeper.kube.management;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.zonekeeper.kube.config.OperatorConfig.Log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class LogSetupTest {
    private static final Logger LOG = LoggerFactory.getLogger("io.zonekeeper.LogSetupTest");

    @AfterEach
    void reset() {
        LogSetup.apply(new Log("info", "text"));
    }

    @Test
    void aLineOfJsonHasAReadableTimeTheFieldsByTheirNamesAndNothingEmpty() throws Exception {
        JsonNode line = new ObjectMapper()
                .readTree(logged(
                        "json",
                        () -> LOG.atWarn()
                                .addKeyValue("kind", "Zone")
                                .addKeyValue("nodes", 36)
                                .addKeyValue("cause", (Object) null)
                                .addKeyValue("spec", "")
                                .addKeyValue("message", "another")
                                .setCause(new IllegalStateException("broken"))
                                .log("us-east-1a is {}", "Unhealthy")));
        assertThat(Instant.parse(line.get("time").asText()))
                .isBefore(Instant.now().plusSeconds(1));
        assertThat(line.get("level").asText()).isEqualTo("WARN");
        assertThat(line.get("message").asText()).isEqualTo("us-east-1a is Unhealthy");
        assertThat(line.get("message_").asText()).isEqualTo("another");
        assertThat(line.get("kind").asText()).isEqualTo("Zone");
        assertThat(line.get("nodes").isInt()).isTrue();
        assertThat(line.get("error").asText()).startsWith("java.lang.IllegalStateException: broken");
        assertThat(line.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("time", "level", "logger", "message", "kind", "nodes", "message_", "error");
    }

    @Test
    void aLineOfTextBeginsWithTheDateInUtc() {
        assertThat(logged("text", () -> LOG.atInfo().addKeyValue("port", 8080).log("started")))
                .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO {2}LogSetupTest: started port=\"8080\"\\s*");
    }

    private static String logged(String format, Runnable logs) {
        PrintStream before = System.err;
        var bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            LogSetup.apply(new Log("info", format));
            logs.run();
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
