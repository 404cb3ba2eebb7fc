package io.zonekeeper.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OperatorUnderTestTest {
    private static final OperatorIdentity IDENTITY = new OperatorIdentity(Path.of("some.kubeconfig"));

    private OperatorUnderTest operator;

    @BeforeEach
    void prepare(@TempDir Path folder) throws IOException {
        operator = OperatorUnderTest.create(() -> IDENTITY, "fake-operator", jar(folder));
    }

    @AfterEach
    void stop() {
        operator.close();
    }

    @Test
    void processIsToldWhereTheClusterIsAndWhatTheTestWants() throws IOException {
        operator.startJar(Map.of("ZONEKEEPER_SLOTS", "16"));

        assertThat(operator.metrics())
                .contains(
                        "ZONEKEEPER_SLOTS=16",
                        "ZONEKEEPER_LEADER_ELECTION_ENABLED=false",
                        "ZONEKEEPER_LOG_FORMAT=text");
        assertThat(operator.log()).hasContent("started with some.kubeconfig");
        assertThat(operator.pid()).isNotEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void crashedProcessIsGoneAndRestartsAsItWas() {
        operator.startJar(Map.of("ZONEKEEPER_SLOTS", "16"));
        long first = operator.pid();

        operator.crash();
        assertThat(operator.isReady()).isFalse();
        assertThat(ProcessHandle.of(first)).isEmpty();

        operator.restart();
        assertThat(operator.metrics()).contains("ZONEKEEPER_SLOTS=16");
        assertThat(operator.pid()).isNotEqualTo(first);
    }

    @Test
    void processThatEndsTooSoonShowsItsLog() {
        assertThatThrownBy(() -> operator.startJar(Map.of("FAIL", "yes")))
                .hasMessageContainingAll("ended before it was ready", "started with some.kubeconfig");
    }

    @Test
    void startsInThisJvmAndStops() {
        operator.startInProcess(Map.of("ZONEKEEPER_SLOTS", "16"));

        assertThat(operator.metrics()).contains("ZONEKEEPER_SLOTS=16");
        assertThatThrownBy(() -> operator.startInProcess()).hasMessageContaining("runs already");
        assertThatThrownBy(() -> operator.crash()).hasMessageContaining("startJar");

        operator.stop();
        assertThat(operator.isReady()).isFalse();
    }

    private static Path jar(Path folder) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeOperator.class.getName());
        // the class path is relative to the jar, as an address
        String classes = FakeOperator.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
        String library = OperatorStarter.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classes + " " + library);
        Path jar = folder.resolve("fake.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.finish();
        }
        return jar;
    }
}
