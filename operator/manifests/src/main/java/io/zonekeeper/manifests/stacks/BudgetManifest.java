package io.zonekeeper.manifests.stacks;

import java.util.Map;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.CommonMetadata;
import io.zonekeeper.api.v1alpha1.Disruption;
import io.zonekeeper.api.v1alpha1.ZonedServiceSpec;
import io.zonekeeper.core.disruption.Opening;
import io.zonekeeper.core.disruption.ServiceBudget;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.kube.objects.BudgetReading;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.IntOrString;

/** The PodDisruptionBudgets of a service and of its zones; pods that are not ready never wait for them. */
public final class BudgetManifest {
    private static final IntOrString DEFAULT_MAX_UNAVAILABLE = new IntOrString(1);

    private final Owner owner;
    private final IntOrString maxUnavailable;
    private final CommonMetadata common;

    /**
     * Creates a renderer.
     *
     * @param owner the ZonedService
     * @param spec what it asks for
     */
    public BudgetManifest(Owner owner, ZonedServiceSpec spec) {
        this.owner = owner;
        this.maxUnavailable = maxUnavailable(spec.disruption());
        this.common = spec.commonMetadata();
    }

    /** Returns how many pods may go in one zone. */
    public static IntOrString maxUnavailable(Disruption spec) {
        return Optional.ofNullable(spec).map(Disruption::maxUnavailable).orElse(DEFAULT_MAX_UNAVAILABLE);
    }

    /** Returns the budget of the pods in one zone, to apply. */
    public ObjectNode render(KnownZone zone, Opening opening) {
        ObjectNode budget = budget(StackManifest.name(owner.name(), zone), Manifests.zoneLabels(zone), opening);
        select(budget, Manifests.selector(owner.name(), zone.name()));
        return budget;
    }

    /** Returns the budget of the pods in all zones but some, to apply. */
    public ObjectNode render(ServiceBudget service) {
        ObjectNode budget = budget(owner.name(), Map.of(), service.opening());
        ObjectNode selector = select(budget, Map.of(Labels.SERVICE, owner.name()));
        if (!service.without().isEmpty()) {
            ObjectNode outside = selector.putArray("matchExpressions").addObject();
            outside.put("key", Labels.ZONE).put("operator", BudgetReading.NOT_IN);
            service.without().forEach(outside.putArray("values")::add);
        }
        return budget;
    }

    private ObjectNode budget(String name, Map<String, String> labels, Opening opening) {
        ObjectNode budget = JsonNodeFactory.instance.objectNode();
        budget.put("apiVersion", "policy/v1").put("kind", "PodDisruptionBudget");
        budget.set("metadata", Manifests.metadata(owner, name, labels, common));
        ObjectNode body = budget.putObject("spec");
        body.set("maxUnavailable", most(opening));
        body.put("unhealthyPodEvictionPolicy", "AlwaysAllow");
        return budget;
    }

    private static ObjectNode select(ObjectNode budget, Map<String, String> labels) {
        ObjectNode selector = ((ObjectNode) budget.get("spec")).putObject("selector");
        ObjectNode matched = selector.putObject("matchLabels");
        labels.forEach(matched::put);
        return selector;
    }

    private JsonNode most(Opening opening) {
        return switch (opening) {
            case CLOSED -> JsonNodeFactory.instance.numberNode(0);
            case ONE -> JsonNodeFactory.instance.numberNode(1);
            case OPEN -> Manifests.intOrString(maxUnavailable);
        };
    }
}
