package io.zonekeeper.app.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;

/**
 * Finds where an object is not as we want it.
 *
 * <ol>
 *   <li>Only fields that we set count; what others or the API server added stays.
 *   <li>An empty value that we set and the server left out is the same.
 *   <li>Items of the lists that Kubernetes merges by key are found by that key, be they among others' items; other
 *       lists must be equal item by item.
 *   <li>Amounts under {@code requests}, {@code limits} and the like are compared as amounts: {@code 1000m} is
 *       {@code 1}.
 * </ol>
 *
 * <p>Invariant: an object that the server stored as we sent it has no difference, so that a second reconcile writes
 * nothing.
 */
final class FieldDiff {
    /** Keys of lists by the name of the list, from the {@code listMapKeys} of the Kubernetes types. */
    private static final Map<String, List<String>> LIST_KEYS = Map.ofEntries(
            Map.entry("containers", List.of("name")),
            Map.entry("initContainers", List.of("name")),
            Map.entry("ephemeralContainers", List.of("name")),
            Map.entry("volumes", List.of("name")),
            Map.entry("imagePullSecrets", List.of("name")),
            Map.entry("env", List.of("name")),
            Map.entry("volumeMounts", List.of("mountPath")),
            Map.entry("volumeDevices", List.of("devicePath")),
            Map.entry("ownerReferences", List.of("uid")),
            Map.entry("hostAliases", List.of("ip")),
            Map.entry("ports", List.of("containerPort", "port", "protocol")),
            Map.entry("topologySpreadConstraints", List.of("topologyKey", "whenUnsatisfiable")));

    private static final Map<String, String> KEY_DEFAULTS = Map.of("protocol", "TCP");

    private static final Set<String> AMOUNTS =
            Set.of("limits", "requests", "capacity", "overhead", "sizeLimit", "divisor");

    /** Lists to which the API server adds what the cluster has: the second IP family of a dual-stack Service. */
    private static final Set<String> SERVER_EXTENDS = Set.of("ipFamilies", "clusterIPs");

    private final List<String> paths = new ArrayList<>();

    private FieldDiff() {}

    /**
     * Returns the paths of the fields that differ, as {@code spec.template.spec.containers[0].image}; empty when all is
     * as desired.
     */
    static List<String> between(JsonNode desired, JsonNode actual) {
        FieldDiff diff = new FieldDiff();
        diff.compare(desired, actual, "", false, "");
        return diff.paths;
    }

    private void compare(JsonNode desired, JsonNode actual, String path, boolean amount, String field) {
        if (isAbsent(actual)) {
            if (!isEmpty(desired)) {
                paths.add(path);
            }
        } else if (desired.isObject() && actual.isObject()) {
            for (Map.Entry<String, JsonNode> entry : desired.properties()) {
                String name = entry.getKey();
                compare(
                        entry.getValue(),
                        actual.path(name),
                        path.isEmpty() ? name : path + "." + name,
                        amount || AMOUNTS.contains(name),
                        name);
            }
        } else if (desired.isArray() && actual.isArray()) {
            compareLists(desired, actual, path, amount, field);
        } else if (!sameValue(desired, actual, amount)) {
            paths.add(path);
        }
    }

    private void compareLists(JsonNode desired, JsonNode actual, String path, boolean amount, String field) {
        List<String> keys = LIST_KEYS.get(field);
        boolean keyed = keys != null && desired.path(0).isObject();
        boolean extended = SERVER_EXTENDS.contains(field) && actual.size() > desired.size();
        if (!keyed && !extended && desired.size() != actual.size()) {
            paths.add(path);
            return;
        }
        for (int i = 0; i < desired.size(); i++) {
            JsonNode item = desired.get(i);
            JsonNode other = keyed ? findByKey(item, actual, keys) : actual.get(i);
            compare(item, other, path + "[" + i + "]", amount, "");
        }
    }

    private static JsonNode findByKey(JsonNode item, JsonNode list, List<String> keys) {
        for (JsonNode candidate : list) {
            boolean same = true;
            for (String key : keys) {
                same &= key(item, key).equals(key(candidate, key));
            }
            if (same) {
                return candidate;
            }
        }
        return item.path("absent from the list");
    }

    /** The API server tells items apart by the default of a key, too: a port without a protocol is a TCP port. */
    private static String key(JsonNode item, String key) {
        return isAbsent(item.path(key))
                ? KEY_DEFAULTS.getOrDefault(key, "")
                : item.path(key).asText();
    }

    private static boolean sameValue(JsonNode desired, JsonNode actual, boolean amount) {
        if (desired.equals(actual)) {
            return true;
        }
        if (desired.isNumber() && actual.isNumber()) {
            return desired.decimalValue().compareTo(actual.decimalValue()) == 0;
        }
        return amount && sameAmount(desired.asText(), actual.asText());
    }

    private static boolean sameAmount(String desired, String actual) {
        try {
            return new Quantity(desired).getNumericalAmount().compareTo(new Quantity(actual).getNumericalAmount()) == 0;
        } catch (IllegalArgumentException | ArithmeticException e) {
            return false;
        }
    }

    private static boolean isAbsent(JsonNode node) {
        return node == null || node.isMissingNode() || node.isNull();
    }

    /** What the API server leaves out when it is written: Go's {@code omitempty}. */
    private static boolean isEmpty(JsonNode node) {
        return switch (node.getNodeType()) {
            case NULL, MISSING -> true;
            case OBJECT, ARRAY -> node.isEmpty();
            case STRING -> node.asText().isEmpty();
            case BOOLEAN -> !node.asBoolean();
            case NUMBER -> node.decimalValue().signum() == 0;
            default -> false;
        };
    }
}
