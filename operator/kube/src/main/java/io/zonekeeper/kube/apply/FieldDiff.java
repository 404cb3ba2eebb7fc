package io.zonekeeper.kube.apply;

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
        boolean keyed = ListKeys.has(field) && desired.path(0).isObject();
        boolean extended = SERVER_EXTENDS.contains(field) && actual.size() > desired.size();
        if (!keyed && !extended && desired.size() != actual.size()) {
            paths.add(path);
            return;
        }
        for (int i = 0; i < desired.size(); i++) {
            JsonNode item = desired.get(i);
            JsonNode other = keyed ? findByKey(field, item, actual) : actual.get(i);
            compare(item, other, path + "[" + i + "]", amount, "");
        }
    }

    private static JsonNode findByKey(String list, JsonNode item, JsonNode candidates) {
        List<String> key = ListKeys.of(list, item);
        for (JsonNode candidate : candidates) {
            if (ListKeys.of(list, candidate).equals(key)) {
                return candidate;
            }
        }
        return item.path("absent from the list");
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
