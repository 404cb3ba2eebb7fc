package io.zonekeeper.app.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The real proxies with rendered files, in three network namespaces with real servers, under load while a zone is in
 * trouble: a few hundred requests of what {@code hack/bench proxies} does with thousands. Where namespaces are not
 * permitted the zones are addresses of the loopback interface, and links are not cut.
 */
class ProxyBehaviourIT {
    private static final Path HACK = Path.of("../../hack").toAbsolutePath().normalize();
    private static final List<String> ENGINES = List.of("haproxy", "nginx", "varnish");
    private static Path binaries;

    @BeforeAll
    static void findBinaries() throws Exception {
        Process process = new ProcessBuilder(HACK.resolve("proxies-bin").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String folder = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assumeTrue(process.waitFor() == 0, "haproxy, nginx and varnish cannot be had here: see hack/proxies-bin");
        binaries = Path.of(folder);
    }

    @Test
    void zoneKilled() throws Exception {
        assertThat(exercise("zone-killed", 400)).hasSize(3).allSatisfy(ProxyBehaviourIT::noGetFailed);
    }

    @Test
    void grayFailure() throws Exception {
        assertThat(exercise("gray", 800)).hasSize(3).allSatisfy(figures -> {
            noGetFailed(figures);
            // With so few requests one more or less is a percent; the bench counts them by the thousand.
            assertThat(figures.path("failed_posts").asInt()).isLessThanOrEqualTo(5);
            assertThat(figures.path("posts_in_trouble").asInt()).isGreaterThan(100);
        });
    }

    @Test
    void evacuationAndReturn() throws Exception {
        assertThat(exercise("evacuation", 400)).hasSize(3).allSatisfy(figures -> {
            assertThat(figures.path("failed_all").asInt())
                    .as("failed: %s", figures)
                    .isZero();
            assertThat(figures.path("in_zone_settled").asInt())
                    .as("still in the zone: %s", figures)
                    .isZero();
        });
    }

    @Test
    void reloadsUnderLoad() throws Exception {
        assertThat(exercise("reload", 400)).hasSize(3).allSatisfy(figures -> {
            assertThat(figures.path("failed_all").asInt())
                    .as("failed: %s", figures)
                    .isZero();
            assertThat(figures.path("left_percent_before").asDouble())
                    .as("left: %s", figures)
                    .isLessThanOrEqualTo(1);
        });
    }

    @Test
    void cutLink() throws Exception {
        List<JsonNode> all = exercise("link-cut", 400);
        assumeTrue(!all.isEmpty(), "network namespaces are not permitted here: no link can be cut");
        assertThat(all).hasSize(3).allSatisfy(figures -> {
            noGetFailed(figures);
            assertThat(figures.path("slowest_new_get").asDouble())
                    .as("slowest: %s", figures)
                    .isLessThanOrEqualTo(2);
        });
    }

    private static void noGetFailed(JsonNode figures) {
        assertThat(figures.path("gets").asInt()).isGreaterThan(200);
        assertThat(figures.path("failed_gets").asInt())
                .as("failed GETs: %s", figures)
                .isZero();
    }

    /** Exercises all engines and returns their figures; none where the case needs what is not permitted. */
    private static List<JsonNode> exercise(String name, int requests) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                        Stream.of(
                                "python3",
                                HACK.resolve("lib/proxies/behaviour.py").toString(),
                                "--side-by-side",
                                "--requests",
                                Integer.toString(requests)),
                        ENGINES.stream().map(engine -> engine + "/zonekeeper/" + name))
                .toList());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", binaries + ":" + environment.get("PATH"));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("{"))
                .toList();
        assertThat(process.waitFor()).as("exit code; it says what is wrong").isZero();
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> figures = new java.util.ArrayList<>();
        for (String line : lines) {
            figures.add(json.readTree(line));
        }
        assertThat(figures)
                .allSatisfy(figure -> assertThat(figure.path("posts_twice").asInt())
                        .as("POSTs at two servers: %s", figure)
                        .isZero());
        return figures;
    }
}
