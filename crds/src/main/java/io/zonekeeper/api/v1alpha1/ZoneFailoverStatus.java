package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.KeyedLists;
import io.zonekeeper.api.v1alpha1.schema.Timestamps;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;

/**
 * The observed state of the Services in each zone.
 *
 * @param observedGeneration the metadata.generation that this status was last computed from; -1 until the operator has
 *     reconciled the object
 * @param protectedServices how many of the selected Services are protected, as 3/4
 * @param evacuatedZones the zones that traffic of a Service was removed from, by name, separated by commas. Absent if
 *     there are none
 * @param services the state of each selected Service
 * @param lastHandledFailback the last handled value of the annotation zonekeeper.io/failback
 * @param conditions Ready, Reconciling, Stalled and Protected; Evacuating while a zone is evacuated; EvacuationHeld
 *     while something prevents an evacuation or a replacement
 */
@JsonClassDescription("The observed state of the Services in each zone, written by the operator.")
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "services name, conditions type")
public record ZoneFailoverStatus(
        @JsonPropertyDescription(
                "The metadata.generation that this status was last computed from; -1 until the operator has reconciled the object.")
        Long observedGeneration,

        @JsonPropertyDescription("How many of the selected Services are protected, as 3/4.")
        String protectedServices,

        @JsonPropertyDescription(
                "The zones that traffic of a Service was removed from, by name, separated by commas. Absent if there are none.")
        String evacuatedZones,

        @JsonPropertyDescription("The state of each selected Service.")
        List<ServiceState> services,

        @JsonPropertyDescription("The last handled value of the annotation zonekeeper.io/failback.")
        String lastHandledFailback,

        @JsonPropertyDescription(
                "Ready, Reconciling, Stalled and Protected; Evacuating while a zone is evacuated; EvacuationHeld while something prevents an evacuation or a replacement.")
        List<Condition> conditions) {

    /**
     * A selected Service.
     *
     * @param name the name of the Service
     * @param unprotected why the Service is not protected. Absent if it is
     * @param zones the state of the Service in each zone
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = KeyedLists.class, input = "zones zone")
    public record ServiceState(
            @Required @JsonPropertyDescription("The name of the Service.")
            String name,

            @JsonPropertyDescription("Why the Service is not protected. Absent if it is.")
            String unprotected,

            @JsonPropertyDescription("The state of the Service in each zone.")
            List<ZoneState> zones) {}

    /**
     * A Service in a zone.
     *
     * @param zone the name of the zone
     * @param state Active: the zone gets traffic. Shedding: it gets none, and its pods stay. Replacing: it gets none,
     *     and its pods are being replaced in other zones. Drained: it gets none, and no pod remains to be replaced.
     *     Returning: it gets traffic again, and pods of other zones are being moved back
     * @param serving whether the zone gets traffic: true or false
     * @param pods the number of pods of the Service in the zone, without those being deleted
     * @param ready how many of them are ready
     * @param since when the state began
     * @param evacuationCause why the zone was evacuated. Zone: it was cordoned. Manual: the annotation
     *     zonekeeper.io/evacuate names it. Drill: a drill treats it as lost. Service: the Service failed its health
     *     checks there. Absent while it is Active
     * @param podsBeforeEvacuation the number of pods in the zone when its evacuation began. Absent while it is Active
     * @param lastEvictedPod the pod of another zone that was last evicted to return to the zone. Absent unless it is
     *     Returning
     * @param podsAtLastEviction the number of pods in the zone when one of another zone was last evicted to return to
     *     it. Absent unless it is Returning
     * @param evacuatedAt when the operator last removed traffic from the zone because the Service failed its health
     *     checks there. Kept after failback; it counts against limits.serviceEvacuationsPerHour for one hour
     * @param reason why the zone is in this state. Absent while there is nothing to report
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "since, evacuatedAt")
    public record ZoneState(
            @Required @JsonPropertyDescription("The name of the zone.")
            String zone,

            @JsonPropertyDescription(
                    "Active: the zone gets traffic. Shedding: it gets none, and its pods stay. Replacing: it gets none, and its pods are being replaced in other zones. Drained: it gets none, and no pod remains to be replaced. Returning: it gets traffic again, and pods of other zones are being moved back.")
            String state,

            @JsonPropertyDescription("Whether the zone gets traffic: true or false.")
            Boolean serving,

            @JsonPropertyDescription("The number of pods of the Service in the zone, without those being deleted.")
            Integer pods,

            @JsonPropertyDescription("How many of them are ready.")
            Integer ready,

            @JsonPropertyDescription("When the state began.")
            String since,

            @JsonPropertyDescription(
                    "Why the zone was evacuated. Zone: it was cordoned. Manual: the annotation zonekeeper.io/evacuate names it. Drill: a drill treats it as lost. Service: the Service failed its health checks there. Absent while it is Active.")
            String evacuationCause,

            @JsonPropertyDescription(
                    "The number of pods in the zone when its evacuation began. Absent while it is Active.")
            Integer podsBeforeEvacuation,

            @JsonPropertyDescription(
                    "The pod of another zone that was last evicted to return to the zone. Absent unless it is Returning.")
            String lastEvictedPod,

            @JsonPropertyDescription(
                    "The number of pods in the zone when one of another zone was last evicted to return to it. Absent unless it is Returning.")
            Integer podsAtLastEviction,

            @JsonPropertyDescription(
                    "When the operator last removed traffic from the zone because the Service failed its health checks there. Kept after failback; it counts against limits.serviceEvacuationsPerHour for one hour.")
            String evacuatedAt,

            @JsonPropertyDescription("Why the zone is in this state. Absent while there is nothing to report.")
            String reason) {}
}
