package io.zonekeeper.manifests.stacks;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.kube.objects.Labels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * A user's template with the name that identifies it: a hash of what they wrote, so that neither another operator
 * version nor what differs from zone to zone looks like a change. Labels and annotations of all children are part of
 * it, for pods carry them: a change of these goes through the zones as any other.
 *
 * <p>Each stack carries the name of the template it was last given in an annotation of its own (not of its pods, which
 * nothing is to restart), and beside it the template as written. So a zone whose turn has not come is kept as it was,
 * foreign changes put back, by whoever leads next; template and pods are told in one write, and nothing has to be
 * collected later. A template too long for an annotation is stored in a ControllerRevision first
 * ({@code TemplateRevisions}).
 *
 * @param revision its name
 * @param text it, as JSON with sorted keys
 * @param tree it
 */
public record PodTemplate(String revision, String text, JsonNode tree) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REVISION_BYTES = 5;

    /**
     * Bytes of the longest template in an annotation. All annotations of an object have 262,144 between them, and those
     * of a user may be as long as a template.
     */
    private static final int LONGEST_ANNOTATION = 100_000;

    /** Returns the template that a service has now, with the request for a restart in it. */
    public static PodTemplate of(ZonedService service) {
        JsonNode written = Optional.ofNullable(service.getSpec().template())
                .filter(JsonNode::isObject)
                .orElseGet(JsonNodeFactory.instance::objectNode);
        ObjectNode template = written.deepCopy();
        addMissing(template, "labels", Manifests.labels(service.getSpec().commonMetadata()));
        addMissing(
                template, "annotations", Manifests.annotations(service.getSpec().commonMetadata()));
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
     * @param stored the template of a revision that was too long for the stack's annotation
     */
    public static Optional<PodTemplate> of(
            HasMetadata stack, PodTemplate wanted, Function<String, Optional<PodTemplate>> stored) {
        Map<String, String> annotations = stack.getMetadata().getAnnotations();
        String revision = annotations == null ? null : annotations.get(Labels.REVISION);
        if (revision == null) {
            return Optional.empty();
        }
        String text = annotations.get(Labels.TEMPLATE);
        if (revision.equals(wanted.revision()) && (text == null || text.equals(wanted.text()))) {
            return Optional.of(wanted);
        }
        if (text == null) {
            return stored.apply(revision).filter(found -> found.revision().equals(revision));
        }
        try {
            return Optional.of(of(JSON.readTree(text)))
                    .filter(found -> found.revision().equals(revision));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Returns whether an annotation can hold it. */
    public boolean fitsAnnotation() {
        return text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_ANNOTATION;
    }

    private static void addMissing(ObjectNode template, String field, Map<String, String> common) {
        if (common.isEmpty()) {
            return;
        }
        ObjectNode theirs = template.withObjectProperty("metadata").withObjectProperty(field);
        common.forEach((key, value) -> {
            if (!theirs.has(key)) {
                theirs.put(key, value);
            }
        });
    }

    /** Returns the template that a tree is, with the name that identifies it. */
    public static PodTemplate of(JsonNode tree) {
        String text = sorted(tree).toString();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return new PodTemplate(HexFormat.of().formatHex(hash, 0, REVISION_BYTES), text, tree);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
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
