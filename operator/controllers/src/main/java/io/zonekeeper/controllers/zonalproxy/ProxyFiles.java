package io.zonekeeper.controllers.zonalproxy;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.zonekeeper.api.v1alpha1.ZonalProxySpec;
import io.zonekeeper.core.proxy.ConfigurationShape;
import io.zonekeeper.core.proxy.ProxyPlan;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;

/**
 * The ConfigMap with one file for each zone.
 *
 * <p>One object, so that a zone is evacuated for all proxies by one write, and a zone that comes later changes no pod;
 * a pod still reads its own zone's file only, and its supervisor takes none that the binary refuses. With the files go
 * the spec that they were made of and the name of its shape: the last good ones, should a later spec be refused.
 */
record ProxyFiles(String shape, ZonalProxySpec spec, SortedMap<String, String> files, String evacuated) {
    /** What the API server takes at most, less a little for the rest of the object. */
    static final int MOST_BYTES = 1_000_000;

    private static final String SHAPE = "zonekeeper.io/proxy-shape";
    private static final String SPEC = "zonekeeper.io/proxy-spec";
    private static final String EVACUATED = "zonekeeper.io/proxy-evacuated";
    /** Writes parts of a spec without the fields that nobody set. */
    static final ObjectMapper JSON = new ObjectMapper().setDefaultPropertyInclusion(Include.NON_NULL);

    /** Returns the ConfigMap's name. */
    static String name(String proxy) {
        return proxy + "-proxy-files";
    }

    /** Returns the files of a plan. */
    static ProxyFiles of(String shape, ZonalProxySpec spec, ProxyPlan plan) {
        SortedMap<String, String> files = new TreeMap<>();
        plan.models()
                .forEach((zone, model) -> files.put(
                        zone + "." + model.settings().engine().extension(),
                        model.settings().engine().render(model)));
        return new ProxyFiles(shape, spec, files, String.join(",", plan.evacuated()));
    }

    /** Returns what was given last; empty where nothing was, or where someone made it unreadable. */
    static Optional<ProxyFiles> read(ConfigMap map) {
        Map<String, String> annotations = map.getMetadata().getAnnotations();
        if (annotations == null || annotations.get(SHAPE) == null || annotations.get(SPEC) == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProxyFiles(
                    annotations.get(SHAPE),
                    JSON.readValue(annotations.get(SPEC), ZonalProxySpec.class),
                    new TreeMap<>(Optional.ofNullable(map.getData()).orElse(Map.of())),
                    annotations.getOrDefault(EVACUATED, "")));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Returns what identifies the files. */
    String revision() {
        return ConfigurationShape.hash(files.toString());
    }

    int bytes() {
        return files.values().stream().mapToInt(String::length).sum();
    }

    ObjectNode render(Owner owner) {
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        map.put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode metadata = ProxyChild.metadata(owner, name(owner.name()));
        try {
            metadata.putObject("annotations")
                    .put(SHAPE, shape)
                    .put(SPEC, JSON.writeValueAsString(spec))
                    .put(EVACUATED, evacuated);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a spec that was read can be written", e);
        }
        map.set("metadata", metadata);
        ObjectNode data = map.putObject("data");
        files.forEach(data::put);
        return map;
    }
}
