package io.zonekeeper.app.service;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.app.kubernetes.Labels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * A person's template with the name that stands for it: a hash of what they wrote, so that neither another operator
 * version nor what differs from zone to zone looks like a change.
 *
 * <p>Each stack carries the template it was last given, as written, in an annotation of its own (not of its pods, which
 * nothing is to restart). So a zone whose turn has not come is kept as it was, foreign changes put back, by whoever
 * leads next; template and pods are told in one write, and nothing has to be collected later. ControllerRevisions, the
 * usual place, would be a second write that can be lost between the two, another cache, and another permission.
 *
 * @param revision its name
 * @param text it, as JSON with sorted keys
 * @param tree it
 */
record PodTemplate(String revision, String text, JsonNode tree) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REVISION_BYTES = 5;

    /** Returns the template that a service has now, with the wish for a restart in it. */
    static PodTemplate of(ZonedService service) {
        JsonNode written = Optional.ofNullable(service.getSpec().template())
                .filter(JsonNode::isObject)
                .orElseGet(JsonNodeFactory.instance::objectNode);
        ObjectNode template = written.deepCopy();
        Optional.ofNullable(service.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(Labels.RESTARTED_AT))
                .ifPresent(time -> template.withObjectProperty("metadata")
                        .withObjectProperty("annotations")
                        .put(Labels.POD_RESTARTED_AT, time));
        return of(template);
    }

    /**
     * Returns the template that a stack was last given; empty where it does not say, or says what cannot be.
     *
     * @param wanted the template that its service has now: nearly always the same, and then not read again
     */
    static Optional<PodTemplate> of(HasMetadata stack, PodTemplate wanted) {
        Map<String, String> annotations = stack.getMetadata().getAnnotations();
        if (annotations == null || annotations.get(Labels.TEMPLATE) == null) {
            return Optional.empty();
        }
        if (wanted.text().equals(annotations.get(Labels.TEMPLATE))
                && wanted.revision().equals(annotations.get(Labels.REVISION))) {
            return Optional.of(wanted);
        }
        try {
            PodTemplate template = of(JSON.readTree(annotations.get(Labels.TEMPLATE)));
            return Optional.of(template).filter(found -> found.revision().equals(annotations.get(Labels.REVISION)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static PodTemplate of(JsonNode tree) {
        String text = sorted(tree).toString();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return new PodTemplate(HexFormat.of().formatHex(hash, 0, REVISION_BYTES), text, tree);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            ObjectNode sorted = JsonNodeFactory.instance.objectNode();
            Map<String, JsonNode> fields = new TreeMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            sorted.setAll(fields);
            return sorted;
        }
        if (node.isArray()) {
            var list = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> list.add(sorted(item)));
            return list;
        }
        return node;
    }
}
