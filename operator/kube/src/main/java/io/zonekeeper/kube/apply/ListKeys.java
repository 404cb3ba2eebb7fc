package io.zonekeeper.kube.apply;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The lists whose items the API server distinguishes by a key, from the {@code listMapKeys} of the Kubernetes types:
 * two items with the same key cannot be applied.
 */
final class ListKeys {
    private static final Map<String, List<String>> KEYS = Map.ofEntries(
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

    /** The API server tells items apart by the default of a key, too: a port without a protocol is a TCP port. */
    private static final Map<String, String> DEFAULTS = Map.of("protocol", "TCP");

    private ListKeys() {}

    /** Returns whether the items of a list of this name have a key. */
    static boolean has(String list) {
        return KEYS.containsKey(list);
    }

    /** Returns the key of an item, one value for each of its fields; empty for a field without value and default. */
    static List<String> of(String list, JsonNode item) {
        return KEYS.get(list).stream().map(field -> value(item, field)).toList();
    }

    private static String value(JsonNode item, String field) {
        JsonNode value = item.path(field);
        return value.isMissingNode() || value.isNull() ? DEFAULTS.getOrDefault(field, "") : value.asText();
    }
}
