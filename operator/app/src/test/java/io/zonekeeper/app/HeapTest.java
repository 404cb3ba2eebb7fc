package io.zonekeeper.app;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The share of the container's memory that docs/operations.md calculates with, as the JVM itself reads its options. */
class HeapTest {
    private static final Pattern MAX_HEAP = Pattern.compile("\\bMaxHeapSize\\s*=\\s*(\\d+)");
    private static final double SHARE = 0.4;
    private static final int ALIGNMENT_MIB = 2;

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 300, 384, 768, 2048})
    void isTwoFifthsOfTheLimit(int limitMib) throws Exception {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:MaxRAM=" + limitMib + "m",
                        "@jvm.options",
                        "-XX:+PrintFlagsFinal",
                        "-version")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String flags = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(java.waitFor()).isZero();
        assertThat(MAX_HEAP.matcher(flags).results().map(HeapTest::mib))
                .singleElement()
                .satisfies(heap -> assertThat(heap).isCloseTo(SHARE * limitMib, within((double) ALIGNMENT_MIB)));
    }

    private static double mib(MatchResult found) {
        return Long.parseLong(found.group(1)) / (double) (1 << 20);
    }
}
