package io.zonekeeper.app.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Prometheus' own checker of rules. */
final class Promtool {
    private static final String NAME = "promtool";

    private Promtool() {}

    /** Runs it, and asserts that it succeeds; where it is not installed, one line says so and the test is skipped. */
    static void passes(Path folder, String... arguments) throws IOException, InterruptedException {
        assumeTrue(installed(), Promtool::missing);
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of(NAME), Arrays.stream(arguments)).toList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static boolean installed() {
        String path = System.getenv("PATH");
        return path != null
                && List.of(path.split(":", -1)).stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, NAME)));
    }

    private static String missing() {
        String line = "promtool is not installed: rules are not run (Debian: apt-get install prometheus)";
        System.out.println(line);
        return line;
    }
}
