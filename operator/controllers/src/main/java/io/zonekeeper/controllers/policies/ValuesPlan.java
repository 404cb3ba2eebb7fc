package io.zonekeeper.controllers.policies;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.reasons.PolicyReason;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Which fields of the policy come from the chart's values.
 *
 * <ol>
 *   <li>A field of the values is set, unless another manager set it to something else: that one keeps it, and the
 *       condition says who.
 *   <li>A field that the values set before and do not contain any more is given up: it gets its default again.
 *   <li>Nothing is applied where that changes nothing.
 * </ol>
 *
 * <p>A field is a path to a scalar or a list; lists are set as a whole.
 *
 * @param apply the spec to apply as the values' field manager; empty where nothing is to be done
 * @param givenUp the fields that only the values' field manager owns and that are not in the spec to apply
 * @param overridden for each field that someone else keeps, a sentence about it
 */
record ValuesPlan(Optional<ObjectNode> apply, Set<String> givenUp, List<String> overridden) {
    /** Owns the fields of the chart's values. */
    static final String FIELD_MANAGER = "zonekeeper-values";

    static final String CONDITION = "ValuesApplied";

    /** Copies the collections. */
    ValuesPlan {
        givenUp = Set.copyOf(givenUp);
        overridden = List.copyOf(overridden);
    }

    /**
     * Plans.
     *
     * @param values the spec of the chart's values
     * @param policy the policy as it is, with its managed fields; empty where there is none
     */
    static ValuesPlan of(JsonNode values, Optional<JsonNode> policy) {
        Map<String, JsonNode> wanted = leaves(values);
        Map<String, JsonNode> actual =
                policy.map(known -> leaves(known.path("spec"))).orElse(Map.of());
        Map<String, Set<String>> owned =
                policy.map(known -> owned(known.at("/metadata/managedFields"))).orElse(Map.of());
        ObjectNode apply = JsonNodeFactory.instance.objectNode();
        List<String> overridden = new ArrayList<>();
        boolean changes = policy.isEmpty();
        for (Map.Entry<String, JsonNode> field : wanted.entrySet()) {
            String path = field.getKey();
            JsonNode now = actual.get(path);
            Optional<String> other =
                    owner(path, owned).filter(manager -> !field.getValue().equals(now));
            if (other.isPresent()) {
                overridden.add("spec.%s is %s, set by %s, and %s in the chart's policy.spec"
                        .formatted(
                                path,
                                now == null ? "set otherwise" : words(now),
                                other.get(),
                                words(field.getValue())));
            } else {
                set(apply, path, field.getValue());
                changes |= !field.getValue().equals(now);
            }
        }
        Set<String> applied = leaves(apply).keySet();
        Set<String> givenUp = owned.getOrDefault(FIELD_MANAGER, Set.of()).stream()
                .filter(path -> !path.isEmpty()
                        && !applied.contains(path)
                        && owner(path, owned).isEmpty())
                .collect(Collectors.toSet());
        changes |= !givenUp.isEmpty();
        return new ValuesPlan(changes ? Optional.of(apply) : Optional.empty(), givenUp, overridden);
    }

    /** Returns the condition that reports it. */
    ConditionFact condition() {
        return overridden.isEmpty()
                ? ConditionFact.yes(
                        CONDITION, PolicyReason.APPLIED, "the policy has every field of the chart's policy.spec")
                : ConditionFact.no(
                        CONDITION,
                        PolicyReason.FIELDS_OVERRIDDEN,
                        String.join("; ", overridden)
                                + ": remove the field from the object, or from the chart's values");
    }

    /** Another manager that owns the field, or something in it. */
    private static Optional<String> owner(String path, Map<String, Set<String>> owned) {
        return owned.entrySet().stream()
                .filter(manager -> !manager.getKey().equals(FIELD_MANAGER))
                .filter(manager -> manager.getValue().stream()
                        .anyMatch(field -> field.equals(path) || field.startsWith(path + ".")))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
    }

    private static Map<String, Set<String>> owned(JsonNode managedFields) {
        Map<String, Set<String>> owned = new HashMap<>();
        for (JsonNode entry : managedFields) {
            owned.merge(
                    entry.path("manager").asText(),
                    leaves(entry.path("fieldsV1").path("f:spec")).keySet().stream()
                            .map(ValuesPlan::plain)
                            .collect(Collectors.toSet()),
                    (one, other) -> {
                        other.addAll(one);
                        return other;
                    });
        }
        return owned;
    }

    /** {@code f:limits.f:maxCordonedZones} is {@code limits.maxCordonedZones}; members of a list count as the list. */
    private static String plain(String managedPath) {
        List<String> names = new ArrayList<>();
        for (String part : managedPath.split("\\.", -1)) {
            if (!part.startsWith("f:")) {
                break;
            }
            names.add(part.substring(2));
        }
        return String.join(".", names);
    }

    private static Map<String, JsonNode> leaves(JsonNode tree) {
        Map<String, JsonNode> leaves = new TreeMap<>();
        tree.properties().forEach(field -> {
            if (field.getValue().isObject() && !field.getValue().isEmpty()) {
                leaves(field.getValue()).forEach((path, leaf) -> leaves.put(field.getKey() + "." + path, leaf));
            } else {
                leaves.put(field.getKey(), field.getValue());
            }
        });
        return leaves;
    }

    /** Returns a merge patch of the policy that removes the fields that are given up. */
    ObjectNode removal() {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        givenUp.forEach(path -> set(spec, path, JsonNodeFactory.instance.nullNode()));
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.set("spec", spec);
        return patch;
    }

    private static void set(ObjectNode tree, String path, JsonNode value) {
        ObjectNode at = tree;
        String[] names = path.split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            at = at.withObjectProperty(names[i]);
        }
        at.set(names[names.length - 1], value);
    }

    private static String words(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }
}
