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

/**
 * The observed state of a zone.
 *
 * @param observedGeneration the metadata.generation that this status was last computed from
 * @param zone the name of the zone, from the node label topology.kubernetes.io/zone
 * @param zoneId the ID of the zone, the same in every AWS account. Absent if the nodes have no topology.k8s.aws/zone-id
 *     label
 * @param region the region of the zone. Absent if the nodes have no region label
 * @param slot the number N of the zone in the pod labels zonekeeper.io/outside-N, with which traffic is removed from
 *     it. Absent if no number was free; such a zone cannot be evacuated
 * @param nodes the number of nodes in the zone
 * @param absentSince when the last node of the zone disappeared. Absent while the zone has nodes
 * @param verdict Healthy: no evidence against the zone. Suspect: one kind of evidence against it. Unhealthy: two
 *     independent kinds. Unknown: not enough current evidence
 * @param verdictSince when the verdict last changed
 * @param healthySince since when the zone has been Healthy. Absent while it is not
 * @param evidence the evidence for the verdict, with the figures of the moment when it changed
 * @param wouldChange what would change the verdict
 * @param signals the result of each signal when evidence was written
 * @param kubeletsReachable whether the operator can connect to the kubelets of the zone. Only if true are nodes that do
 *     not respond evidence against the zone; an operator that starts while the zone is down relies on it. Absent until
 *     the operator has tried
 * @param cordon the cordon in effect: no traffic is sent to the zone and no new pods are placed in it. Absent while the
 *     zone is not cordoned
 * @param automaticCordons the times of automatic cordons in the last 24 hours; they count against
 *     limits.zoneCordonsPerDay
 * @param returnedAt when the last automatic cordon ended
 * @param lastHandledFailback the last handled value of the annotation zonekeeper.io/failback
 * @param aws what AWS reports about the zone. Absent if it reports nothing or if AWS signals are disabled
 * @param drill the running or last drill and its result
 * @param conditions Ready, Present (the zone has nodes), Cordoned, and others that need attention
 */
@JsonClassDescription("The observed state of the zone, written by the operator.")
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "conditions type, signals signal")
@SchemaCustomizer(value = Timestamps.class, input = "absentSince, verdictSince, healthySince, returnedAt")
@SchemaCustomizer(value = FormerNames.class, input = "failbackAnswered lastHandledFailback")
public record ZoneStatus(
        @JsonPropertyDescription("The metadata.generation that this status was last computed from.")
        Long observedGeneration,

        @JsonPropertyDescription("The name of the zone, from the node label topology.kubernetes.io/zone.")
        String zone,

        @JsonPropertyDescription(
                "The ID of the zone, the same in every AWS account. Absent if the nodes have no topology.k8s.aws/zone-id label.")
        String zoneId,

        @JsonPropertyDescription("The region of the zone. Absent if the nodes have no region label.")
        String region,

        @JsonPropertyDescription(
                "The number N of the zone in the pod labels zonekeeper.io/outside-N, with which traffic is removed from it. Absent if no number was free; such a zone cannot be evacuated.")
        Integer slot,

        @JsonPropertyDescription("The number of nodes in the zone.")
        NodeCount nodes,

        @JsonPropertyDescription("When the last node of the zone disappeared. Absent while the zone has nodes.")
        String absentSince,

        @JsonPropertyDescription(
                "Healthy: no evidence against the zone. Suspect: one kind of evidence against it. Unhealthy: two independent kinds. Unknown: not enough current evidence.")
        String verdict,

        @JsonPropertyDescription("When the verdict last changed.")
        String verdictSince,

        @JsonPropertyDescription("Since when the zone has been Healthy. Absent while it is not.")
        String healthySince,

        @JsonPropertyDescription("The evidence for the verdict, with the figures of the moment when it changed.")
        String evidence,

        @JsonPropertyDescription("What would change the verdict.")
        String wouldChange,

        @JsonPropertyDescription("The result of each signal when evidence was written.")
        List<SignalStatus> signals,

        @JsonPropertyDescription(
                "Whether the operator can connect to the kubelets of the zone. Only if true are nodes that do not respond evidence against the zone; an operator that starts while the zone is down relies on it. Absent until the operator has tried.")
        Boolean kubeletsReachable,

        @JsonPropertyDescription(
                "The cordon in effect: no traffic is sent to the zone and no new pods are placed in it. Absent while the zone is not cordoned.")
        CordonStatus cordon,

        @JsonPropertyDescription(
                "The times of automatic cordons in the last 24 hours; they count against limits.zoneCordonsPerDay.")
        List<String> automaticCordons,

        @JsonPropertyDescription("When the last automatic cordon ended.")
        String returnedAt,

        @JsonAlias("failbackAnswered")
        @JsonPropertyDescription("The last handled value of the annotation zonekeeper.io/failback.")
        String lastHandledFailback,

        @JsonPropertyDescription(
                "What AWS reports about the zone. Absent if it reports nothing or if AWS signals are disabled.")
        AwsStatus aws,

        @JsonPropertyDescription("The running or last drill and its result.")
        DrillStatus drill,

        @JsonPropertyDescription("Ready, Present (the zone has nodes), Cordoned, and others that need attention.")
        List<Condition> conditions) {

    /**
     * Nodes of a zone.
     *
     * @param total the total number of nodes
     * @param ready the number of nodes whose kubelet reports Ready
     * @param schedulable the number of nodes that are Ready and accept new pods
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record NodeCount(
            @JsonPropertyDescription("The total number of nodes.")
            Integer total,

            @JsonPropertyDescription("The number of nodes whose kubelet reports Ready.")
            Integer ready,

            @JsonPropertyDescription("The number of nodes that are Ready and accept new pods.")
            Integer schedulable) {}

    /**
     * The result of one signal.
     *
     * @param signal the signal: heartbeats, kubelets, nodes, pods, probes, services, aws or prometheus
     * @param result Good: no evidence against the zone. Bad: evidence against it. Recent: bad, but not for long enough,
     *     or not evidence against the zone. Shared: bad in other zones as well
     * @param samples the number of nodes, pods, services or queries that were checked
     * @param failures the number of them that were bad
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record SignalStatus(
            @Required
            @JsonPropertyDescription(
                    "The signal: heartbeats, kubelets, nodes, pods, probes, services, aws or prometheus.")
            String signal,

            @JsonPropertyDescription(
                    "Good: no evidence against the zone. Bad: evidence against it. Recent: bad, but not for long enough, or not evidence against the zone. Shared: bad in other zones as well.")
            String result,

            @JsonPropertyDescription("The number of nodes, pods, services or queries that were checked.")
            Integer samples,

            @JsonPropertyDescription("The number of them that were bad.")
            Integer failures) {}

    /**
     * The cordon in effect.
     *
     * @param by what the zone is cordoned by. Automatic: the verdict. Manual: spec.cordon. Closure: a planned or
     *     announced closure. External: someone else made all its nodes unschedulable. Drill: spec.drill
     * @param reason why the zone is cordoned
     * @param since when the cordon began
     * @param deadline when the zone closes and the evacuation must be complete. Only with Closure
     * @param automatic the automatic cordon beneath a manual one. It stays in effect when spec.cordon is removed, until
     *     the zone has recovered
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "since, deadline")
    public record CordonStatus(
            @JsonPropertyDescription(
                    "What the zone is cordoned by. Automatic: the verdict. Manual: spec.cordon. Closure: a planned or announced closure. External: someone else made all its nodes unschedulable. Drill: spec.drill.")
            String by,

            @JsonPropertyDescription("Why the zone is cordoned.")
            String reason,

            @JsonPropertyDescription("When the cordon began.")
            String since,

            @JsonPropertyDescription("When the zone closes and the evacuation must be complete. Only with Closure.")
            String deadline,

            @JsonPropertyDescription(
                    "The automatic cordon beneath a manual one. It stays in effect when spec.cordon is removed, until the zone has recovered.")
            AutomaticCordon automatic) {}

    /**
     * An automatic cordon beneath a manual one.
     *
     * @param reason the evidence for which the zone was cordoned
     * @param since when the automatic cordon began
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "since")
    public record AutomaticCordon(
            @JsonPropertyDescription("The evidence for which the zone was cordoned.")
            String reason,

            @JsonPropertyDescription("When the automatic cordon began.")
            String since) {}

    /**
     * What AWS reports about the zone.
     *
     * @param summary all reports in one line
     * @param closure the announced closure of the zone. Absent if none is announced
     * @param events the individual reports
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record AwsStatus(
            @JsonPropertyDescription("All reports in one line.")
            String summary,

            @JsonPropertyDescription("The announced closure of the zone. Absent if none is announced.")
            AnnouncedClosure closure,

            @JsonPropertyDescription("The individual reports of AWS.")
            List<AwsEvent> events) {}

    /**
     * An announced closure of the zone.
     *
     * @param at when the zone closes
     * @param source the ARN of the Health event that announced the closure
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "at")
    public record AnnouncedClosure(
            @JsonPropertyDescription("When the zone closes.")
            String at,

            @JsonPropertyDescription("The ARN of the Health event that announced the closure.")
            String source) {}

    /**
     * A report of AWS about the zone.
     *
     * @param source the source of the report: availabilityZoneState, healthEvents, autoshifts, instanceStatus or alarms
     * @param weight Evidence: counts against the zone. Announcement: announces the closure of the zone. Information:
     *     neither
     * @param text the text of the report
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record AwsEvent(
            @JsonPropertyDescription(
                    "The source of the report: availabilityZoneState, healthEvents, autoshifts, instanceStatus or alarms.")
            String source,

            @JsonPropertyDescription(
                    "Evidence: counts against the zone. Announcement: announces the closure of the zone. Information: neither.")
            String weight,

            @JsonPropertyDescription("The text of the report.")
            String text) {}

    /**
     * A drill and its result.
     *
     * @param request the spec.drill that this reports on. Absent once that was removed
     * @param phase Waiting: not begun. Running: the zone is treated as lost. Returning: services fail back. Ended: all
     *     done
     * @param outcome Completed: it ran for its full duration. Aborted: it was ended early. Refused: it did not begin.
     *     Absent until known
     * @param reason the machine-readable reason of the outcome
     * @param message the human-readable reason of the outcome
     * @param startedAt when the zone began to be treated as lost
     * @param until when that ends at the latest
     * @param endedAt when the zone ceased to be treated as lost
     * @param services the number of services that had pods in the zone
     * @param evacuated the maximum number of these services that were evacuated at the same time
     * @param trafficRemovedAfter the time from the start until traffic was removed from the zone for all of these
     *     services. Absent if one was not evacuated
     * @param replacedAfter the time from the start until all evacuated services had their replacement pods ready
     * @param returnedAfter the time from the end until all services had failed back
     * @param lowestReady the service with the smallest share of its replicas ready. Absent if none was below its
     *     replicas
     * @param notEvacuated the services that were not evacuated, with the reason; 16 at most
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "startedAt, until, endedAt")
    @SchemaCustomizer(value = KeyedLists.class, input = "notEvacuated service")
    @SchemaCustomizer(value = FormerNames.class, input = "order request")
    public record DrillStatus(
            @JsonAlias("order")
            @JsonPropertyDescription("The spec.drill that this reports on. Absent once that was removed.")
            String request,

            @JsonPropertyDescription(
                    "Waiting: not begun. Running: the zone is treated as lost. Returning: services fail back. Ended: all done.")
            String phase,

            @JsonPropertyDescription(
                    "Completed: it ran for its full duration. Aborted: it was ended early. Refused: it did not begin. Absent until known.")
            String outcome,

            @JsonPropertyDescription("The machine-readable reason of the outcome.")
            String reason,

            @JsonPropertyDescription("The human-readable reason of the outcome.")
            String message,

            @JsonPropertyDescription("When the zone began to be treated as lost.")
            String startedAt,

            @JsonPropertyDescription("When the drill ends at the latest.")
            String until,

            @JsonPropertyDescription("When the zone ceased to be treated as lost.")
            String endedAt,

            @JsonPropertyDescription("The number of services that had pods in the zone.")
            Integer services,

            @JsonPropertyDescription("The maximum number of these services that were evacuated at the same time.")
            Integer evacuated,

            @JsonPropertyDescription(
                    "The time from the start until traffic was removed from the zone for all of these services. Absent if one was not evacuated.")
            String trafficRemovedAfter,

            @JsonPropertyDescription(
                    "The time from the start until all evacuated services had their replacement pods ready.")
            String replacedAfter,

            @JsonPropertyDescription("The time from the end until all services had failed back.")
            String returnedAfter,

            @JsonPropertyDescription(
                    "The service with the smallest share of its replicas ready. Absent if none was below its replicas.")
            LowestReady lowestReady,

            @JsonPropertyDescription("The services that were not evacuated, with the reason; 16 at most.")
            List<NotEvacuated> notEvacuated) {}

    /**
     * The lowest number of ready pods of a service during a drill.
     *
     * @param service the namespace and name of the service
     * @param ready the number of pods that were ready and received traffic
     * @param replicas the number of pods that must be ready (spec.replicas)
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record LowestReady(
            @JsonPropertyDescription("The namespace and name of the service.")
            String service,

            @JsonPropertyDescription("The number of pods that were ready and received traffic.")
            Integer ready,

            @JsonPropertyDescription("The number of pods that must be ready (spec.replicas).")
            Integer replicas) {}

    /**
     * A service that was not evacuated during a drill.
     *
     * @param service the namespace and name of the service
     * @param message why the service was not evacuated
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record NotEvacuated(
            @Required @JsonPropertyDescription("The namespace and name of the service.")
            String service,

            @JsonPropertyDescription("Why the service was not evacuated.")
            String message) {}
}
