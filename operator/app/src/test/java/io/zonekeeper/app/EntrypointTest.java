package io.zonekeeper.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.zonekeeper.testing.Waiting;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The image's entry point, with a script in the place of the JVM. */
class EntrypointTest {
    private static final Path ENTRYPOINT = Path.of("entrypoint").toAbsolutePath();

    @TempDir
    private Path folder;

    private Path calls;

    @BeforeEach
    void prepare() {
        calls = folder.resolve("calls");
    }

    @Test
    void anOperatorThatMayNotLeadAnyLongerIsBegunAgain() throws Exception {
        java("[ \"$(wc -l <%s)\" -lt 3 ] && exit %d; exit 4".formatted(calls, Foreground.EXIT_LEAD_LOST));
        assertThat(run("--config", "file").waitFor()).isEqualTo(4);
        assertThat(calls()).hasSize(3).allMatch(call -> call.endsWith("io.zonekeeper.app.Main --config file"));
    }

    @Test
    void everyOtherEndIsTheContainersEnd() throws Exception {
        java("exit 1");
        assertThat(run("run").waitFor()).isEqualTo(1);
        assertThat(calls()).hasSize(1);
    }

    /** An observer has no lead to lose. */
    @Test
    void othersAreNotBegunAgain() throws Exception {
        java("exit " + Foreground.EXIT_LEAD_LOST);
        assertThat(run("observe").waitFor()).isEqualTo(Foreground.EXIT_LEAD_LOST);
        assertThat(run("status").waitFor()).isEqualTo(Foreground.EXIT_LEAD_LOST);
        assertThat(calls()).hasSize(2);
    }

    /** The kubelet's signal reaches the JVM, which ends in its own time and is not begun again. */
    @Test
    void aSignalIsPassedOnAndWaitedFor() throws Exception {
        Path ready = folder.resolve("ready");
        java("trap 'sleep 0.2; echo stopped >>%s; exit %d' TERM; touch %s; while :; do sleep 0.05; done"
                .formatted(calls, Foreground.EXIT_LEAD_LOST, ready));
        Process process = run("run");
        Waiting.until("the JVM runs", () -> Files.exists(ready));
        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(Foreground.EXIT_LEAD_LOST);
        assertThat(calls()).hasSize(2).last().isEqualTo("stopped");
    }

    private void java(String then) throws IOException {
        Path java = folder.resolve("java");
        Files.writeString(java, "#!/bin/sh\necho \"$@\" >>" + calls + "\n" + then + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process run(String... words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(ENTRYPOINT.toString()).inheritIO();
        builder.command().addAll(List.of(words));
        builder.environment().putAll(Map.of("PATH", folder + ":" + System.getenv("PATH")));
        return builder.start();
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(calls);
    }
}
