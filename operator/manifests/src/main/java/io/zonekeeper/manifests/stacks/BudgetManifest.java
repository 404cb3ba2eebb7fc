package io.zonekeeper.manifests.stacks;

import java.util.Optional;

import io.zonekeeper.api.v1alpha1.CommonMetadata;
import io.zonekeeper.api.v1alpha1.Disruption;
import io.zonekeeper.api.v1alpha1.ZonedServiceSpec;
import io.zonekeeper.core.disruption.Opening;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.IntOrString;

/** The PodDisruptionBudget of one zone; pods that are not ready never wait for it. */
public final class BudgetManifest {
    private static final IntOrString DEFAULT_MAX_UNAVAILABLE = new IntOrString(1);
    private static final String ALL = "100%";

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

    /** Returns how many pods the open zone lets go. */
    public static IntOrString maxUnavailable(Disruption spec) {
        return Optional.ofNullable(spec).map(Disruption::maxUnavailable).orElse(DEFAULT_MAX_UNAVAILABLE);
    }

    /** Returns the object to apply. */
    public ObjectNode render(KnownZone zone, Opening opening) {
        ObjectNode budget = JsonNodeFactory.instance.objectNode();
        budget.put("apiVersion", "policy/v1").put("kind", "PodDisruptionBudget");
        budget.set(
                "metadata",
                Manifests.metadata(owner, StackManifest.name(owner.name(), zone), Manifests.zoneLabels(zone), common));
        ObjectNode body = budget.putObject("spec");
        body.set("maxUnavailable", most(opening));
        body.put("unhealthyPodEvictionPolicy", "AlwaysAllow");
        ObjectNode labels = body.putObject("selector").putObject("matchLabels");
        Manifests.selector(owner.name(), zone.name()).forEach(labels::put);
        return budget;
    }

    private JsonNode most(Opening opening) {
        return switch (opening) {
            case CLOSED -> JsonNodeFactory.instance.numberNode(0);
            case OPEN -> Manifests.intOrString(maxUnavailable);
            case FREE -> JsonNodeFactory.instance.textNode(ALL);
        };
    }
}
