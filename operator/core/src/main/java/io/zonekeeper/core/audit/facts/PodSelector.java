package io.zonekeeper.core.audit.facts;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.core.nodes.NodeDemand.Expression;

/**
 * Which pods of a namespace an object applies to. An empty one selects all of them.
 *
 * @param labels labels that they have
 * @param expressions what else holds of their labels
 */
public record PodSelector(Map<String, String> labels, List<Expression> expressions) {
    /** Copies the collections. */
    public PodSelector {
        labels = Map.copyOf(labels);
        expressions = List.copyOf(expressions);
    }

    /** Returns the selector of a Service. */
    public static PodSelector of(Map<String, String> labels) {
        return new PodSelector(labels, List.of());
    }

    /** Returns whether it selects a pod with these labels. */
    public boolean matches(Map<String, String> podLabels) {
        return podLabels.entrySet().containsAll(labels.entrySet())
                && expressions.stream()
                        .allMatch(expression -> expression.holds(Optional.ofNullable(podLabels.get(expression.key()))));
    }
}
