package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.FormerNames;
import io.zonekeeper.api.v1alpha1.schema.KeyedLists;
import io.zonekeeper.api.v1alpha1.schema.Timestamps;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;

/**
 * The observed state of a service in each zone.
 *
 * @param observedGeneration the metadata.generation that this status was last computed from; -1 until the operator has
 *     reconciled the object
 * @param replicas the total number of pods in all zones
 * @param readyReplicas the number of pods that are ready
 * @param selector the label selector of the pods in zones with traffic, for autoscalers; without spare pods if
 *     spread.autoscalerPods is WithoutSpare
 * @param spread the number of ready pods in each zone, in the order of zones
 * @param zones the state of the service in each zone
 * @param zoneLoss what would be left if a zone were lost now, for each zone
 * @param disruption the drained zone whose pods may be evicted, or what prevents evictions. Absent while one pod may be
 *     evicted at a time
 * @param lastHandledFailback the last handled value of the annotation zonekeeper.io/failback
 * @param rollout the progress of the template through the zones
 * @param loadBalancers the zonal shift of each load balancer
 * @param conditions Ready, Reconciling, Stalled, Balanced, ZoneRedundant and RolledOut; Evacuating while a zone is
 *     evacuated; EvacuationHeld and DisruptionHeld while something prevents an evacuation or all evictions;
 *     TrafficRemains while Services of other owners send traffic to an evacuated zone
 */
@JsonClassDescription("The observed state in each zone, written by the operator.")
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "zones zone, zoneLoss zone, loadBalancers arn, conditions type")
@SchemaCustomizer(value = FormerNames.class, input = "failbackAnswered lastHandledFailback")
public record ZonedServiceStatus(
        @JsonPropertyDescription(
                "The metadata.generation that this status was last computed from; -1 until the operator has reconciled the object.")
        Long observedGeneration,

        @StatusReplicas @JsonPropertyDescription("The total number of pods in all zones.")
        Integer replicas,

        @JsonPropertyDescription("The number of pods that are ready.")
        Integer readyReplicas,

        @LabelSelector
        @JsonPropertyDescription(
                "The label selector of the pods in zones with traffic, for autoscalers; without spare pods if spread.autoscalerPods is WithoutSpare.")
        String selector,

        @JsonPropertyDescription("The number of ready pods in each zone, in the order of zones.")
        String spread,

        @JsonPropertyDescription("The state of the service in each zone.")
        List<ZoneStack> zones,

        @JsonPropertyDescription("What would be left if a zone were lost now, for each zone.")
        List<ZoneLoss> zoneLoss,

        @JsonPropertyDescription(
                "The drained zone whose pods may be evicted, or what prevents evictions. Absent while one pod may be evicted at a time.")
        DisruptionStatus disruption,

        @JsonAlias("failbackAnswered")
        @JsonPropertyDescription("The last handled value of the annotation zonekeeper.io/failback.")
        String lastHandledFailback,

        @JsonPropertyDescription("The progress of the template through the zones.")
        RolloutStatus rollout,

        @JsonPropertyDescription("The zonal shift of each load balancer.")
        List<LoadBalancerStatus> loadBalancers,

        @JsonPropertyDescription(
                "Ready, Reconciling, Stalled, Balanced, ZoneRedundant and RolledOut; Evacuating while a zone is evacuated; EvacuationHeld and DisruptionHeld while something prevents an evacuation or all evictions; TrafficRemains while Services of other owners send traffic to an evacuated zone.")
        List<Condition> conditions) {

    /**
     * The state of the service in one zone.
     *
     * @param zone the name of the zone
     * @param zoneId the ID of the zone. Absent if unknown
     * @param state Active: in use. Shedding: traffic removed, pods kept. Replacing: pods are being replaced in other
     *     zones. Drained: replaced; one pod is kept as canary. Returning: pods are being restored before traffic
     *     returns. Removing: the service no longer uses the zone
     * @param desired the desired number of pods in the zone
     * @param ready the number of pods that are ready
     * @param updated the number of pods with the current template
     * @param serving whether the zone receives traffic: true or false
     * @param since when state last changed
     * @param reason why the zone is in this state. Absent while there is nothing to report
     * @param evacuationCause why the service was evacuated from the zone. Zone: the zone is cordoned. Drill: a drill
     *     treats the zone as lost. Service: the service failed its health checks there. Manual: the annotation
     *     zonekeeper.io/evacuate names the zone. Absent while it is not evacuated
     * @param replicasBeforeEvacuation the number of pods in the zone before any zone of the service was evacuated.
     *     Absent while none is
     * @param unusedClaims the number of volume claims that are kept without a pod that uses them. Absent if there are
     *     none
     * @param evacuatedAt when the operator last removed traffic from the zone because the service failed its health
     *     checks there. Kept after failback; it counts against limits.serviceEvacuationsPerHour for one hour
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "since, evacuatedAt")
    @SchemaCustomizer(value = FormerNames.class, input = "leftFor evacuationCause, home replicasBeforeEvacuation")
    public record ZoneStack(
            @Required @JsonPropertyDescription("The name of the zone.")
            String zone,

            @JsonPropertyDescription("The ID of the zone. Absent if unknown.")
            String zoneId,

            @JsonPropertyDescription(
                    "Active: in use. Shedding: traffic removed, pods kept. Replacing: pods are being replaced in other zones. Drained: replaced; one pod is kept as canary. Returning: pods are being restored before traffic returns. Removing: the service no longer uses the zone.")
            String state,

            @JsonPropertyDescription("The desired number of pods in the zone.")
            Integer desired,

            @JsonPropertyDescription("The number of pods that are ready.")
            Integer ready,

            @JsonPropertyDescription("The number of pods with the current template.")
            Integer updated,

            @JsonPropertyDescription("Whether the zone receives traffic: true or false.")
            Boolean serving,

            @JsonPropertyDescription("When state last changed.")
            String since,

            @JsonPropertyDescription("Why the zone is in this state. Absent while there is nothing to report.")
            String reason,

            @JsonAlias("leftFor")
            @JsonPropertyDescription(
                    "Why the service was evacuated from the zone. Zone: the zone is cordoned. Drill: a drill treats the zone as lost. Service: the service failed its health checks there. Manual: the annotation zonekeeper.io/evacuate names the zone. Absent while it is not evacuated.")
            String evacuationCause,

            @JsonAlias("home")
            @JsonPropertyDescription(
                    "The number of pods in the zone before any zone of the service was evacuated. Absent while none is.")
            Integer replicasBeforeEvacuation,

            @JsonPropertyDescription(
                    "The number of volume claims that are kept without a pod that uses them. Absent if there are none.")
            Integer unusedClaims,

            @JsonPropertyDescription(
                    "When the operator last removed traffic from the zone because the service failed its health checks there. Kept after failback; it counts against limits.serviceEvacuationsPerHour for one hour.")
            String evacuatedAt) {}

    /**
     * Where pods may be evicted.
     *
     * @param openZone the drained zone that has an open budget of its own. Absent if none has
     * @param reason why the budget of this zone is open, or why no pod may be evicted
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record DisruptionStatus(
            @JsonPropertyDescription("The drained zone that has an open budget of its own. Absent if none has.")
            String openZone,

            @JsonPropertyDescription("Why the budget of this zone is open, or why no pod may be evicted.")
            String reason) {}

    /**
     * The progress of the template through the zones.
     *
     * @param revision the hash of the template, as in the annotation zonekeeper.io/revision of the workloads
     * @param phase Complete: every zone has the template. Updating: a zone is being updated. Recovering: the zone
     *     failed before it was updated and has not passed its health checks since. Baking: an updated zone is observed.
     *     Waiting: for a zone that cannot be updated now. Halted: stopped, manual action required. Paused:
     *     spec.rollout.paused is set
     * @param zone the zone being updated or waited for. Absent if there is none
     * @param since when phase or zone last changed
     * @param stepSince when the zone being updated got the template. Pods created earlier have another template
     * @param replaced the revision whose rollout this one replaced before it was known to be good. Failures in zones
     *     that still have it are attributed to that template, not to the zone
     * @param refused why pods of the template could not be created in the zone, as reported by the API server. While it
     *     is set, the zone has the previous template, because the service needs pods there
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "since, stepSince")
    public record RolloutStatus(
            @JsonPropertyDescription(
                    "The hash of the template, as in the annotation zonekeeper.io/revision of the workloads.")
            String revision,

            @JsonPropertyDescription(
                    "Complete: every zone has the template. Updating: a zone is being updated. Recovering: the zone failed before it was updated and has not passed its health checks since. Baking: an updated zone is observed. Waiting: for a zone that cannot be updated now. Halted: stopped, manual action required. Paused: spec.rollout.paused is set.")
            String phase,

            @JsonPropertyDescription("The zone being updated or waited for. Absent if there is none.")
            String zone,

            @JsonPropertyDescription("When phase or zone last changed.")
            String since,

            @JsonPropertyDescription(
                    "When the zone being updated got the template. Pods created earlier have another template.")
            String stepSince,

            @JsonPropertyDescription(
                    "The revision whose rollout this one replaced before it was known to be good. Failures in zones that still have it are attributed to that template, not to the zone.")
            String replaced,

            @JsonPropertyDescription(
                    "Why pods of the template could not be created in the zone, as reported by the API server. While it is set, the zone has the previous template, because the service needs pods there.")
            String refused) {}

    /**
     * What would be left if a zone were lost now.
     *
     * @param zone the name of the zone that would be lost
     * @param readyLeft the number of ready pods in the other zones
     * @param percentLeft the number of ready pods in the other zones, as a percentage of replicas
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ZoneLoss(
            @Required @JsonPropertyDescription("The name of the zone that would be lost.")
            String zone,

            @JsonPropertyDescription("The number of ready pods in the other zones.")
            Integer readyLeft,

            @JsonPropertyDescription("The number of ready pods in the other zones, as a percentage of replicas.")
            Integer percentLeft) {}

    /**
     * The zonal shift of a load balancer.
     *
     * @param arn the ARN of the load balancer
     * @param state Open: not shifted. Shifting: a zonal shift was requested. Shifted: Zonekeeper's shift is in effect.
     *     ShiftedByOthers: a shift that someone else started is in effect. Refused: AWS or a rule refuses the shift
     * @param zone the zone that traffic is shifted away from. Absent if none is
     * @param shiftId the ID of the zonal shift in ARC. Absent if there is none
     * @param expires when the shift expires unless it is renewed
     * @param reason why the load balancer is in this state. Absent while there is nothing to report
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "expires")
    public record LoadBalancerStatus(
            @Required @JsonPropertyDescription("The ARN of the load balancer.")
            String arn,

            @JsonPropertyDescription(
                    "Open: not shifted. Shifting: a zonal shift was requested. Shifted: Zonekeeper's shift is in effect. ShiftedByOthers: a shift that someone else started is in effect. Refused: AWS or a rule refuses the shift.")
            String state,

            @JsonPropertyDescription("The zone that traffic is shifted away from. Absent if none is.")
            String zone,

            @JsonPropertyDescription("The ID of the zonal shift in ARC. Absent if there is none.")
            String shiftId,

            @JsonPropertyDescription("When the shift expires unless it is renewed.")
            String expires,

            @JsonPropertyDescription("Why the load balancer is in this state. Absent while there is nothing to report.")
            String reason) {}
}
