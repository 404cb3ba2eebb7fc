package io.zonekeeper.app.gitops;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Health checks and actions as Argo CD itself runs them: by its command line, with a configuration that has what the
 * component of {@code examples/12-argocd} adds.
 */
class ArgoCommandLineTest {
    private static final Path EXAMPLE = Path.of("../../examples/12-argocd");

    private static final String SERVICE = """
            apiVersion: zonekeeper.io/v1alpha1
            kind: ZonedService
            metadata: {name: web, namespace: shop, generation: 1, annotations: {zonekeeper.io/evacuate: us-east-1c}}
            status:
              observedGeneration: 1
              conditions: [{type: Ready, status: "True", reason: Serving, message: 9 of 9 are ready}]
              zones: [{zone: us-east-1a, state: Active}, {zone: us-east-1b, state: Drained}, {zone: us-east-1c, state: Shedding}]
            """;

    private static final String ZONE = """
            apiVersion: zonekeeper.io/v1alpha1
            kind: Zone
            metadata: {name: us-east-1b, generation: 1}
            status:
              observedGeneration: 1
              cordon: {by: Automatic}
              conditions: [{type: Ready, status: "True", reason: Known, message: known}, {type: Cordoned, status: "True", reason: Automatic, message: cordoned}]
            """;

    @TempDir
    private Path folder;

    private Path argocd;

    @BeforeEach
    void configure() throws IOException {
        Optional<Path> found = List.of(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
                .stream()
                .map(part -> Path.of(part, "argocd"))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            System.out.println("argocd is not on PATH: Argo CD's own command line checks nothing");
        }
        assumeTrue(found.isPresent(), "argocd is not on PATH");
        argocd = found.orElseThrow();
        ObjectNode config = Serialization.unmarshal(
                "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}}",
                ObjectNode.class);
        ObjectNode data = config.putObject("data");
        JsonNode files = Serialization.unmarshal(
                        Files.readString(EXAMPLE.resolve("kustomization.yaml")), JsonNode.class)
                .at("/configMapGenerator/0/files");
        for (JsonNode file : files) {
            String[] parts = file.asText().split("=", 2);
            data.put(parts[0], Files.readString(EXAMPLE.resolve(parts[1])));
        }
        Files.writeString(folder.resolve("argocd-cm.yaml"), Serialization.asYaml(config));
    }

    @Test
    void health() throws Exception {
        assertThat(run(SERVICE, "health")).contains("STATUS: Healthy", "MESSAGE: 9 of 9 are ready");
        assertThat(run(SERVICE.replace("observedGeneration: 1", "observedGeneration: 0"), "health"))
                .contains("STATUS: Progressing");
        assertThat(run(SERVICE.replace("status: \"True\"", "status: \"False\""), "health"))
                .contains("STATUS: Degraded");
        assertThat(run(ZONE, "health")).contains("STATUS: Healthy");
    }

    @ParameterizedTest
    @CsvSource({"pause, false", "resume, true", "failback, false"})
    void actionsOfAServiceInAnIncident(String action, boolean disabled) throws Exception {
        assertThat(run(SERVICE, "list-actions")).containsPattern("(?m)^" + action + " +" + disabled + "\\b");
        assertThat(run(SERVICE.replaceAll("Drained|Shedding", "Active"), "list-actions"))
                .containsPattern("(?m)^failback +true\\b");
    }

    @Test
    void pauseResumeAndFailback() throws Exception {
        assertThat(run(SERVICE, "run-action", "pause")).contains(">     zonekeeper.io/paused: \"true\"");
        String paused = SERVICE.replace("annotations: {", "annotations: {zonekeeper.io/paused: \"true\", ");
        assertThat(run(paused, "run-action", "resume")).contains("<     zonekeeper.io/paused: \"true\"");
        assertThat(run(SERVICE, "run-action", "failback"))
                .contains("<     zonekeeper.io/evacuate: us-east-1c")
                .containsPattern(">     zonekeeper.io/failback: us-east-1b,us-east-1c 20\\d\\d-");
        assertThat(run(ZONE, "run-action", "failback")).containsPattern("zonekeeper.io/failback: \"?20\\d\\d-");
        assertThat(run(ZONE.replace("Automatic}", "Manual}"), "list-actions"))
                .containsPattern("(?m)^failback +true\\b");
    }

    private String run(String object, String command, String... more) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("object.yaml"), object);
        ProcessBuilder builder = new ProcessBuilder(
                        argocd.toString(), "admin", "settings", "resource-overrides", command, file.toString())
                .redirectErrorStream(true);
        builder.command().addAll(List.of(more));
        builder.command()
                .addAll(List.of(
                        "--argocd-cm-path", folder.resolve("argocd-cm.yaml").toString()));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
