package io.zonekeeper.cli;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.zonekeeper.cli.cluster.ClusterOptions;
import io.zonekeeper.cli.terminal.Problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

/**
 * A file of manifests.
 *
 * @param path where it is; {@code -} for standard input
 * @param documents its documents, in their order
 */
record ManifestFile(Path path, List<JsonNode> documents) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    static ManifestFile read(Path path) {
        try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class)
                .readValues(path.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(path))) {
            return new ManifestFile(path, documents.readAll());
        } catch (JsonProcessingException e) {
            throw Problem.input("%s is not valid YAML: %s".formatted(path, e.getOriginalMessage()));
        } catch (IOException e) {
            throw Problem.input("cannot read " + path);
        }
    }

    /** Returns the documents of a kind. */
    List<JsonNode> of(String kind) {
        return documents.stream()
                .filter(document -> document.path("kind").asText().equals(kind))
                .toList();
    }

    /** Returns a document as an object. */
    <T> T decode(JsonNode document, Class<T> type) {
        try {
            return YAML.treeToValue(document, type);
        } catch (JsonMappingException e) {
            throw Problem.input("%s: %s: %s".formatted(path, where(e), e.getOriginalMessage()));
        } catch (JsonProcessingException e) {
            throw Problem.input("%s: %s".formatted(path, e.getOriginalMessage()));
        }
    }

    /** The API server would prune such a field with a warning; a plan without it would be another one. */
    static void refuseUnknown(JsonNode written, Type type, String path) {
        if (type instanceof ParameterizedType list && list.getRawType().equals(List.class)) {
            for (int i = 0; i < written.size(); i++) {
                refuseUnknown(written.get(i), list.getActualTypeArguments()[0], "%s[%d]".formatted(path, i));
            }
        } else if (type instanceof Class<?> known && known.isRecord() && written.isObject()) {
            RecordComponent[] fields = known.getRecordComponents();
            List<String> names =
                    Arrays.stream(fields).map(RecordComponent::getName).toList();
            written.properties().forEach(entry -> {
                int index = names.indexOf(entry.getKey());
                if (index < 0) {
                    throw Problem.input("%s has no field \"%s\".%s Its fields: %s"
                            .formatted(
                                    path,
                                    entry.getKey(),
                                    ClusterOptions.Spelling.hint(entry.getKey(), names),
                                    ClusterOptions.Spelling.list(names)));
                }
                refuseUnknown(entry.getValue(), fields[index].getGenericType(), path + "." + entry.getKey());
            });
        }
    }

    private static String where(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference reference : e.getPath()) {
            path.append(
                    reference.getFieldName() == null
                            ? "[" + reference.getIndex() + "]"
                            : (path.isEmpty() ? "" : ".") + reference.getFieldName());
        }
        return path.isEmpty() ? "object" : path.toString();
    }
}
