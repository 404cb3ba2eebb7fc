package io.zonekeeper.manifests.stacks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.ServicePlanner;
import io.zonekeeper.core.service.StackFact;
import io.zonekeeper.core.service.StackPlan;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.core.zone.ZoneIdentity;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Renders {@code src/test/golden/CASE/in/service.yaml} for three zones and compares with {@code out/}, file by file; a
 * file that nothing renders fails too. Zones that its status calls Replacing are to be left. Run with
 * {@code -Dgolden.update=true} to write what is rendered, and read the difference.
 */
class ManifestGoldenTest {
    private static final Path CASES = Path.of("src/test/golden");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final int SLOTS = 8;

    @TestFactory
    Stream<DynamicTest> rendersAsWritten() throws IOException {
        List<Path> cases;
        try (Stream<Path> found = Files.list(CASES)) {
            cases = found.sorted().toList();
        }
        assertThat(cases).isNotEmpty();
        return cases.stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
    }

    private static void check(Path folder) throws IOException {
        SortedMap<String, String> rendered =
                render(YAML.unmarshal(Files.readString(folder.resolve("in/service.yaml")), ZonedService.class));
        Path out = folder.resolve("out");
        if (Boolean.getBoolean("golden.update")) {
            write(out, rendered);
        }
        assertThat(rendered).isEqualTo(read(out));
    }

    private static SortedMap<String, String> render(ZonedService service) {
        service.getMetadata().setNamespace("default");
        service.getMetadata().setUid("00000000-0000-0000-0000-000000000001");
        Map<String, StackMemory> memory = EvacuationFacts.memory(service);
        Map<String, StackDecision> decisions = new TreeMap<>();
        List<StackFact> running = new ArrayList<>();
        memory.forEach((zone, stack) -> {
            int pods = stack.home().orElse(0);
            running.add(new StackFact(zone, pods, pods, pods, pods, true, Optional.empty()));
            if (stack.state() == StackState.REPLACING) {
                decisions.put(
                        zone, new StackDecision.Leave(StackDecision.Cause.AUTOMATIC, "dark", true, Optional.empty()));
            }
        });
        ServicePlan plan = ServicePlanner.plan(
                ServiceFacts.observe(service, zones(), running, decisions, memory, Map.of())
                        .with(Integer.MAX_VALUE),
                Instant.parse("2026-11-23T12:00:00Z"));
        Owner owner = Owner.of(service);
        var stacks = new StackManifest(owner, service.getSpec(), SLOTS);
        var services = new ServiceManifest(owner, service.getSpec(), true);
        boolean stateful = ServiceFacts.stateful(service.getSpec());

        SortedMap<String, String> files = new TreeMap<>();
        if (service.getSpec().service() != null) {
            add(files, services.overAllZones(Manifests.serving(owner.name(), plan)));
        }
        for (StackPlan stack : plan.stacks()) {
            add(
                    files,
                    stacks.render(stack.zone(), stack.zone().slot(), stack.replicas(), PodTemplate.of(service), false));
            if (stateful || service.getSpec().service() != null) {
                add(files, services.ofZone(stack.zone(), stateful));
            }
        }
        return files;
    }

    private static void add(SortedMap<String, String> files, JsonNode object) {
        String name = object.path("kind").asText().toLowerCase(java.util.Locale.ROOT) + "-"
                + object.path("metadata").path("name").asText();
        files.put(name + ".yaml", YAML.asYaml(object));
    }

    private static ZoneCatalog zones() {
        List<String> names = List.of("us-east-1a", "us-east-1b", "us-east-1c");
        List<String> ids = List.of("use1-az1", "use1-az2", "use1-az4");
        return ZoneCatalog.of(IntStream.range(0, names.size())
                .mapToObj(slot -> new KnownZone(
                        new ZoneIdentity(names.get(slot), ids.get(slot), "us-east-1"),
                        names.get(slot),
                        true,
                        OptionalInt.of(slot)))
                .toList());
    }

    private static SortedMap<String, String> read(Path out) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (var found = Files.newDirectoryStream(out)) {
            for (Path file : found) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }

    private static void write(Path out, SortedMap<String, String> rendered) throws IOException {
        Files.createDirectories(out);
        try (var stale = Files.newDirectoryStream(out)) {
            for (Path file : stale) {
                Files.delete(file);
            }
        }
        for (var file : rendered.entrySet()) {
            Files.writeString(out.resolve(file.getKey()), file.getValue());
        }
    }
}
