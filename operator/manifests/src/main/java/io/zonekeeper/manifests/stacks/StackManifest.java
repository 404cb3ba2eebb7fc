package io.zonekeeper.manifests.stacks;

import java.util.List;
import java.util.OptionalInt;

import io.zonekeeper.api.v1alpha1.Rollout;
import io.zonekeeper.api.v1alpha1.VolumeClaimTemplate;
import io.zonekeeper.api.v1alpha1.ZonedServiceSpec;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.NodeReading;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The Deployment or StatefulSet of one zone: the user's template, pinned to the zone.
 *
 * <p>Only the fields that we set are in it; the template passes through as written. To it are added our labels, a
 * required node affinity on the zone (in each of the user's own terms, for terms are alternatives), and the zone's name
 * and ID in every container's environment, first, so that later variables can refer to them.
 */
public final class StackManifest {
    private static final String ENV_ZONE = "ZONEKEEPER_ZONE";
    private static final String ENV_ZONE_ID = "ZONEKEEPER_ZONE_ID";
    private static final String DEFAULT_MAX_SURGE = "25%";
    private static final int DEFAULT_MAX_UNAVAILABLE = 0;

    private final Owner owner;
    private final ZonedServiceSpec spec;
    private final int slots;

    public StackManifest(Owner owner, ZonedServiceSpec spec, int slots) {
        this.owner = owner;
        this.spec = spec;
        this.slots = slots;
    }

    /** Returns the name of a zone's stack and Service. */
    public static String name(String service, KnownZone zone) {
        return service + "-" + zone.objectName();
    }

    /**
     * Returns the object to apply.
     *
     * @param zone the zone it is pinned to
     * @param slot the zone's number in the labels {@code outside-N}
     * @param replicas pods to ask for
     * @param template the template that the zone has by now
     * @param inPlace whether its pods are replaced one by one in place, for there is no room for one more
     */
    public ObjectNode render(KnownZone zone, OptionalInt slot, int replicas, PodTemplate template, boolean inPlace) {
        boolean stateful = ServiceFacts.stateful(spec);
        ObjectNode stack = JsonNodeFactory.instance.objectNode();
        stack.put("apiVersion", "apps/v1").put("kind", stateful ? "StatefulSet" : "Deployment");
        stack.set(
                "metadata",
                Manifests.metadata(owner, name(owner.name(), zone), Manifests.zoneLabels(zone), spec.commonMetadata()));
        ObjectNode annotations = stack.withObjectProperty("metadata").withObjectProperty("annotations");
        annotations.put(Labels.REVISION, template.revision());
        if (template.fitsAnnotation()) {
            annotations.put(Labels.TEMPLATE, template.text());
        }
        ObjectNode body = stack.putObject("spec");
        body.put("replicas", replicas);
        if (spec.minReadySeconds() != null) {
            body.put("minReadySeconds", spec.minReadySeconds());
        }
        if (spec.revisionHistoryLimit() != null) {
            body.put("revisionHistoryLimit", spec.revisionHistoryLimit());
        }
        ObjectNode selector = body.putObject("selector").putObject("matchLabels");
        Manifests.selector(owner.name(), zone.name()).forEach(selector::put);
        if (stateful) {
            body.put("serviceName", name(owner.name(), zone));
            if (spec.podManagementPolicy() != null) {
                body.put(
                        "podManagementPolicy",
                        switch (spec.podManagementPolicy()) {
                            case ORDERED_READY -> "OrderedReady";
                            case PARALLEL -> "Parallel";
                        });
            }
            body.putObject("persistentVolumeClaimRetentionPolicy")
                    .put("whenDeleted", "Retain")
                    .put("whenScaled", "Retain");
            claims(body);
        } else {
            strategy(body.putObject("strategy"), inPlace);
        }
        body.set("template", pods(template, zone, slot));
        return stack;
    }

    private void strategy(ObjectNode strategy, boolean inPlace) {
        Rollout rollout = spec.rollout();
        ObjectNode rolling = strategy.put("type", "RollingUpdate").putObject("rollingUpdate");
        if (inPlace) {
            rolling.put("maxSurge", 0).put("maxUnavailable", 1);
            return;
        }
        rolling.set(
                "maxSurge",
                rollout == null || rollout.maxSurge() == null
                        ? JsonNodeFactory.instance.textNode(DEFAULT_MAX_SURGE)
                        : Manifests.intOrString(rollout.maxSurge()));
        rolling.set(
                "maxUnavailable",
                rollout == null || rollout.maxUnavailable() == null
                        ? JsonNodeFactory.instance.numberNode(DEFAULT_MAX_UNAVAILABLE)
                        : Manifests.intOrString(rollout.maxUnavailable()));
    }

    private void claims(ObjectNode body) {
        List<VolumeClaimTemplate> claims = spec.volumeClaimTemplates();
        if (claims != null && !claims.isEmpty()) {
            ArrayNode list = body.putArray("volumeClaimTemplates");
            for (VolumeClaimTemplate claim : claims) {
                ObjectNode item = list.addObject();
                item.set("metadata", claim.metadata());
                item.set("spec", claim.spec());
            }
        }
    }

    private ObjectNode pods(PodTemplate wanted, KnownZone zone, OptionalInt slot) {
        ObjectNode template = wanted.tree().deepCopy();
        ObjectNode labels = template.withObjectProperty("metadata").withObjectProperty("labels");
        Manifests.selector(owner.name(), zone.name()).forEach(labels::put);
        Manifests.zoneLabels(zone).forEach(labels::put);
        if (slot.isPresent()) {
            for (int other = 0; other < slots; other++) {
                if (other != slot.getAsInt()) {
                    labels.put(Labels.OUTSIDE + other, "true");
                }
            }
        }
        ObjectNode pod = template.withObjectProperty("spec");
        pin(pod, zone);
        for (String list : List.of("initContainers", "containers")) {
            pod.path(list).forEach(container -> tellZone(container, zone));
        }
        return template;
    }

    /**
     * Where the user's own affinity is no affinity it is left as it is: the API server refuses the stack, and says why.
     */
    private static void pin(ObjectNode pod, KnownZone zone) {
        JsonNode place = pod;
        for (String field : List.of("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")) {
            JsonNode theirs = place.path(field);
            if (!isAbsent(theirs) && !theirs.isObject()) {
                return;
            }
            place = isAbsent(theirs) ? ((ObjectNode) place).putObject(field) : theirs;
        }
        JsonNode theirs = place.path("nodeSelectorTerms");
        if (!isAbsent(theirs) && !theirs.isArray()) {
            return;
        }
        ArrayNode terms = isAbsent(theirs) ? ((ObjectNode) place).putArray("nodeSelectorTerms") : (ArrayNode) theirs;
        if (terms.isEmpty()) {
            terms.addObject();
        }
        for (JsonNode term : terms) {
            JsonNode expressions = term.path("matchExpressions");
            if (!term.isObject() || !(isAbsent(expressions) || expressions.isArray())) {
                continue;
            }
            ArrayNode list =
                    isAbsent(expressions) ? ((ObjectNode) term).putArray("matchExpressions") : (ArrayNode) expressions;
            list.addObject()
                    .put("key", NodeReading.ZONE_LABEL)
                    .put("operator", "In")
                    .putArray("values")
                    .add(zone.name());
        }
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    /** A container, or a list of variables, that is none is left to the API server, which says why it refuses it. */
    private static void tellZone(JsonNode container, KnownZone zone) {
        JsonNode theirs = container.path("env");
        if (!container.isObject() || !(isAbsent(theirs) || theirs.isArray())) {
            return;
        }
        ArrayNode env = JsonNodeFactory.instance.arrayNode();
        addUnlessSet(env, theirs, ENV_ZONE, zone.name());
        addUnlessSet(env, theirs, ENV_ZONE_ID, zone.identity().id());
        theirs.forEach(env::add);
        ((ObjectNode) container).set("env", env);
    }

    private static void addUnlessSet(ArrayNode env, JsonNode theirs, String name, String value) {
        for (JsonNode variable : theirs) {
            if (variable.path("name").asText().equals(name)) {
                return;
            }
        }
        env.addObject().put("name", name).put("value", value);
    }
}
