package io.zonekeeper.controllers.zonalproxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.zonekeeper.core.proxy.ConfigurationShape;
import io.zonekeeper.core.proxy.Engine;
import io.zonekeeper.core.proxy.ProxySettings;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The command of the pod that checks a configuration, run here with the engine's real binary. */
class ConfigurationCheckTest {
    private static final Owner OWNER = new Owner("zonekeeper.io/v1alpha1", "ZonalProxy", "shop", "front", "our-uid");
    private static Path binaries;

    @TempDir
    private Path folder;

    /** How it ended. */
    private record End(int exit, String said) {}

    @BeforeAll
    static void findBinaries() throws IOException, InterruptedException {
        Process finder = new ProcessBuilder("../../hack/proxies-bin")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String found = new String(finder.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assumeTrue(finder.waitFor() == 0, "haproxy, nginx and varnish cannot be had here: see hack/proxies-bin");
        binaries = Path.of(found);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRenderedIsValid(Engine engine) throws IOException, InterruptedException {
        ConfigurationShape shape = ConfigurationShape.of(settings(engine), "example.com/proxy:1");
        assertThat(check(engine, shape)).extracting(End::exit).isEqualTo(0);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrongIsQuoted(Engine engine) throws IOException, InterruptedException {
        End end = check(engine, new ConfigurationShape("wrong", "nonsense 100% of it;\n"));
        assertThat(end.exit()).isBetween(1, 127);
        assertThat(end.said()).contains("nonsense");
    }

    private End check(Engine engine, ConfigurationShape shape) throws IOException, InterruptedException {
        JsonNode container = ConfigurationCheck.pod(OWNER, engine, "example.com/proxy:1", shape, "front-check-1")
                .at("/spec/containers/0");
        List<String> command = Stream.concat(
                        Stream.of("env"), container.get("command").valueStream().map(JsonNode::asText))
                .map(this::here)
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().merge("PATH", binaries.toString(), (path, ours) -> ours + ":" + path);
        container
                .get("env")
                .forEach(variable -> builder.environment()
                        .put(
                                variable.get("name").asText(),
                                here(variable.get("value").asText().replace("$$(", "$("))));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new End(process.waitFor(), said);
    }

    private String here(String text) {
        return text.replace(ProxySettings.RUN_FOLDER, folder.toString());
    }

    private static ProxySettings settings(Engine engine) {
        return new ProxySettings(
                engine,
                8080,
                Optional.empty(),
                true,
                engine.leastConnections(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                3,
                List.of("GET", "HEAD", "OPTIONS"));
    }
}
