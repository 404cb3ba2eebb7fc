package io.zonekeeper.manifests.stacks;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

import io.zonekeeper.api.v1alpha1.CommonMetadata;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.IntOrString;

/** What the manifests of a service's children have in common. */
public final class Manifests {
    private Manifests() {}

    /**
     * Labels and annotations of the custom resource are not copied: deployment tools mark what they own by them. Those
     * that all children should have are given as such.
     *
     * @param labels labels of this object; they take precedence
     * @param common labels and annotations of all children; null for none
     */
    static ObjectNode metadata(Owner owner, String name, Map<String, String> labels, CommonMetadata common) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.put("name", name).put("namespace", owner.namespace());
        Map<String, String> all = new TreeMap<>(labels(common));
        all.putAll(labels);
        all.put(Labels.MANAGED_BY, Labels.ZONEKEEPER);
        all.put(Labels.SERVICE, owner.name());
        ObjectNode written = metadata.putObject("labels");
        all.forEach(written::put);
        metadata.putArray("ownerReferences").add(owner.reference());
        if (!annotations(common).isEmpty()) {
            ObjectNode annotations = metadata.putObject("annotations");
            annotations(common).forEach(annotations::put);
        }
        return metadata;
    }

    /** The labels of all children, by key. */
    static Map<String, String> labels(CommonMetadata common) {
        return common == null || common.labels() == null ? Map.of() : new TreeMap<>(common.labels());
    }

    /** The annotations of all children, by key. */
    static Map<String, String> annotations(CommonMetadata common) {
        return common == null || common.annotations() == null ? Map.of() : new TreeMap<>(common.annotations());
    }

    /** What an object of one zone is marked with; no ID where the nodes do not say one. */
    static Map<String, String> zoneLabels(KnownZone zone) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(Labels.ZONE, zone.name());
        if (!zone.identity().id().isEmpty()) {
            labels.put(Labels.ZONE_ID, zone.identity().id());
        }
        return labels;
    }

    /** The pods of a service in one zone. */
    static Map<String, String> selector(String service, String zone) {
        return new TreeMap<>(Map.of(Labels.SERVICE, service, Labels.ZONE, zone));
    }

    /** The pods of a service that get traffic: those outside of the zones that were left. */
    public static Map<String, String> serving(String service, ServicePlan plan) {
        return outside(service, plan, plan.outOfTraffic());
    }

    /** The pods of a service outside of some of its zones. */
    public static Map<String, String> outside(String service, ServicePlan plan, Set<String> zones) {
        Map<String, String> selector = new TreeMap<>(Map.of(Labels.SERVICE, service));
        plan.stacks().stream()
                .filter(stack -> zones.contains(stack.zone().name()))
                .map(stack -> stack.zone().slot())
                .filter(OptionalInt::isPresent)
                .forEach(slot -> selector.put(Labels.OUTSIDE + slot.getAsInt(), "true"));
        return selector;
    }

    static JsonNode intOrString(IntOrString value) {
        return value.getIntVal() != null
                ? JsonNodeFactory.instance.numberNode(value.getIntVal())
                : JsonNodeFactory.instance.textNode(value.getStrVal());
    }
}
