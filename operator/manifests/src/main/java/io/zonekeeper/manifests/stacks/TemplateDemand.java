package io.zonekeeper.manifests.stacks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.nodes.NodeDemand;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads what a pod template asks of a node. */
public final class TemplateDemand {
    private TemplateDemand() {}

    public static NodeDemand of(JsonNode template) {
        JsonNode pod = template.path("spec");
        List<NodeDemand.Toleration> tolerations = new ArrayList<>();
        pod.path("tolerations")
                .forEach(item -> tolerations.add(new NodeDemand.Toleration(
                        text(item, "key"), text(item, "operator"), text(item, "value"), text(item, "effect"))));
        Map<String, String> selector = new HashMap<>();
        pod.path("nodeSelector")
                .properties()
                .forEach(label -> selector.put(label.getKey(), label.getValue().asText("")));
        List<NodeDemand.Term> terms = new ArrayList<>();
        pod.path("affinity")
                .path("nodeAffinity")
                .path("requiredDuringSchedulingIgnoredDuringExecution")
                .path("nodeSelectorTerms")
                .forEach(term -> terms.add(new NodeDemand.Term(
                        expressions(term.path("matchExpressions")), expressions(term.path("matchFields")))));
        return new NodeDemand(
                tolerations, selector, terms, Optional.of(text(pod, "nodeName")).filter(name -> !name.isEmpty()));
    }

    private static List<NodeDemand.Expression> expressions(JsonNode list) {
        List<NodeDemand.Expression> expressions = new ArrayList<>();
        for (JsonNode item : list) {
            Set<String> values = new HashSet<>();
            item.path("values").forEach(value -> values.add(value.asText("")));
            expressions.add(new NodeDemand.Expression(text(item, "key"), text(item, "operator"), values));
        }
        return expressions;
    }

    private static String text(JsonNode object, String field) {
        return object.path(field).asText("");
    }
}
