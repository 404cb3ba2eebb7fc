package io.zonekeeper.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.ZonedCluster;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/** What {@code ManifestGoldenTest} compares is what a real API server accepts. */
@ZonedCluster
@DisabledIfEnvironmentVariable(
        named = "ZONEKEEPER_KUBERNETES",
        matches = ".+",
        disabledReason = "golden objects are those for the pinned version: older servers do not know PreferSameZone")
class GoldenObjectsIT {
    private static final Path CASES = Path.of("../manifests/src/test/golden");

    @Test
    void theApiServerAcceptsEveryGoldenObject(Kubectl kubectl) throws IOException {
        List<Path> outs;
        try (Stream<Path> found = Files.list(CASES)) {
            outs = found.map(folder -> folder.resolve("out")).sorted().toList();
        }
        for (Path out : outs) {
            try (Stream<Path> files = Files.list(out)) {
                for (Path file : files.sorted().toList()) {
                    String object = Files.readString(file).replaceFirst("  namespace: \"default\"\n", "");
                    kubectl.runReading(
                            object, "apply", "--server-side", "--dry-run=server", "--validate=ignore", "-f", "-");
                }
            }
        }
    }
}
