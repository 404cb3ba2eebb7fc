package io.zonekeeper.cli;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceSpec;
import io.zonekeeper.cli.cluster.ClusterOptions;
import io.zonekeeper.cli.terminal.Problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

/**
 * The services and zones of a file; objects of other kinds are passed over.
 *
 * @param services the ZonedServices, in the order of the file
 * @param zones the Zones
 */
record PlanFile(List<ZonedService> services, List<Zone> zones) {

    static PlanFile read(Path file) {
        ObjectMapper mapper = new ObjectMapper(new YAMLFactory());
        List<ZonedService> services = new ArrayList<>();
        List<Zone> zones = new ArrayList<>();
        try (MappingIterator<JsonNode> documents = mapper.readerFor(JsonNode.class)
                .readValues(file.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(file))) {
            while (documents.hasNextValue()) {
                JsonNode document = documents.nextValue();
                switch (document.path("kind").asText()) {
                    case "ZonedService" -> services.add(service(mapper, document, file));
                    case "Zone" -> zones.add(mapper.treeToValue(document, Zone.class));
                    default -> {}
                }
            }
        } catch (JsonMappingException e) {
            throw Problem.input("%s: %s: %s".formatted(file, where(e), e.getOriginalMessage()));
        } catch (JsonProcessingException e) {
            throw Problem.input("%s is not valid YAML: %s".formatted(file, e.getOriginalMessage()));
        } catch (IOException e) {
            throw Problem.input("cannot read " + file);
        }
        if (services.isEmpty()) {
            throw Problem.input(file + " contains no ZonedService");
        }
        return new PlanFile(services, zones);
    }

    private static ZonedService service(ObjectMapper mapper, JsonNode document, Path file)
            throws JsonProcessingException {
        String name = document.path("metadata").path("name").asText("");
        if (name.isEmpty() || !document.path("spec").isObject()) {
            throw Problem.input(file + ": a ZonedService needs metadata.name and spec");
        }
        refuseUnknown(document.path("spec"), ZonedServiceSpec.class, "%s: %s: spec".formatted(file, name));
        return mapper.treeToValue(document, ZonedService.class);
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
