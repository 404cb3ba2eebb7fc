package io.zonekeeper.app.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.zonekeeper.testing.Manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** The files of examples/. */
final class ExampleFiles {
    static final Path FOLDER = Manifests.projectFile("examples");

    private static final YAMLMapper YAML = new YAMLMapper();

    private ExampleFiles() {}

    /** Returns the folders, by name. */
    static List<Path> folders() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns all YAML files. */
    static List<Path> manifests() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the documents of a file. */
    static List<JsonNode> documents(Path file) {
        try (var parser = YAML.createParser(Files.readString(file))) {
            return YAML.readerFor(JsonNode.class).<JsonNode>readValues(parser).readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
