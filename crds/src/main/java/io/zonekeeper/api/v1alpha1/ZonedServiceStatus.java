package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.KeyedLists;
import io.zonekeeper.api.v1alpha1.schema.Timestamps;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;

/**
 * What runs where, and what would be left if a zone were lost.
 *
 * @param observedGeneration the generation of the spec this was said of
 * @param replicas pods that the zones run, all told
 * @param readyReplicas those that are ready
 * @param selector selects the pods that serve now, without spare ones where {@code spread.autoscalerPods} says so; an
 *     autoscaler reads it
 * @param spread ready pods in each zone, in the order of {@code zones}
 * @param zones the stacks
 * @param zoneLoss what would be left if a zone were lost now
 * @param disruption where pods may be evicted and why, where it is more than the ordinary turn of each zone; null else
 * @param failbackAnswered the last value of the annotation {@code zonekeeper.io/failback} that was acted on; null where
 *     there was none
 * @param rollout how the template goes through the zones
 * @param loadBalancers what ARC was asked to do with the load balancers; null where there are none
 * @param conditions {@code RolledOut}, {@code Ready}, {@code Reconciling}, {@code Stalled}, {@code Balanced},
 *     {@code ZoneRedundant}; while a zone is left {@code Evacuating}, and {@code EvacuationHeld} where something keeps
 *     it from being left; {@code TrafficRemains} where Services of other owners send traffic there;
 *     {@code DisruptionHeld} where something keeps all zones closed to evictions that are asked for
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "zones zone, zoneLoss zone, loadBalancers arn, conditions type")
public record ZonedServiceStatus(
        @JsonPropertyDescription("The generation of the spec this was said of.")
        Long observedGeneration,

        @StatusReplicas @JsonPropertyDescription("Pods that the zones run, all told.")
        Integer replicas,

        @JsonPropertyDescription("Pods that are ready.") Integer readyReplicas,

        @LabelSelector @JsonPropertyDescription("Selects the pods that serve now.")
        String selector,

        @JsonPropertyDescription("Ready pods in each zone, in the order of zones.")
        String spread,

        @JsonPropertyDescription("What runs in each zone.") List<ZoneStack> zones,

        @JsonPropertyDescription("What would be left if a zone were lost now.")
        List<ZoneLoss> zoneLoss,

        @JsonPropertyDescription(
                "Where pods may be evicted and why, where it is more than the ordinary turn of each zone.")
        DisruptionStatus disruption,

        @JsonPropertyDescription("The last value of the annotation zonekeeper.io/failback that was acted on.")
        String failbackAnswered,

        @JsonPropertyDescription("How the template goes through the zones.")
        RolloutStatus rollout,

        @JsonPropertyDescription("Where the load balancers are shifted away from.")
        List<LoadBalancerStatus> loadBalancers,

        @JsonPropertyDescription("Ready, Reconciling, Stalled, Balanced, ZoneRedundant and RolledOut.")
        List<Condition> conditions) {

    /**
     * What runs in one zone.
     *
     * @param zone the zone's name
     * @param zoneId the zone's ID; null where unknown
     * @param state Active; Shedding, Replacing, Drained and Returning while the zone is left and come back to; Leaving
     *     while it is given up
     * @param desired pods the zone shall run
     * @param ready pods that are ready
     * @param updated pods of the present template
     * @param serving whether the zone gets traffic
     * @param since when {@code state} began, RFC 3339
     * @param reason why it is as it is, where there is something to tell
     * @param leftFor what the stack left for: Zone, Drill, Service when it failed there by itself, or Person when it
     *     was annotated; null while it serves
     * @param home pods that the zone ran before any zone of the service was left; null while none is
     * @param unusedClaims volume claims that are kept for pods that are not asked for any more; null where there are
     *     none
     * @param evacuatedAt when traffic was last removed because the service failed in this zone by itself, RFC 3339;
     *     kept after failback, for it counts against {@code limits.serviceEvacuationsPerHour} for an hour; null if
     *     never
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "since, evacuatedAt")
    public record ZoneStack(
            @Required @JsonPropertyDescription("The zone's name.")
            String zone,

            @JsonPropertyDescription("The zone's ID.") String zoneId,

            @JsonPropertyDescription(
                    "Active, Shedding, Replacing, Drained, Returning, or Leaving while it is given up.")
            String state,

            @JsonPropertyDescription("Pods the zone shall run.")
            Integer desired,

            @JsonPropertyDescription("Pods that are ready.") Integer ready,

            @JsonPropertyDescription("Pods of the present template.")
            Integer updated,

            @JsonPropertyDescription("Whether the zone gets traffic.")
            Boolean serving,

            @JsonPropertyDescription("When state began.") String since,
            @JsonPropertyDescription("Why it is as it is.") String reason,

            @JsonPropertyDescription(
                    "What it left for: Zone, Service when it failed there by itself, or Person when it was annotated.")
            String leftFor,

            @JsonPropertyDescription("Pods the zone ran before any zone was left.")
            Integer home,

            @JsonPropertyDescription("Volume claims kept for pods that are not asked for any more.")
            Integer unusedClaims,

            @JsonPropertyDescription(
                    "When the operator last removed traffic from the zone because the service failed its health checks there."
                            + " Kept after failback; it counts against limits.serviceEvacuationsPerHour for one hour.")
            String evacuatedAt) {}

    /**
     * Where pods may be evicted.
     *
     * @param openZone the one zone; null where there is none
     * @param reason why
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record DisruptionStatus(
            @JsonPropertyDescription("The one zone whose budget is open.")
            String openZone,

            @JsonPropertyDescription("Why it is open, or why none is.")
            String reason) {}

    /**
     * How the template goes through the zones.
     *
     * @param revision stands for the template
     * @param phase Complete, Updating, Recovering, Baking, Waiting, Halted or Paused
     * @param zone the zone in step, or waited for; null where there is none
     * @param since when that began, RFC 3339
     * @param stepSince when the zone in step was given the template, RFC 3339; null where there is none
     * @param replaced the revision whose rollout this one replaced before it was known to be good; null where there is
     *     none
     * @param refused why pods of the template were not created in the zone; null while the zone has the template
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "since, stepSince")
    public record RolloutStatus(
            @JsonPropertyDescription("Stands for the template, as the annotation zonekeeper.io/revision of the stacks.")
            String revision,

            @JsonPropertyDescription(
                    "Complete, Updating, Recovering (the zone was failing before it was given the template and has not passed its health checks since), Baking, Waiting, Halted or Paused.")
            String phase,

            @JsonPropertyDescription("The zone in step, or waited for.")
            String zone,

            @JsonPropertyDescription("When that began.") String since,

            @JsonPropertyDescription(
                    "When the zone in step was given the template. Pods created before have another template.")
            String stepSince,

            @JsonPropertyDescription(
                    "The revision whose rollout this one replaced before it was known to be good. Failures in zones that still have it are attributed to that template, not to the zone.")
            String replaced,

            @JsonPropertyDescription(
                    "Why pods of the template could not be created in the zone, as the API server reported it. While it is set, the zone has the previous template, because the service needs pods there.")
            String refused) {}

    /**
     * What would be left if a zone were lost now.
     *
     * @param zone the zone's name
     * @param readyLeft ready pods in the other zones
     * @param percentLeft the same, of {@code replicas}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ZoneLoss(
            @Required @JsonPropertyDescription("The zone that would be lost.")
            String zone,

            @JsonPropertyDescription("Ready pods in the other zones.")
            Integer readyLeft,

            @JsonPropertyDescription("Ready pods in the other zones, of replicas.")
            Integer percentLeft) {}

    /**
     * A load balancer, and where it is shifted away from.
     *
     * @param arn its ARN
     * @param state Open, Shifting (asked for), Shifted, ShiftedByOthers, or Refused
     * @param zone name of the zone it is shifted away from; null for none
     * @param shiftId ARC's id of the shift; null for none
     * @param expires when it ends unless it is renewed, RFC 3339
     * @param reason why it is as it is, where there is something to tell
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "expires")
    public record LoadBalancerStatus(
            @Required @JsonPropertyDescription("Its ARN.") String arn,

            @JsonPropertyDescription("Open, Shifting, Shifted, ShiftedByOthers or Refused.")
            String state,

            @JsonPropertyDescription("The zone it is shifted away from.")
            String zone,

            @JsonPropertyDescription("ARC's id of the shift.")
            String shiftId,

            @JsonPropertyDescription("When it ends unless it is renewed.")
            String expires,

            @JsonPropertyDescription("Why it is as it is.") String reason) {}
}
