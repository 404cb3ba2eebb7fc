package io.zonekeeper.app.examples;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What all examples have. */
class ExampleFilesTest {
    @Test
    void eachIsInTheIndex() {
        String index = ExampleFiles.text(ExampleFiles.FOLDER.resolve("README.md"));
        assertThat(ExampleFiles.folders())
                .hasSizeGreaterThan(20)
                .allSatisfy(folder -> assertThat(index).contains("[%1$s](%1$s)".formatted(folder.getFileName())));
    }

    @Test
    void eachSaysWhatItIsFor() {
        assertThat(ExampleFiles.folders())
                .allSatisfy(folder -> assertThat(ExampleFiles.manifests())
                        .filteredOn(file -> file.startsWith(folder))
                        .anySatisfy(file -> assertThat(ExampleFiles.text(file)).startsWith("# ")));
    }

    /** Whoever applies one outside our tests can pull its images. */
    @Test
    void imagesArePublic() {
        assertThat(ExampleFiles.manifests())
                .allSatisfy(file -> images(file)
                        .forEach(image -> assertThat(image)
                                .as("%s", file)
                                .matches("(ghcr\\.io/|registry\\.k8s\\.io/|valkey/)?[a-z0-9/-]+:v?[0-9.]+")));
    }

    private static java.util.List<String> images(Path file) {
        return ExampleFiles.documents(file).stream()
                .flatMap(document -> document.findValues("image").stream())
                .map(image -> image.asText())
                .toList();
    }
}
