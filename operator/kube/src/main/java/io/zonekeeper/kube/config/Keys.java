package io.zonekeeper.kube.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.zonekeeper.core.DurationText;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads single values by dotted key, remembers which keys exist, and refuses the others in the end. */
final class Keys {
    private static final String PREFIX = "ZONEKEEPER_";

    private final JsonNode root;
    private final Map<String, String> environment;
    private final Set<String> known = new TreeSet<>();
    private final Set<String> trees = new TreeSet<>();

    Keys(JsonNode root, Map<String, String> environment) {
        this.root = root;
        this.environment = environment;
    }

    String text(String key, String otherwise) {
        return value(key).orElse(otherwise);
    }

    Set<String> texts(String key) {
        known.add(key);
        String fromEnvironment = environment.get(variable(key));
        if (fromEnvironment != null) {
            return new LinkedHashSet<>(Arrays.stream(fromEnvironment.split(",", -1))
                    .map(String::trim)
                    .filter(item -> !item.isEmpty())
                    .toList());
        }
        JsonNode node = find(key);
        if (node.isMissingNode() || node.isNull()) {
            return Set.of();
        }
        if (!node.isArray()) {
            throw new ConfigException(key + ": expected a list, as in [shop, billing]");
        }
        Set<String> items = new LinkedHashSet<>();
        node.forEach(item -> items.add(item.asText()));
        return items;
    }

    boolean flag(String key, boolean otherwise) {
        return oneOf(key, Boolean.toString(otherwise), Set.of("true", "false")).equals("true");
    }

    int number(String key, int otherwise, int least, int most) {
        String text = text(key, Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, in the same words as a number out of bounds
        }
        throw new ConfigException("%s: '%s' is not a whole number from %d to %d".formatted(key, text, least, most));
    }

    Duration duration(String key, Duration otherwise) {
        Optional<String> text = value(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return DurationText.parse(text.get());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(key + ": " + e.getMessage());
        }
    }

    String oneOf(String key, String otherwise, Set<String> allowed) {
        String text = text(key, otherwise);
        if (!allowed.contains(text)) {
            throw new ConfigException(
                    "%s: '%s' is none of %s".formatted(key, text, String.join(", ", new TreeSet<>(allowed))));
        }
        return text;
    }

    Optional<JsonNode> tree(String key) {
        known.add(key);
        trees.add(key);
        JsonNode node = find(key);
        return node.isObject() ? Optional.of(node) : Optional.empty();
    }

    void refuseUnknown() {
        List<String> unknown = new ArrayList<>();
        collectUnknown(root, "", unknown);
        environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX))
                .filter(name -> known.stream().noneMatch(key -> variable(key).equals(name)))
                .forEach(unknown::add);
        if (!unknown.isEmpty()) {
            throw new ConfigException(
                    "unknown key %s; the keys are %s".formatted(String.join(", ", unknown), String.join(", ", known)));
        }
    }

    private void collectUnknown(JsonNode node, String path, List<String> unknown) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String key = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            boolean branch = known.stream().anyMatch(candidate -> candidate.startsWith(key + "."));
            if (branch && field.getValue().isObject()) {
                collectUnknown(field.getValue(), key, unknown);
            } else if (!known.contains(key) && !trees.contains(key)) {
                unknown.add(key);
            }
        }
    }

    private Optional<String> value(String key) {
        known.add(key);
        String fromEnvironment = environment.get(variable(key));
        if (fromEnvironment != null) {
            return Optional.of(fromEnvironment);
        }
        JsonNode node = find(key);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isValueNode()) {
            throw new ConfigException(key + ": expected a single value");
        }
        return Optional.of(node.asText());
    }

    private JsonNode find(String key) {
        JsonNode node = root;
        for (String part : key.split("\\.", -1)) {
            node = node.path(part);
        }
        return node;
    }

    /** {@code leaderElection.leaseName} is {@code ZONEKEEPER_LEADER_ELECTION_LEASE_NAME}. */
    private static String variable(String key) {
        return PREFIX
                + key.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
    }
}
