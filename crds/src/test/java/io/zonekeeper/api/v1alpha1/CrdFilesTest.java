package io.zonekeeper.api.v1alpha1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CrdFilesTest {
    @ParameterizedTest
    @ValueSource(strings = {".", "../helm/zonekeeper/files/crds"})
    void checkedInFilesAreWhatTheTypesSay(String directory) throws IOException {
        SortedMap<String, String> checkedIn = yamlFilesOf(Path.of(directory));
        SortedMap<String, String> generated = CrdFiles.generate();
        assertThat(checkedIn.keySet()).isEqualTo(generated.keySet());
        // Not the texts themselves: nobody reads two CRDs in a failure message.
        assertThat(generated.keySet())
                .as("stale files in crds/%s: run hack/generate and commit what it writes", directory)
                .filteredOn(name -> !generated.get(name).equals(checkedIn.get(name)))
                .isEmpty();
    }

    @Test
    void theReferencePageTellsOfTheSameFields() throws IOException {
        assertThat(Files.readString(Path.of("../docs/api.md")))
                .as("docs/api.md: run hack/generate and commit what it writes")
                .isEqualTo(ApiReference.of(CrdFiles.generate().values()));
    }

    @Test
    void theChartsSchemaHasThePolicysFields() throws IOException {
        String schema = Files.readString(Path.of("../helm/zonekeeper/values.schema.json"));
        assertThat(schema)
                .as("helm/zonekeeper/values.schema.json: run hack/generate and commit what it writes")
                .isEqualTo(ValuesSchema.of(schema, CrdFiles.generate().get(CrdFiles.POLICY_FILE)));
    }

    private static SortedMap<String, String> yamlFilesOf(Path directory) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (var found = Files.newDirectoryStream(directory, "*.yaml")) {
            for (Path file : found) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }
}
