package io.zonekeeper.cli.listing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.zonekeeper.cli.terminal.Problem;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

/** Objects that kubectl wrote to a file as JSON or YAML: one List, or several documents. Read one by one. */
public final class DumpFile {
    private static final int HEAD_BYTES = 512;
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "Node", Node.class,
            "Pod", Pod.class,
            "ReplicaSet", ReplicaSet.class,
            "Deployment", Deployment.class,
            "StatefulSet", StatefulSet.class,
            "DaemonSet", DaemonSet.class,
            "Service", Service.class,
            "PodDisruptionBudget", PodDisruptionBudget.class,
            "PersistentVolumeClaim", PersistentVolumeClaim.class,
            "PersistentVolume", PersistentVolume.class);

    private final SnapshotBuilder builder = new SnapshotBuilder();
    private ObjectMapper mapper = new ObjectMapper();

    private DumpFile() {}

    /** Reads a file, or standard input for {@code -}. */
    public static SnapshotBuilder read(Path file) {
        DumpFile dump = new DumpFile();
        try (InputStream in =
                new BufferedInputStream(file.toString().equals("-") ? System.in : Files.newInputStream(file))) {
            dump.read(in);
        } catch (JsonProcessingException e) {
            throw Problem.input("%s: %s".formatted(file, e.getOriginalMessage()));
        } catch (IOException e) {
            throw Problem.input("cannot read " + file);
        }
        if (!dump.builder.hasNodes()) {
            throw Problem.input(
                    "%s contains no Node: without nodes there are no zones; `audit --help` shows how to write such a file"
                            .formatted(file));
        }
        return dump.builder;
    }

    private void read(InputStream in) throws IOException {
        in.mark(HEAD_BYTES);
        String begin = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
        in.reset();
        mapper = begin.strip().startsWith("{") ? new ObjectMapper() : new ObjectMapper(new YAMLFactory());
        try (JsonParser parser = mapper.createParser(in)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.START_OBJECT) {
                    document(parser);
                }
            }
        }
    }

    /** Reads the items of a list one by one, for a whole cluster as a tree would take all of the memory. */
    private void document(JsonParser parser) throws IOException {
        ObjectNode rest = mapper.createObjectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            if (parser.nextToken() == JsonToken.START_ARRAY && field.equals("items")) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    add(mapper.readTree(parser));
                }
            } else {
                rest.set(field, mapper.readTree(parser));
            }
        }
        add(rest);
    }

    private void add(JsonNode object) throws JsonProcessingException {
        Class<? extends HasMetadata> kind = KINDS.get(object.path("kind").asText());
        if (kind != null && object.path("metadata").hasNonNull("name")) {
            builder.add(mapper.treeToValue(object, kind));
        }
    }
}
