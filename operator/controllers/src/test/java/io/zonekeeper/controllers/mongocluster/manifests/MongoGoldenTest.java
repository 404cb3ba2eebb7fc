package io.zonekeeper.controllers.mongocluster.manifests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneIdentity;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Renders {@code src/test/golden-mongo/CASE/in/cluster.yaml} and compares with {@code out/}, file by file; a file that
 * nothing renders fails too. Run with {@code -Dgolden.update=true} to write what is rendered, and read the difference.
 */
class MongoGoldenTest {
    private static final Path CASES = Path.of("src/test/golden-mongo");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

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
        MongoCluster cluster = YAML.unmarshal(Files.readString(folder.resolve("in/cluster.yaml")), MongoCluster.class);
        cluster.getMetadata().setNamespace("default");
        cluster.getMetadata().setUid("00000000-0000-0000-0000-000000000001");
        SortedMap<String, String> rendered = render(cluster);
        Path out = folder.resolve("out");
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(out);
            for (var file : rendered.entrySet()) {
                Files.writeString(out.resolve(file.getKey()), file.getValue());
            }
        }
        SortedMap<String, String> expected = new TreeMap<>();
        try (var found = Files.newDirectoryStream(out)) {
            for (Path file : found) {
                expected.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertThat(rendered).isEqualTo(expected);
    }

    private static SortedMap<String, String> render(MongoCluster cluster) {
        List<KnownZone> zones = cluster.getSpec().configServers().zones().stream()
                .map(zone -> new KnownZone(ZoneIdentity.named(zone), zone, true, OptionalInt.empty()))
                .toList();
        ClusterView view = ClusterView.of(cluster, zones);
        MemberManifest members = view.memberManifest();
        RouterManifest routers = view.routerManifest();
        SortedMap<String, String> files = new TreeMap<>();
        // One zone shows what differs between sets; the zones differ by their names.
        for (ClusterView.Place place : view.places()) {
            if (place.zone().equals(zones.getFirst())) {
                add(files, members.service(place.set(), place.zone()));
                add(files, members.statefulSet(place.set(), place.zone(), members.template(place.set(), place.zone())));
            }
        }
        view.setNames()
                .forEach(set -> add(
                        files,
                        MongoManifests.budget(
                                view.owner(),
                                view.names().set(set),
                                MemberManifest.pods(view.owner().name(), set),
                                true)));
        add(files, routers.service(routers.template(), true));
        add(files, routers.budget(false));
        return files;
    }

    private static void add(SortedMap<String, String> files, JsonNode object) {
        String name = object.path("kind").asText().toLowerCase(Locale.ROOT) + "-"
                + object.path("metadata").path("name").asText();
        files.put(name + ".yaml", YAML.asYaml(object));
    }
}
