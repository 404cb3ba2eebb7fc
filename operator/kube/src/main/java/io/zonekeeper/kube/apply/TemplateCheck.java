package io.zonekeeper.kube.apply;

import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;

/**
 * Finds in a pod template what the API server would refuse, without one: fields of another type than written, fields
 * that pods do not have, entries that are there twice, and fields that are missing. Each is named with its path and
 * what to write.
 *
 * <p>The types are those of the client library's model of pods. What only the API server can judge (names, references,
 * policies, limits) is not checked, so a template without a problem here may still be refused.
 */
public final class TemplateCheck {
    private static final Map<String, List<String>> REQUIRED = Map.of(
            "containers", List.of("name", "image"),
            "initContainers", List.of("name", "image"),
            "env", List.of("name"),
            "ports", List.of("containerPort"),
            "volumes", List.of("name"),
            "volumeMounts", List.of("name", "mountPath"));

    private static final Map<Class<?>, Map<String, Type>> FIELDS = new ConcurrentHashMap<>();

    private final List<String> problems = new ArrayList<>();

    private TemplateCheck() {}

    /**
     * Returns the problems of a template; empty when there are none.
     *
     * @param template {@code spec.template} of a ZonedService; null where it is missing
     */
    public static List<String> problems(JsonNode template) {
        if (template == null || template.isNull()) {
            return List.of("spec.template is missing");
        }
        TemplateCheck check = new TemplateCheck();
        check.value(template, PodTemplateSpec.class, "spec.template", "");
        JsonNode restarts = template.path("spec").path("restartPolicy");
        if (restarts.isTextual() && !restarts.asText().equals("Always")) {
            check.problems.add(
                    "spec.template.spec.restartPolicy is %s: write Always, or remove it".formatted(restarts.asText()));
        }
        return check.problems;
    }

    private void value(JsonNode value, Type type, String path, String field) {
        if (value.isNull()) {
            return;
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType().equals(List.class)) {
                list(value, arguments[0], path, field);
            } else if (expect(value.isObject(), value, path, "a map (key: value)")) {
                value.properties()
                        .forEach(entry -> value(entry.getValue(), arguments[1], path + "." + entry.getKey(), ""));
            }
        } else if (type.equals(String.class)) {
            expect(value.isTextual(), value, path, "text: write \"%s\"".formatted(value.asText()));
        } else if (type.equals(Integer.class) || type.equals(Long.class)) {
            expect(value.isIntegralNumber(), value, path, "a whole number" + unquoted(value, "-?[0-9]+"));
        } else if (type.equals(Double.class) || type.equals(Float.class)) {
            expect(value.isNumber(), value, path, "a number" + unquoted(value, "-?[0-9.]+"));
        } else if (type.equals(Boolean.class)) {
            expect(value.isBoolean(), value, path, "true or false" + unquoted(value, "true|false"));
        } else if (type.equals(IntOrString.class)) {
            expect(value.isTextual() || value.isIntegralNumber(), value, path, "a whole number or text");
        } else if (type.equals(Quantity.class)) {
            boolean scalar = value.isTextual() || value.isNumber();
            expect(scalar && isAmount(value.asText()), value, path, "an amount, as 500m, 2 or 1Gi");
        } else if (type instanceof Class<?> object && !fields(object).isEmpty()) {
            object(value, object, path);
        }
    }

    private void list(JsonNode value, Type items, String path, String field) {
        if (!expect(value.isArray(), value, path, "a list (- item)")) {
            return;
        }
        Map<List<String>, Integer> seen = new HashMap<>();
        for (int i = 0; i < value.size(); i++) {
            JsonNode item = value.get(i);
            String at = "%s[%d]".formatted(path, i);
            value(item, items, at, "");
            for (String required : REQUIRED.getOrDefault(field, List.of())) {
                if (item.isObject() && item.path(required).asText("").isEmpty()) {
                    problems.add("%s.%s is missing".formatted(at, required));
                }
            }
            if (ListKeys.has(field) && item.isObject()) {
                Integer before = seen.putIfAbsent(ListKeys.of(field, item), i);
                if (before != null) {
                    problems.add("%s[%d] and %s[%d] are both %s: keep one of them"
                            .formatted(path, before, path, i, named(field, item)));
                }
            }
        }
    }

    private static String named(String field, JsonNode item) {
        return String.join(
                " ",
                ListKeys.of(field, item).stream()
                        .filter(part -> !part.isEmpty())
                        .toList());
    }

    private void object(JsonNode value, Class<?> type, String path) {
        if (!expect(value.isObject(), value, path, "a map (key: value)")) {
            return;
        }
        Map<String, Type> fields = fields(type);
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            String field = entry.getKey();
            if (!fields.containsKey(field)) {
                problems.add("%s.%s is not a field that this version knows%s"
                        .formatted(path, field, sameLetters(field, fields)));
            } else {
                value(entry.getValue(), fields.get(field), path + "." + field, field);
            }
        }
    }

    private static String sameLetters(String field, Map<String, Type> fields) {
        Optional<String> meant =
                fields.keySet().stream().filter(field::equalsIgnoreCase).findFirst();
        return meant.map(": write %s"::formatted).orElse("");
    }

    private boolean expect(boolean right, JsonNode value, String path, String expected) {
        if (!right) {
            problems.add("%s is %s, but must be %s".formatted(path, kind(value), expected));
        }
        return right;
    }

    private static String unquoted(JsonNode value, String pattern) {
        return value.isTextual() && value.asText().matches(pattern)
                ? ": write %s without quotes".formatted(value.asText())
                : "";
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> "a truth value (%s)".formatted(value.asText());
            case NUMBER -> "a number (%s)".formatted(value.asText());
            case STRING -> "text (\"%s\")".formatted(abridged(value.asText()));
            case ARRAY -> "a list";
            case OBJECT -> "a map";
            default -> "something else";
        };
    }

    private static String abridged(String text) {
        return text.length() > 40 ? text.substring(0, 39) + "…" : text;
    }

    private static boolean isAmount(String text) {
        try {
            return new Quantity(text).getNumericalAmount() != null;
        } catch (IllegalArgumentException | ArithmeticException e) {
            return false;
        }
    }

    private static Map<String, Type> fields(Class<?> type) {
        return FIELDS.computeIfAbsent(type, TemplateCheck::declared);
    }

    private static Map<String, Type> declared(Class<?> type) {
        Map<String, Type> fields = new TreeMap<>();
        for (Class<?> part = type; part != null; part = part.getSuperclass()) {
            for (Field field : part.getDeclaredFields()) {
                JsonProperty property = field.getAnnotation(JsonProperty.class);
                if (property != null) {
                    fields.put(property.value(), field.getGenericType());
                }
            }
        }
        return fields;
    }
}
