package io.zonekeeper.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The packaged main program, started wrongly. */
class MainIT {
    private static final Path JAR = Path.of("target/zonekeeper/zonekeeper.jar");
    private static final Path PLUGIN = Path.of("../../hack/kubectl-zonekeeper");
    private static final Path SERVICE = Path.of("../../examples/01-balanced-service/service.yaml");

    @Test
    void aWrongValueIsNamedByItsKey() throws Exception {
        assertThat(run(Map.of("ZONEKEEPER_WORKERS", "many")))
                .isEqualTo("2: zonekeeper: workers: 'many' is not a whole number from 1 to 256");
    }

    @Test
    void argumentsAreExplained() throws Exception {
        assertThat(run(Map.of(), "--help")).startsWith("0: Usage: zonekeeper").contains("status", "plan", "cordon");
        assertThat(run(Map.of(), "run", "--hlep"))
                .contains(
                        "2: ",
                        "usage: java -jar zonekeeper.jar [run|observe|cleanup [--failovers]] [--config FILE], or --help");
    }

    @Test
    void commandsAreNamed() throws Exception {
        assertThat(run(Map.of(), "fly")).contains("2: ", "there is no command 'fly'. Commands: ");
        assertThat(run(Map.of(), "statsu")).contains("2: ", "Did you mean 'status'?");
        assertThat(run(Map.of("ZONEKEEPER_WORKERS", "many"), "run")).contains("workers: 'many'");
        assertThat(run(Map.of("ZONEKEEPER_WORKERS", "many"), "observe")).contains("workers: 'many'");
    }

    @Test
    void anObserverHasToKnowItsZone() throws Exception {
        assertThat(run(Map.of(), "observe"))
                .contains("2: ", "zone: not known; set it, or set NODE_NAME to the name of a node with the label");
    }

    @Test
    void awsIsNotAskedWithoutItsSdk() throws Exception {
        assertThat(run(Map.of("ZONEKEEPER_AWS_ENABLED", "true"), "run"))
                .contains("2: ", "aws.enabled: AWS' SDK is not on the class path", "java -cp 'zonekeeper.jar:aws/*'");
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        assertThat(run(Map.of(), "--config", "none.yaml")).contains("2: ", "cannot read the configuration none.yaml");
    }

    /** The options that the script gives the JVM are taken, with an AOT cache or without. */
    @Test
    void thePluginOfKubectlStartsIt() throws Exception {
        var java = Map.of("JAVA_HOME", System.getProperty("java.home"));
        assertThat(start(java, PLUGIN.toString())).startsWith("0: Usage: zonekeeper");
        assertThat(start(java, PLUGIN.toString(), "plan", "-f", SERVICE.toString(), "--zones", "a,b"))
                .startsWith("0: default/web: 9 replicas in 2 zones");
    }

    private static String run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        return start(environment, command.toArray(String[]::new));
    }

    private static String start(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        // That of hack/test --kubernetes is no key of the operator's.
        builder.environment().remove("ZONEKEEPER_KUBERNETES");
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + ": " + output.strip();
    }
}
