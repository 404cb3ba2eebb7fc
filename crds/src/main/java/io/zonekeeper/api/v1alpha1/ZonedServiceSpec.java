package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.KeyedLists;
import io.zonekeeper.api.v1alpha1.schema.PodTemplates;

import com.fasterxml.jackson.annotation.JsonClassDescription;
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
 * The desired state of a service.
 *
 * <p>Absent fields stay null; the operator applies their defaults, except for {@code replicas} and {@code workload},
 * which the API server sets.
 *
 * @param replicas the number of pods that must be ready even if spread.toleratedZoneFailures zones are lost. Defaults
 *     to 1
 * @param workload the kind of workload in each zone. Deployment: interchangeable pods. StatefulSet: pods with stable
 *     names and, with volumeClaimTemplates, volumes of their own. Defaults to Deployment. Cannot be changed
 * @param zones the zones to use, by name or ID. Defaults to every zone with a schedulable node
 * @param spread how the pods are spread over the zones and how many lost zones are tolerated. Each setting has its own
 *     default
 * @param template the pod template; same meaning as spec.template of a Deployment
 * @param volumeClaimTemplates the volume claims of each pod; same meaning as in a StatefulSet. Defaults to none. Cannot
 *     be changed
 * @param service services over the pods: NAME over all zones and NAME-ZONE for each zone. Defaults to none, with a
 *     StatefulSet to the headless one it needs
 * @param healthChecks health checks that observers in several zones run against each pod. Defaults to none: the service
 *     is then evacuated only with its zone
 * @param zoneFailure what to do when a zone fails. Each setting has its own default
 * @param rollout how a change of the template is rolled out over the zones. Each setting has its own default
 * @param disruption how many pods may be evicted at the same time. Each setting has its own default
 * @param loadBalancers AWS load balancers in front of the service, shifted away from zones that the service is
 *     evacuated from. Defaults to none
 * @param commonMetadata labels and annotations of every object that Zonekeeper creates for the service, pods included,
 *     as a cluster's policy may require them. A change replaces all pods, zone by zone, as a change of the template
 *     does. Defaults to none
 * @param minReadySeconds the number of seconds a new pod must be ready, without a container failing, before its
 *     Deployment or StatefulSet replaces the next one. Defaults to 0
 * @param podManagementPolicy how the StatefulSet of a zone starts and stops its pods: OrderedReady (one after the
 *     other) or Parallel (all at once). Defaults to OrderedReady. Cannot be changed. Needs workload StatefulSet
 * @param revisionHistoryLimit the number of old ReplicaSets or ControllerRevisions that each zone's workload keeps.
 *     Zonekeeper does not need them: to roll back, apply the old template again. Defaults to 10
 */
@JsonClassDescription("The desired state: pods, the zones they are spread over, and what to do when a zone fails.")
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
        @JsonPropertyDescription(
                "The number of pods that must be ready even if spread.toleratedZoneFailures zones are lost. Defaults to 1.")
        Integer replicas,

        @Default("Deployment")
        @JsonPropertyDescription(
                "The kind of workload in each zone. Deployment: interchangeable pods. StatefulSet: pods with stable names and, with volumeClaimTemplates, volumes of their own. Defaults to Deployment. Cannot be changed.")
        Workload workload,

        @Size(min = 1, max = 64)
        @JsonPropertyDescription("The zones to use, by name or ID. Defaults to every zone with a schedulable node.")
        List<ZoneRequest> zones,

        @JsonPropertyDescription(
                "How the pods are spread over the zones and how many lost zones are tolerated. Each setting has its own default.")
        Spread spread,

        @Required
        @SchemaFrom(type = Object.class)
        @PreserveUnknownFields
        @JsonPropertyDescription("The pod template; same meaning as spec.template of a Deployment.")
        JsonNode template,

        @Size(max = 16)
        @JsonPropertyDescription(
                "The volume claims of each pod; same meaning as in a StatefulSet. Defaults to none. Cannot be changed.")
        List<VolumeClaimTemplate> volumeClaimTemplates,

        @JsonPropertyDescription(
                "Services over the pods: NAME over all zones and NAME-ZONE for each zone. Defaults to none, with a StatefulSet to the headless one it needs.")
        ServiceSpec service,

        @Size(max = 16)
        @JsonPropertyDescription(
                "Health checks that observers in several zones run against each pod. Defaults to none: the service is then evacuated only with its zone.")
        List<HealthCheck> healthChecks,

        @JsonPropertyDescription("What to do when a zone fails. Each setting has its own default.")
        ZoneFailure zoneFailure,

        @JsonPropertyDescription(
                "How a change of the template is rolled out over the zones. Each setting has its own default.")
        Rollout rollout,

        @JsonPropertyDescription("How many pods may be evicted at the same time. Each setting has its own default.")
        Disruption disruption,

        @Size(max = 16)
        @JsonPropertyDescription(
                "AWS load balancers in front of the service, shifted away from zones that the service is evacuated from. Defaults to none.")
        List<LoadBalancer> loadBalancers,

        @JsonPropertyDescription(
                "Labels and annotations of every object that Zonekeeper creates for the service, pods included, as a cluster's policy may require them. A change replaces all pods, zone by zone, as a change of the template does. Defaults to none.")
        CommonMetadata commonMetadata,

        @Min(0)
        @Max(86_400)
        @JsonPropertyDescription(
                "The number of seconds a new pod must be ready, without a container failing, before its Deployment or StatefulSet replaces the next one. Defaults to 0.")
        Integer minReadySeconds,

        @JsonPropertyDescription(
                "How the StatefulSet of a zone starts and stops its pods: OrderedReady (one after the other) or Parallel (all at once). Defaults to OrderedReady. Cannot be changed. Needs workload StatefulSet.")
        PodManagementPolicy podManagementPolicy,

        @Min(0)
        @Max(1_000)
        @JsonPropertyDescription(
                "The number of old ReplicaSets or ControllerRevisions that each zone's workload keeps. Zonekeeper does not need them: to roll back, apply the old template again. Defaults to 10.")
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

    /** The kind of workload in each zone. */
    public enum Workload {
        /** Interchangeable pods. */
        @JsonProperty("Deployment")
        DEPLOYMENT,
        /** Pods with stable names and, with claims, volumes of their own. */
        @JsonProperty("StatefulSet")
        STATEFUL_SET
    }
}
