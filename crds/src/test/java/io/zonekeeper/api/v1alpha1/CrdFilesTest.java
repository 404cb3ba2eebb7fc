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
        assertThat(yamlFilesOf(Path.of(directory)))
                .as("CRD files in crds/%s: run hack/generate and commit what it writes", directory)
                .isEqualTo(CrdFiles.generate());
    }

    @Test
    void theReferencePageTellsOfTheSameFields() throws IOException {
        assertThat(Files.readString(Path.of("../docs/api.md")))
                .as("docs/api.md: run hack/generate and commit what it writes")
                .isEqualTo(ApiReference.of(CrdFiles.generate().values()));
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
