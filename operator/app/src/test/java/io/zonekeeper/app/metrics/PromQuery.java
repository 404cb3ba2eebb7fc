package io.zonekeeper.app.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.zonekeeper.kube.metrics.Label;
import io.zonekeeper.kube.metrics.Metric;

/**
 * The names in an expression of PromQL, held against what is declared. Whether it is an expression at all is promtool's
 * affair.
 */
final class PromQuery {
    private static final Pattern SELECTOR = Pattern.compile("\\b(zonekeeper_[a-z_]+)\\s*(\\{[^}]*})?");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|on|without|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_]*");

    /** What Prometheus adds when it scrapes. */
    private static final Set<String> OF_TARGETS = Set.of("job", "instance", "pod", "namespace", "le");

    private final Map<String, Metric> declared = new HashMap<>();

    PromQuery(List<Metric> metrics) {
        for (Metric metric : metrics) {
            declared.put(metric.name(), metric);
            if (metric.type() == Metric.Type.DURATION) {
                Stream.of("_bucket", "_count", "_sum", "_max")
                        .forEach(suffix -> declared.put(metric.name() + suffix, metric));
            }
        }
    }

    /** Returns the names of the metrics in an expression. */
    static Set<String> metrics(String expression) {
        Set<String> names = new HashSet<>();
        Matcher selectors = SELECTOR.matcher(expression);
        while (selectors.find()) {
            names.add(selectors.group(1));
        }
        return names;
    }

    /** Returns what an expression names and nobody declares; empty where all is well. */
    List<String> undeclared(String expression) {
        List<String> problems = new ArrayList<>();
        Set<String> labels = new HashSet<>(OF_TARGETS);
        Matcher selectors = SELECTOR.matcher(expression);
        while (selectors.find()) {
            Metric metric = declared.get(selectors.group(1));
            if (metric == null) {
                problems.add("no metric " + selectors.group(1));
                continue;
            }
            metric.labels().forEach(label -> labels.add(label.name()));
            if (selectors.group(2) != null) {
                problems.addAll(undeclared(metric, selectors.group(2)));
            }
        }
        Matcher groupings = GROUPING.matcher(expression);
        while (groupings.find()) {
            Arrays.stream(groupings.group(1).split(",", -1))
                    .map(String::strip)
                    .filter(label -> !label.isEmpty() && !labels.contains(label))
                    .forEach(label -> problems.add("no metric of the expression has the label " + label));
        }
        return problems;
    }

    private static List<String> undeclared(Metric metric, String selector) {
        List<String> problems = new ArrayList<>();
        Matcher matchers = MATCHER.matcher(selector);
        while (matchers.find()) {
            String name = matchers.group(1);
            if (OF_TARGETS.contains(name)) {
                continue;
            }
            Label label = metric.labels().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElse(null);
            if (label == null) {
                problems.add("%s has no label %s".formatted(metric.name(), name));
            } else if (!label.values().isEmpty()) {
                Arrays.stream(matchers.group(3).split("\\|", -1))
                        .filter(value -> PLAIN.matcher(value).matches())
                        .filter(value -> !label.values().contains(value))
                        .forEach(value -> problems.add("%s{%s} is never %s".formatted(metric.name(), name, value)));
            }
        }
        return problems;
    }
}
