package io.zonekeeper.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CommandTest {
    private static final Path SHELL = Path.of("/bin/sh");

    @Test
    void collectsBothStreamsAndTheExitCode() {
        CommandResult result = Command.of(SHELL, "-c", "cat; echo $WORD >&2; exit 3")
                .reading("in")
                .with(Map.of("WORD", "err"))
                .run();

        assertThat(result).isEqualTo(new CommandResult(3, "in", "err\n"));
    }

    @Test
    void failureTellsTheCommandAndWhatItComplainedOf() {
        assertThatThrownBy(() ->
                        Command.of(SHELL, "-c", "echo no such zone >&2; exit 1").runOrFail())
                .hasMessageContainingAll("/bin/sh -c", "exit 1", "no such zone");
    }

    @Test
    void endsWhatTakesTooLongWithItsChildren() {
        assertThatThrownBy(() -> Command.of(SHELL, "-c", "sleep 60; true")
                        .within(Duration.ofMillis(100))
                        .run())
                .hasMessageContaining("not done after");
    }

    @Test
    void programNeedNotRead() {
        assertThat(Command.of(Path.of("/bin/true"))
                        .reading("x".repeat(1 << 20))
                        .run()
                        .exit())
                .isZero();
    }
}
