package io.zonekeeper.api.v1alpha1;

import java.util.List;
import java.util.Map;

import io.zonekeeper.api.v1alpha1.schema.KeyedLists;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * What is protected and what happens when a zone fails. Absent fields stay null; the operator applies their defaults.
 *
 * @param services the Services of the namespace that are protected. Defaults to all of them
 * @param zoneFailure what to do when a zone fails. Defaults to Evacuate
 * @param failback when traffic and pods return to a recovered zone. Defaults to automatic failback after 5m
 * @param honorTaints whether new pods of the namespace get nodeTaintsPolicy Honor in their hard topology spread
 *     constraints over zones, where they do not set it. Defaults to false
 * @param healthChecks what observers check each pod of the protected Services by. Defaults to none
 */
@JsonClassDescription("The desired state: which Services are protected, and what happens when a zone fails.")
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "healthChecks name")
public record ZoneFailoverSpec(
        @JsonPropertyDescription("The Services of the namespace that are protected. Defaults to all of them.")
        ServiceSelection services,

        @JsonPropertyDescription("What to do when a zone fails. Defaults to Evacuate.")
        Failure zoneFailure,

        @JsonPropertyDescription(
                "When traffic and pods return to a recovered zone. Defaults to automatic failback after 5m.")
        ZoneFailure.Failback failback,

        @JsonPropertyDescription(
                "Whether new pods of the namespace get nodeTaintsPolicy Honor in their hard topology spread constraints over zones, where they do not set it: without, their replacements stay Pending while a zone is evacuated. true: an admission policy of the chart sets it (Kubernetes 1.36 or later). false: pods stay as they are. Defaults to false.")
        Boolean honorTaints,

        @Size(max = 16)
        @JsonPropertyDescription(
                "Health checks that observers in several zones run against each pod of the protected Services. A Service that fails them in one zone only leaves that zone, traffic only. Defaults to none: the Services are then evacuated only with their zone.")
        List<HealthCheck> healthChecks) {

    /**
     * Which Services are protected: those named, or those with matching labels.
     *
     * @param names the names of the Services. Exclusive with matchLabels and matchExpressions
     * @param matchLabels labels that a Service has, all of them
     * @param matchExpressions requirements that the labels of a Service meet, all of them
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @ValidationRule(
            value = "!has(self.names) || (!has(self.matchLabels) && !has(self.matchExpressions))",
            message = "names cannot be combined with matchLabels or matchExpressions: use one of them")
    @SchemaCustomizer(value = KeyedLists.class, input = "names *")
    public record ServiceSelection(
            @Size(min = 1, max = 256)
            @JsonPropertyDescription(
                    "The names of the Services. Exclusive with matchLabels and matchExpressions. Defaults to all.")
            List<@Size(min = 1, max = 63) String> names,

            @JsonPropertyDescription("Labels that a Service has, all of them. Defaults to none required.")
            Map<String, String> matchLabels,

            @Size(max = 64)
            @JsonPropertyDescription("Requirements that the labels of a Service meet, all of them. Defaults to none.")
            List<Requirement> matchExpressions) {}

    /**
     * A requirement of labels, as in a LabelSelector.
     *
     * @param key the key of the label
     * @param operator In: the label has one of values. NotIn: it has none of them, or is absent. Exists: the label is
     *     present. DoesNotExist: it is absent
     * @param values the values for In and NotIn; none for the others
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @ValidationRule(
            value = "(self.operator in ['In', 'NotIn']) == (has(self.values) && size(self.values) > 0)",
            message = "values are required with In and NotIn, and not allowed with Exists and DoesNotExist")
    public record Requirement(
            @Required @Size(min = 1, max = 317) @JsonPropertyDescription("The key of the label.")
            String key,

            @Required
            @JsonPropertyDescription(
                    "In: the label has one of values. NotIn: it has none of them, or is absent. Exists: the label is present. DoesNotExist: it is absent.")
            Operator operator,

            @Size(max = 64)
            @JsonPropertyDescription("The values for In and NotIn; none for the others. Defaults to none.")
            List<@Size(max = 63) String> values) {}

    /** How a label is compared. */
    public enum Operator {
        /** It has one of the values. */
        @JsonProperty("In")
        IN,
        /** It has none of the values, or is absent. */
        @JsonProperty("NotIn")
        NOT_IN,
        /** It is present. */
        @JsonProperty("Exists")
        EXISTS,
        /** It is absent. */
        @JsonProperty("DoesNotExist")
        DOES_NOT_EXIST
    }

    /**
     * What to do when a zone fails.
     *
     * @param action what to do when a zone fails. Evacuate: remove traffic, then replace the pods in other zones.
     *     StopTraffic: remove traffic only. Observe: report only. Defaults to Evacuate
     * @param minReadyPercent the percentage of the pods of a Service that must be ready in the other zones before
     *     traffic is removed from pods that still respond. Defaults to 60
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Failure(
            @JsonPropertyDescription(
                    "What to do when a zone fails. Evacuate: remove traffic, then replace the pods in other zones. StopTraffic: remove traffic only. Observe: report only. Defaults to Evacuate.")
            ZoneFailure.Action action,

            @Min(0)
            @Max(100)
            @JsonPropertyDescription(
                    "The percentage of the pods of a Service that must be ready in the other zones before traffic is removed from pods that still respond. Defaults to 60.")
            Integer minReadyPercent) {}
}
