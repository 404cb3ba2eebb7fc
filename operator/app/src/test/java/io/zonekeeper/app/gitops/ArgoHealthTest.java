package io.zonekeeper.app.gitops;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Argo CD's health checks, run by a real Lua on statuses as the operator writes them. */
class ArgoHealthTest {
    private static final Path EXAMPLE = Path.of("../../examples/12-argocd");
    private static final Path CRDS = Path.of("../../crds");

    /** The dialect of Argo CD's own interpreter is that of 5.1. */
    private static final List<String> INTERPRETERS = List.of("lua5.1", "lua5.4", "lua");

    private static final String ACTIONS = "resource.customizations.actions.";
    private static final String WORKLOAD = "workload.lua";
    private static final String ZONE = "zone.lua";
    private static final String POLICY = "policy.lua";

    static Stream<Arguments> statuses() {
        return Stream.of(
                arguments(
                        WORKLOAD, "{metadata: {generation: 1}}", "Progressing: the operator has not reconciled it yet"),
                arguments(
                        WORKLOAD,
                        "{metadata: {generation: 1}, status: {observedGeneration: -1}}",
                        "Progressing: the operator has not reconciled it yet"),
                arguments(
                        WORKLOAD,
                        workload(2, 1, "Ready True Spread", "Stalled False Accepted"),
                        "Progressing: the operator has not reconciled its last change yet"),
                arguments(
                        WORKLOAD,
                        workload(1, 1, "Reconciling True Progressing", "Stalled False Accepted"),
                        "Progressing: Reconciling/Progressing"),
                arguments(
                        WORKLOAD,
                        workload(1, 1, "Stalled False Accepted"),
                        "Progressing: the operator has not reported yet whether it is ready"),
                arguments(
                        WORKLOAD,
                        workload(3, 3, "Ready True Spread", "Reconciling False Settled", "Stalled False Accepted"),
                        "Healthy: Ready/Spread"),
                arguments(
                        WORKLOAD,
                        workload(3, 3, "Ready True Evacuated", "Reconciling False Settled", "Evacuating True Drained"),
                        "Healthy: Ready/Evacuated"),
                arguments(
                        WORKLOAD,
                        workload(
                                3,
                                3,
                                "Ready True Serving",
                                "Reconciling True RollingOut",
                                "Stalled True RolloutHalted"),
                        "Degraded: Stalled/RolloutHalted"),
                arguments(
                        WORKLOAD,
                        workload(3, 3, "Ready False NotReady", "Reconciling False Settled", "Stalled False NoErrors"),
                        "Degraded: Ready/NotReady"),
                arguments(
                        WORKLOAD,
                        workload(3, 3, "Ready True Serving", "Reconciling True Paused", "Paused True Annotated"),
                        "Suspended: Paused/Annotated"),
                arguments(
                        WORKLOAD,
                        workload(3, 3, "Ready True Serving", "Reconciling True RollingOut", "RolledOut False Paused"),
                        "Suspended: RolledOut/Paused"),
                arguments(ZONE, "{metadata: {generation: 1}}", "Progressing: the operator has not reconciled it yet"),
                arguments(ZONE, zone("", "", "Ready True Known", "Cordoned False Open"), "Healthy: Cordoned/Open"),
                arguments(
                        ZONE,
                        zone("cordon: {reason: x}", "", "Ready True Known", "Cordoned True Manual"),
                        "Healthy: Cordoned/Manual"),
                arguments(
                        ZONE,
                        zone("cordon: {reason: x}", "", "Ready True Known", "Cordoned False LastZone"),
                        "Degraded: Cordoned/LastZone"),
                arguments(
                        ZONE,
                        zone("", "verdict: Unhealthy", "Ready True Known", "Cordoned True Automatic"),
                        "Healthy: Cordoned/Automatic"),
                arguments(ZONE, zone("", "", "Ready False SlotPending"), "Progressing: Ready/SlotPending"),
                arguments(ZONE, zone("", "", "Ready False ZoneIdMismatch"), "Degraded: Ready/ZoneIdMismatch"),
                arguments(
                        ZONE,
                        zone(
                                "drill: {reason: x}",
                                "drill: {phase: Running}",
                                "Ready True Known",
                                "Cordoned True Drill"),
                        "Progressing: the drill is running"),
                arguments(
                        ZONE,
                        zone(
                                "drill: {reason: x}",
                                "drill: {phase: Ended, outcome: Aborted, message: below the floor}",
                                "Ready True Known",
                                "Cordoned False Open"),
                        "Degraded: the drill was aborted: below the floor"),
                arguments(
                        ZONE,
                        zone(
                                "drill: {reason: x}",
                                "drill: {phase: Ended, outcome: Completed}",
                                "Ready True Known",
                                "Cordoned False Open"),
                        "Healthy: Cordoned/Open"),
                arguments(POLICY, "{}", "Progressing: the operator has not reconciled it yet"),
                arguments(POLICY, workload(1, 1, "Ready True InUse", "SignalsTested True Evidence"), "Healthy: "),
                arguments(
                        POLICY,
                        workload(1, 1, "Ready True InUse", "SignalsTested False NoEvidence"),
                        "Healthy: SignalsTested/NoEvidence"),
                arguments(POLICY, workload(1, 1, "Ready False NotUsed"), "Degraded: Ready/NotUsed"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("statuses")
    void health(String script, String object, String expected) throws IOException, InterruptedException {
        JsonNode read = Serialization.unmarshal("---\n" + object, JsonNode.class);
        assertThat(run(Files.readString(EXAMPLE.resolve("health").resolve(script)), read))
                .isEqualTo(expected);
    }

    /** Every kind has a check, and a check is of a kind that exists. */
    @Test
    void everyKindHasACheck() throws IOException {
        List<String> checked = new ArrayList<>();
        List<String> acted = new ArrayList<>();
        JsonNode generator = Serialization.unmarshal(
                        Files.readString(EXAMPLE.resolve("kustomization.yaml")), JsonNode.class)
                .at("/configMapGenerator/0/files");
        for (JsonNode file : generator) {
            String[] parts = file.asText().split("=", 2);
            assertThat(EXAMPLE.resolve(parts[1])).exists();
            (parts[0].startsWith(ACTIONS) ? acted : checked).add(parts[0]);
        }
        List<String> kinds = new ArrayList<>();
        try (Stream<Path> crds = Files.list(CRDS)) {
            for (Path crd :
                    crds.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                JsonNode names = Serialization.unmarshal(Files.readString(crd), JsonNode.class);
                kinds.add("resource.customizations.health.%s_%s"
                        .formatted(
                                names.at("/spec/group").asText(),
                                names.at("/spec/names/kind").asText()));
            }
        }
        assertThat(checked).containsExactlyInAnyOrderElementsOf(kinds);
        assertThat(acted)
                .isNotEmpty()
                .allSatisfy(key -> assertThat(kinds).contains(key.replace(ACTIONS, "resource.customizations.health.")));
    }

    private static String run(String script, JsonNode object) throws IOException, InterruptedException {
        Optional<String> lua = interpreter();
        assumeTrue(lua.isPresent(), ArgoHealthTest::missing);
        Process process =
                new ProcessBuilder(lua.get(), "-").redirectErrorStream(true).start();
        String program =
                "obj = %s\nlocal function health()\n%s\nend\nlocal hs = health()\nio.write(hs.status, ': ', hs.message)\n"
                        .formatted(literal(object), script);
        process.getOutputStream().write(program.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static String literal(JsonNode node) {
        StringBuilder text = new StringBuilder();
        if (node.isObject()) {
            text.append('{');
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                text.append("[\"%s\"] = %s, ".formatted(field.getKey(), literal(field.getValue())));
            }
            return text.append('}').toString();
        }
        if (node.isArray()) {
            text.append('{');
            node.forEach(item -> text.append(literal(item)).append(", "));
            return text.append('}').toString();
        }
        return node.isTextual() ? "\"%s\"".formatted(node.asText()) : node.asText();
    }

    private static Optional<String> interpreter() {
        List<String> folders =
                List.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1));
        return INTERPRETERS.stream()
                .filter(name -> folders.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, name))))
                .findFirst();
    }

    private static String missing() {
        String line = "Lua is not installed: Argo CD's health checks are not run (Debian: apt-get install lua5.1)";
        System.out.println(line);
        return line;
    }

    private static String workload(int generation, int observed, String... conditions) {
        return "{metadata: {generation: %d}, status: {observedGeneration: %d, conditions: [%s]}}"
                .formatted(generation, observed, conditions(conditions));
    }

    private static String zone(String spec, String status, String... conditions) {
        return "{metadata: {generation: 1}, spec: {%s}, status: {observedGeneration: 1, conditions: [%s]%s}}"
                .formatted(spec, conditions(conditions), status.isEmpty() ? "" : ", " + status);
    }

    private static String conditions(String... conditions) {
        return String.join(
                ", ",
                Stream.of(conditions)
                        .map(text -> text.split(" ", -1))
                        .map(words -> "{type: %s, status: '%s', reason: %s, message: %s/%s}"
                                .formatted(words[0], words[1], words[2], words[0], words[2]))
                        .toList());
    }
}
