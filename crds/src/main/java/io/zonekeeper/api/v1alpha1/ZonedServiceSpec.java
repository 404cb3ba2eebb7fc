package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.KeyedLists;
import io.zonekeeper.api.v1alpha1.schema.PodTemplates;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;

/**
 * A workload, how it is spread, and what to do when a zone fails.
 *
 * <p>Absent fields stay null; their defaults are given by the operator, save for {@code replicas} and {@code workload},
 * which the API server fills in.
 *
 * @param replicas pods that must serve, even with {@code spread.toleratedZoneFailures} zones lost
 * @param workload what runs in each zone; cannot be changed
 * @param zones the zones to use, by name or ID; null for every zone with a schedulable node
 * @param spread how evenly, and how many lost zones to tolerate
 * @param template the pods, as in a Deployment
 * @param volumeClaimTemplates claims of each pod, as in a StatefulSet; cannot be changed
 * @param service Services over the pods; null for none
 * @param healthChecks what shows from outside that a stack serves
 * @param zoneFailure what to do when a zone fails
 * @param rollout how a change of the template goes through the zones
 * @param disruption how many pods may be evicted at once
 * @param loadBalancers AWS load balancers in front, shifted away from a cordoned zone
 * @param commonMetadata labels and annotations of everything that is made for the service; null for none
 * @param minReadySeconds as in a Deployment and a StatefulSet; null for their default
 * @param podManagementPolicy as in a StatefulSet; null for its default; cannot be changed
 * @param revisionHistoryLimit as in a Deployment and a StatefulSet; null for their default
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = PodTemplates.class)
@SchemaCustomizer(value = KeyedLists.class, input = "zones zone, healthChecks name, loadBalancers arn")
@ValidationRule(
        value = "self.workload == oldSelf.workload",
        message = "workload cannot be changed: create another ZonedService and move the traffic",
        fieldPath = ".workload")
@ValidationRule(
        value = "has(self.volumeClaimTemplates) == has(oldSelf.volumeClaimTemplates)"
                + " && (!has(self.volumeClaimTemplates) || self.volumeClaimTemplates == oldSelf.volumeClaimTemplates)",
        message = "volumeClaimTemplates cannot be changed: create another ZonedService and move the data")
@ValidationRule(
        value = "!has(self.volumeClaimTemplates) || self.workload == 'StatefulSet'",
        message = "volumeClaimTemplates need workload: StatefulSet")
@ValidationRule(
        value = "!has(self.podManagementPolicy) || self.workload == 'StatefulSet'",
        message = "podManagementPolicy needs workload: StatefulSet")
@ValidationRule(
        value = "(has(self.podManagementPolicy) ? self.podManagementPolicy : 'OrderedReady')"
                + " == (has(oldSelf.podManagementPolicy) ? oldSelf.podManagementPolicy : 'OrderedReady')",
        message = "podManagementPolicy cannot be changed: create another ZonedService and move the data")
public record ZonedServiceSpec(
        @SpecReplicas
        @Min(0)
        @Max(100_000)
        @Default("1")
        @JsonPropertyDescription("Pods that must serve, even with spread.toleratedZoneFailures zones lost.")
        Integer replicas,

        @Default("Deployment")
        @JsonPropertyDescription("What runs in each zone: Deployment or StatefulSet. Cannot be changed.")
        Workload workload,

        @Size(min = 1, max = 64)
        @JsonPropertyDescription("The zones to use, by name or ID; every zone with a schedulable node unless given.")
        List<ZoneRequest> zones,

        @JsonPropertyDescription("How evenly the pods are spread and how many lost zones are tolerated.")
        Spread spread,

        @Required
        @SchemaFrom(type = Object.class)
        @PreserveUnknownFields
        @JsonPropertyDescription("The pods, as spec.template of a Deployment.")
        JsonNode template,

        @Size(max = 16) @JsonPropertyDescription("Claims of each pod, as in a StatefulSet. Cannot be changed.")
        List<VolumeClaimTemplate> volumeClaimTemplates,

        @JsonPropertyDescription(
                "Services over the pods: NAME over all zones and NAME-ZONE for each; none unless given.")
        ServiceSpec service,

        @Size(max = 16) @JsonPropertyDescription("What shows from outside that a stack serves.")
        List<HealthCheck> healthChecks,

        @JsonPropertyDescription("What to do when a zone fails.")
        ZoneFailure zoneFailure,

        @JsonPropertyDescription("How a change of the template goes through the zones.")
        Rollout rollout,

        @JsonPropertyDescription("How many pods may be evicted at once.")
        Disruption disruption,

        @Size(max = 16) @JsonPropertyDescription("AWS load balancers in front of the service.")
        List<LoadBalancer> loadBalancers,

        @JsonPropertyDescription(
                "Labels and annotations of every object that Zonekeeper creates for the service, pods included, as a"
                        + " cluster's policy may require them. A change replaces all pods, zone by zone, as a change of the"
                        + " template does.")
        CommonMetadata commonMetadata,

        @Min(0)
        @Max(86_400)
        @JsonPropertyDescription(
                "Seconds that a new pod has to be ready, without a container failing, before its Deployment or StatefulSet"
                        + " replaces the next one. Defaults to 0.")
        Integer minReadySeconds,

        @JsonPropertyDescription(
                "How the StatefulSet of a zone starts and stops its pods: OrderedReady (one after the other) or Parallel (all"
                        + " at once). Defaults to OrderedReady. Cannot be changed. Needs workload StatefulSet.")
        PodManagementPolicy podManagementPolicy,

        @Min(0)
        @Max(1_000)
        @JsonPropertyDescription(
                "Old ReplicaSets or ControllerRevisions that each zone's workload keeps. Defaults to 10. Zonekeeper does not"
                        + " need them: to roll back, apply the old template again.")
        Integer revisionHistoryLimit) {

    /** Returns this spec with other replicas. */
    public ZonedServiceSpec withReplicas(int newReplicas) {
        return new ZonedServiceSpec(
                newReplicas,
                workload,
                zones,
                spread,
                template,
                volumeClaimTemplates,
                service,
                healthChecks,
                zoneFailure,
                rollout,
                disruption,
                loadBalancers,
                commonMetadata,
                minReadySeconds,
                podManagementPolicy,
                revisionHistoryLimit);
    }

    /** How a StatefulSet starts and stops its pods. */
    public enum PodManagementPolicy {
        /** One after the other. */
        @JsonProperty("OrderedReady")
        ORDERED_READY,
        /** All at once. */
        @JsonProperty("Parallel")
        PARALLEL
    }

    /** What runs in each zone. */
    public enum Workload {
        /** Interchangeable pods. */
        @JsonProperty("Deployment")
        DEPLOYMENT,
        /** Pods with names and, where asked for, volumes of their own. */
        @JsonProperty("StatefulSet")
        STATEFUL_SET
    }
}
