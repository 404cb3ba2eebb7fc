package io.zonekeeper.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Objects without what can hold a Secret, whoever wrote it there.
 *
 * <ol>
 *   <li>A pod's spec, wherever it is (it is what has {@code containers}), and its containers keep known fields only: a
 *       field that Kubernetes adds one day is left out until it is known.
 *   <li>Environment variables keep their names, volumes and mounts their names and kinds; command lines nothing.
 *   <li>Annotations keep their names, and their values where Zonekeeper writes them and they are short.
 *   <li>What containers wrote as they ended is left out, as are the values of headers and everything under data.
 *   <li>Every text that remains passes {@link SecretText}.
 * </ol>
 */
final class Pruning {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> POD_FIELDS = Set.of(
            "affinity",
            "dnsPolicy",
            "hostNetwork",
            "nodeName",
            "nodeSelector",
            "overhead",
            "preemptionPolicy",
            "priority",
            "priorityClassName",
            "readinessGates",
            "resources",
            "restartPolicy",
            "runtimeClassName",
            "schedulerName",
            "schedulingGates",
            "serviceAccountName",
            "terminationGracePeriodSeconds",
            "tolerations",
            "topologySpreadConstraints");

    private static final Set<String> CONTAINERS = Set.of("containers", "initContainers", "ephemeralContainers");

    private static final Set<String> CONTAINER_FIELDS = Set.of(
            "image",
            "imagePullPolicy",
            "livenessProbe",
            "name",
            "ports",
            "readinessProbe",
            "resizePolicy",
            "resources",
            "restartPolicy",
            "startupProbe");

    /** Annotations whose values say what Zonekeeper was asked for, or did. */
    private static final Set<String> ANNOTATIONS = Set.of(
            "deployment.kubernetes.io/revision",
            "kubectl.kubernetes.io/restartedAt",
            "zonekeeper.io/adopt",
            "zonekeeper.io/cordoned",
            "zonekeeper.io/disruption-paused",
            "zonekeeper.io/evacuate",
            "zonekeeper.io/evacuated",
            "zonekeeper.io/excluded-slots",
            "zonekeeper.io/failback",
            "zonekeeper.io/migrated-from",
            "zonekeeper.io/migrated-replicas",
            "zonekeeper.io/paused",
            "zonekeeper.io/proxy-evacuated",
            "zonekeeper.io/restartedAt",
            "zonekeeper.io/revision");

    private static final int ANNOTATION_LENGTH = 200;

    private static final Set<String> EVERYTHING_UNDER = Set.of("data", "stringData", "binaryData", "volumeAttributes");
    private static final Set<String> HEADERS = Set.of("httpHeaders", "headers");

    private final SecretText text;
    private final Map<String, Integer> leftOut = new TreeMap<>();

    Pruning(SecretText text) {
        this.text = text;
    }

    /** Returns what was left out so far, and how often. */
    Map<String, Integer> leftOut() {
        return new TreeMap<>(leftOut);
    }

    /** Returns a pruned copy of an object. */
    JsonNode prune(JsonNode object) {
        return value("", object);
    }

    private JsonNode value(String key, JsonNode node) {
        return switch (node) {
            case ObjectNode object -> object(key, object);
            case ArrayNode array -> {
                ArrayNode copy = JSON.createArrayNode();
                array.forEach(each -> copy.add(value(key, each)));
                yield copy;
            }
            case TextNode string -> TextNode.valueOf(text.clean(string.asText()));
            default -> node;
        };
    }

    private JsonNode object(String key, ObjectNode object) {
        if (object.path("containers").isArray()) {
            return pod(object);
        }
        ObjectNode copy = JSON.createObjectNode();
        object.properties().forEach(field -> copy.set(field.getKey(), field(key, field.getKey(), field.getValue())));
        return copy;
    }

    private JsonNode field(String parent, String name, JsonNode value) {
        if (name.equals("annotations") && value.isObject()) {
            return annotations((ObjectNode) value);
        }
        if (name.equals("managedFields")) {
            return managers(value);
        }
        if (EVERYTHING_UNDER.contains(name) && value.isObject()) {
            return emptied(name, (ObjectNode) value);
        }
        if (HEADERS.contains(name)) {
            return value.isObject() ? emptied(name, (ObjectNode) value) : names(value, "values of headers");
        }
        if (name.equals("path") && value.asText().contains("?")) {
            count("queries of paths", value);
            return TextNode.valueOf(value.asText().replaceAll("\\?.*", "?" + SecretText.LEFT_OUT));
        }
        boolean said = name.equals("message") && (parent.equals("terminated") || parent.equals("waiting"));
        if (said || name.equals("exec") || name.equals("command") || name.equals("args") || name.equals("env")) {
            return name.equals("env") ? names(value, "values of environment variables") : gone(name, value);
        }
        return value(name, value);
    }

    private JsonNode gone(String name, JsonNode value) {
        count(name.equals("message") ? "messages of ended containers" : "command lines", value);
        return TextNode.valueOf(SecretText.LEFT_OUT);
    }

    private JsonNode pod(ObjectNode spec) {
        ObjectNode copy = JSON.createObjectNode();
        spec.properties().forEach(field -> {
            if (CONTAINERS.contains(field.getKey())) {
                ArrayNode containers = copy.putArray(field.getKey());
                field.getValue().forEach(container -> containers.add(container(container)));
            } else if (field.getKey().equals("volumes")) {
                ArrayNode volumes = copy.putArray("volumes");
                field.getValue().forEach(volume -> volumes.add(volume(volume)));
            } else if (POD_FIELDS.contains(field.getKey())) {
                copy.set(field.getKey(), value(field.getKey(), field.getValue()));
            } else {
                count("fields of pods that do not concern zones", field.getValue());
            }
        });
        return copy;
    }

    private JsonNode container(JsonNode container) {
        ObjectNode copy = JSON.createObjectNode();
        container.properties().forEach(field -> {
            switch (field.getKey()) {
                case "env" -> copy.set("env", names(field.getValue(), "values of environment variables"));
                case "command", "args" -> copy.set(field.getKey(), gone(field.getKey(), field.getValue()));
                default -> {
                    if (CONTAINER_FIELDS.contains(field.getKey())) {
                        copy.set(field.getKey(), value(field.getKey(), field.getValue()));
                    } else {
                        count("fields of containers that do not concern zones", field.getValue());
                    }
                }
            }
        });
        return copy;
    }

    /** The name of a volume, its kind, and the claim, which decides on its zone. */
    private static JsonNode volume(JsonNode volume) {
        ObjectNode copy = JSON.createObjectNode();
        volume.properties().forEach(field -> {
            if (field.getKey().equals("name")) {
                copy.set("name", field.getValue());
            } else {
                ObjectNode kind = copy.putObject(field.getKey());
                JsonNode claim = field.getValue().path("claimName");
                if (claim.isTextual()) {
                    kind.set("claimName", claim);
                }
            }
        });
        return copy;
    }

    private JsonNode names(JsonNode list, String what) {
        ArrayNode names = JSON.createArrayNode();
        List<JsonNode> entries = new ArrayList<>();
        list.forEach(entries::add);
        for (JsonNode entry : entries) {
            count(what, entry);
            names.addObject().put("name", entry.path("name").asText()).put("value", SecretText.LEFT_OUT);
        }
        return names;
    }

    private JsonNode annotations(ObjectNode annotations) {
        ObjectNode copy = JSON.createObjectNode();
        annotations.properties().forEach(each -> {
            String value = each.getValue().asText();
            boolean kept = ANNOTATIONS.contains(each.getKey()) && value.length() <= ANNOTATION_LENGTH;
            if (!kept) {
                count("values of annotations", each.getValue());
            }
            copy.put(each.getKey(), kept ? text.clean(value) : SecretText.LEFT_OUT);
        });
        return copy;
    }

    private ObjectNode emptied(String name, ObjectNode value) {
        ObjectNode copy = JSON.createObjectNode();
        value.fieldNames().forEachRemaining(key -> {
            count("values under " + name, value);
            copy.put(key, SecretText.LEFT_OUT);
        });
        return copy;
    }

    /** Who wrote an object, and when; not which fields. */
    private static JsonNode managers(JsonNode managedFields) {
        ArrayNode managers = JSON.createArrayNode();
        managedFields.forEach(entry -> {
            ObjectNode copy = managers.addObject();
            for (String field : List.of("manager", "operation", "subresource", "time")) {
                if (entry.hasNonNull(field)) {
                    copy.set(field, entry.get(field));
                }
            }
        });
        return managers;
    }

    private void count(String what, JsonNode value) {
        if (!value.isNull()) {
            leftOut.merge(what, 1, Integer::sum);
        }
    }
}
