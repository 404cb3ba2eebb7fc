package io.zonekeeper.controllers.zonedservice.pods;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.VolumeClaimTemplate;
import io.zonekeeper.kube.objects.NodeReading;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Names the part of a pod template that keeps the scheduler from placing a pod in its zone, and what to write instead:
 * what is meant for pods that may be anywhere often cannot hold for those that are pinned to one zone.
 *
 * <p>The scheduler's words say which kind of constraint failed; of the template's constraints of that kind all are
 * named that can be the cause.
 */
final class ConstraintHints {
    private static final String HOST = "kubernetes.io/hostname";

    private ConstraintHints() {}

    /**
     * Returns the scheduler's words, with the constraints that they speak of.
     *
     * @param template the pod template, as written
     * @param claims the volume claim templates; null for none
     * @param words what the scheduler reports
     */
    static String explain(JsonNode template, List<VolumeClaimTemplate> claims, String words) {
        JsonNode pod = template.path("spec");
        List<String> hints = new ArrayList<>();
        if (words.contains("topology spread constraints")) {
            spreads(pod, hints);
        }
        if (words.contains("anti-affinity")) {
            antiAffinity(pod, hints);
        }
        if (words.replace("anti-affinity", "").contains("pod affinity")) {
            affinity(pod, hints);
        }
        VolumeHints.explain(pod, claims, words, hints);
        if (onlySelector(words)) {
            selectors(pod, hints);
        }
        String said = words.strip().replaceAll("\\.$", "");
        return hints.isEmpty() ? said : said + ". " + hints.stream().distinct().collect(Collectors.joining(". "));
    }

    private static void spreads(JsonNode pod, List<String> hints) {
        JsonNode constraints = pod.path("topologySpreadConstraints");
        for (int i = 0; i < constraints.size(); i++) {
            JsonNode constraint = constraints.get(i);
            if (!constraint.path("whenUnsatisfiable").asText("DoNotSchedule").equals("DoNotSchedule")) {
                continue;
            }
            String key = constraint.path("topologyKey").asText();
            String field = "template.spec.topologySpreadConstraints[%d] (%s, maxSkew %d, DoNotSchedule"
                    .formatted(i, key, constraint.path("maxSkew").asInt(1));
            boolean zone = ofZone(key);
            int domains = constraint.path("minDomains").asInt(1);
            if (domains > 1) {
                hints.add(field + ", minDomains %d) ".formatted(domains)
                        + (zone ? "cannot hold inside one zone" : "needs as many nodes in this zone")
                        + ": the pods of each zone are pinned to it. Remove minDomains, or write"
                        + " whenUnsatisfiable: ScheduleAnyway");
            } else if (zone
                    && constraint.path("nodeAffinityPolicy").asText("Honor").equals("Ignore")) {
                hints.add(
                        field + ", nodeAffinityPolicy Ignore) compares zones, and how many pods each zone runs follows"
                                + " spec.zones (weights, limits) and evacuations. Remove it, or write whenUnsatisfiable: ScheduleAnyway");
            } else if (!zone) {
                hints.add(field + ") finds no node in this zone. Raise maxSkew, add nodes to the zone, or write"
                        + " whenUnsatisfiable: ScheduleAnyway");
            }
        }
    }

    private static void antiAffinity(JsonNode pod, List<String> hints) {
        JsonNode terms =
                pod.path("affinity").path("podAntiAffinity").path("requiredDuringSchedulingIgnoredDuringExecution");
        for (int i = 0; i < terms.size(); i++) {
            String key = terms.get(i).path("topologyKey").asText();
            String field =
                    "template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[%d] (%s)"
                            .formatted(i, key);
            if (ofZone(key)) {
                hints.add(
                        field + " allows one such pod for each zone. Write topologyKey: " + HOST
                                + ", or preferredDuringSchedulingIgnoredDuringExecution; the operator spreads over zones itself");
            } else if (key.equals(HOST)) {
                hints.add(field + " allows one such pod for each node, and every node of the zone has one."
                        + " Add a node to the zone, or write preferredDuringSchedulingIgnoredDuringExecution");
            }
        }
    }

    private static void affinity(JsonNode pod, List<String> hints) {
        JsonNode terms =
                pod.path("affinity").path("podAffinity").path("requiredDuringSchedulingIgnoredDuringExecution");
        for (int i = 0; i < terms.size(); i++) {
            hints.add(
                    "template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[%d] (%s) requires a node near pods that are not in this zone. Run those in every zone, or write preferredDuringSchedulingIgnoredDuringExecution"
                            .formatted(i, terms.get(i).path("topologyKey").asText()));
        }
    }

    private static void selectors(JsonNode pod, List<String> hints) {
        JsonNode selector = pod.path("nodeSelector");
        if (!selector.isEmpty()) {
            hints.add("no node of this zone has the labels of template.spec.nodeSelector " + selector);
        }
        if (!pod.path("affinity")
                .path("nodeAffinity")
                .path("requiredDuringSchedulingIgnoredDuringExecution")
                .isMissingNode()) {
            hints.add("no node of this zone matches template.spec.affinity.nodeAffinity");
        }
    }

    /**
     * The pin on its zone keeps a pod from all other nodes: only where every node is kept so, it is more than the pin.
     */
    private static boolean onlySelector(String words) {
        String nodes = words.replaceAll("^\\d+/(\\d+) nodes are available: .*", "$1");
        return words.contains(nodes + " node(s) didn't match Pod's node affinity/selector");
    }

    private static boolean ofZone(String key) {
        return key.equals(NodeReading.ZONE_LABEL) || key.equals("failure-domain.beta.kubernetes.io/zone");
    }
}
