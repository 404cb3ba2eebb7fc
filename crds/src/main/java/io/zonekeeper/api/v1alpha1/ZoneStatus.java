package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.KeyedLists;
import io.zonekeeper.api.v1alpha1.schema.Timestamps;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;

/**
 * What the operator knows of a zone.
 *
 * @param observedGeneration the generation of the spec this was said of
 * @param zone the zone's name as its nodes carry it
 * @param zoneId the zone's ID, the same in every AWS account; null where the nodes do not say
 * @param region the region; null where the nodes do not say
 * @param slot number that stands for the zone in pod labels {@code zonekeeper.io/outside-N}; null where none was free
 * @param nodes the zone's nodes, counted
 * @param absentSince when the last node went, RFC 3339; null while there are nodes
 * @param verdict what the evidence says: Healthy, Suspect, Unhealthy or Unknown
 * @param verdictSince when the verdict became that, RFC 3339
 * @param healthySince since when it has been Healthy, RFC 3339; null while it is not
 * @param evidence what the verdict rests on, in a sentence; written when what it says changes in kind, so that its
 *     numbers are those of that moment
 * @param wouldChange what would change the verdict
 * @param signals what each signal said then
 * @param kubeletsReachable whether the operator could connect to the zone's kubelets while their nodes were alive; null
 *     while that is not known
 * @param cordon that the zone gets no traffic and no new work; null while it does
 * @param automaticCordons when it was cordoned automatically in the last day, RFC 3339
 * @param returnedAt when the last automatic cordon ended, RFC 3339; null when there was none
 * @param failbackAnswered the last value of the annotation {@code zonekeeper.io/failback} that was acted on; null where
 *     there was none
 * @param aws what AWS says of the zone; null where nothing, or where it is not asked
 * @param drill the last game day, or the one that runs; null where there was none
 * @param conditions {@code Ready}, {@code Present}, {@code Cordoned} and what else is to be told
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "conditions type, signals signal")
@SchemaCustomizer(value = Timestamps.class, input = "absentSince, verdictSince, healthySince, returnedAt")
public record ZoneStatus(
        @JsonPropertyDescription("The generation of the spec this was said of.")
        Long observedGeneration,

        @JsonPropertyDescription("The zone's name as its nodes carry it.")
        String zone,

        @JsonPropertyDescription("The zone's ID, the same in every AWS account.")
        String zoneId,

        @JsonPropertyDescription("The region.") String region,

        @JsonPropertyDescription("Stands for the zone in the pod labels zonekeeper.io/outside-N.")
        Integer slot,

        @JsonPropertyDescription("The zone's nodes, counted.")
        NodeCount nodes,

        @JsonPropertyDescription("When the last node went.") String absentSince,

        @JsonPropertyDescription("What the evidence says: Healthy, Suspect, Unhealthy or Unknown.")
        String verdict,

        @JsonPropertyDescription("When the verdict became that.")
        String verdictSince,

        @JsonPropertyDescription("Since when it has been Healthy.")
        String healthySince,

        @JsonPropertyDescription("What the verdict rests on; its numbers are those of the moment it changed.")
        String evidence,

        @JsonPropertyDescription("What would change the verdict.")
        String wouldChange,

        @JsonPropertyDescription("What each signal said when the evidence was written.")
        List<SignalStatus> signals,

        @JsonPropertyDescription(
                "Whether the operator can connect to the kubelets of the zone. Only where it is true are nodes that do not answer evidence against the zone; an operator that starts while the zone is down relies on it. Not set until the operator has tried.")
        Boolean kubeletsReachable,

        @JsonPropertyDescription("No traffic and no new work, and why.")
        CordonStatus cordon,

        @JsonPropertyDescription("When it was cordoned automatically in the last day.")
        List<String> automaticCordons,

        @JsonPropertyDescription("When the last automatic cordon ended.")
        String returnedAt,

        @JsonPropertyDescription("The last value of the annotation zonekeeper.io/failback that was acted on.")
        String failbackAnswered,

        @JsonPropertyDescription("What AWS says of the zone.")
        AwsStatus aws,

        @JsonPropertyDescription("The last game day, or the one that runs, and what happened in it.")
        DrillStatus drill,

        @JsonPropertyDescription("Ready, Present, Cordoned and what else is to be told.")
        List<Condition> conditions) {

    /**
     * Nodes of a zone.
     *
     * @param total all of them
     * @param ready those whose kubelet reports Ready
     * @param schedulable those that are ready and take new pods
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record NodeCount(
            @JsonPropertyDescription("All nodes.") Integer total,

            @JsonPropertyDescription("Nodes that are Ready.")
            Integer ready,

            @JsonPropertyDescription("Nodes that are Ready and not cordoned.")
            Integer schedulable) {}

    /**
     * What one signal said of the zone.
     *
     * @param signal heartbeats, kubelets, nodes, pods, probes, services, aws or prometheus
     * @param says Good, Bad, Recent (bad, but not for long enough, or not evidence against the zone) or Shared (other
     *     zones fail as well)
     * @param samples how many things were looked at
     * @param failures how many of them were bad
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record SignalStatus(
            @Required
            @JsonPropertyDescription("heartbeats, kubelets, nodes, pods, probes, services, aws or prometheus.")
            String signal,

            @JsonPropertyDescription(
                    "Good, Bad, Recent (bad, but not for long enough, or not evidence against the zone) or Shared (other zones fail as well).")
            String says,

            @JsonPropertyDescription("How many things were looked at.")
            Integer samples,

            @JsonPropertyDescription("How many of them were bad.")
            Integer failures) {}

    /**
     * That the zone gets no traffic and no new work.
     *
     * @param by Automatic, Manual, Closure, External or Drill
     * @param reason why
     * @param since since when, RFC 3339
     * @param deadline when everything has to be out, RFC 3339; only for Closure
     * @param automatic the automatic cordon that stays in force when {@code spec.cordon} is removed; only for Manual
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "since, deadline")
    public record CordonStatus(
            @JsonPropertyDescription("Automatic, Manual, Closure, External or Drill.")
            String by,

            @JsonPropertyDescription("Why.") String reason,
            @JsonPropertyDescription("Since when.") String since,

            @JsonPropertyDescription("When everything has to be out; only for Closure.")
            String deadline,

            @JsonPropertyDescription(
                    "The automatic cordon beneath a manual one. It stays in force when spec.cordon is removed, until the zone has recovered.")
            AutomaticCordon automatic) {}

    /**
     * An automatic cordon beneath a manual one.
     *
     * @param reason why
     * @param since since when, RFC 3339
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "since")
    public record AutomaticCordon(
            @JsonPropertyDescription("The evidence that the zone was cordoned for.")
            String reason,

            @JsonPropertyDescription("When the automatic cordon began.")
            String since) {}

    /**
     * What AWS says of the zone.
     *
     * @param says all of it in one line
     * @param closure its announced end; null for none
     * @param statements each of them
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record AwsStatus(
            @JsonPropertyDescription("All of it in one line.")
            String says,

            @JsonPropertyDescription("The announced end of the zone.")
            AnnouncedClosure closure,

            @JsonPropertyDescription("Each statement.") List<AwsStatement> statements) {}

    /**
     * An announced end of the zone.
     *
     * @param at when it closes, RFC 3339
     * @param source what announced it: the ARN of a Health event
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "at")
    public record AnnouncedClosure(
            @JsonPropertyDescription("When it closes.") String at,
            @JsonPropertyDescription("What announced it.") String source) {}

    /**
     * A statement of AWS.
     *
     * @param source availabilityZoneState, healthEvents, autoshifts, instanceStatus or alarms
     * @param weight Against (evidence), Announced, or Information (no evidence)
     * @param text what it says
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record AwsStatement(
            @JsonPropertyDescription("availabilityZoneState, healthEvents, autoshifts, instanceStatus or alarms.")
            String source,

            @JsonPropertyDescription("Against (evidence), Announced, or Information (no evidence).")
            String weight,

            @JsonPropertyDescription("What it says.") String text) {}

    /**
     * A game day and what happened in it.
     *
     * @param order the wish it came from; null once that was taken back
     * @param phase Waiting, Running, Returning or Ended
     * @param outcome Completed, Aborted or Refused; null until it is known
     * @param reason the outcome's reason in a word
     * @param message the same in a sentence
     * @param startedAt when the zone began to be treated as lost, RFC 3339
     * @param until when that ends at the latest, RFC 3339
     * @param endedAt when it did end, RFC 3339
     * @param services services that had pods in the zone
     * @param left most of them that were out of it at once
     * @param trafficOffAfter how long after its begin the last one's traffic was off
     * @param replacedAfter how long after its begin all that left had their replacements ready
     * @param homeAfter how long after its end all were home
     * @param lowest the service that had the smallest share of its replicas ready; null when none lacked any
     * @param heldBack services that did not leave, and why; 16 at most
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "startedAt, until, endedAt")
    @SchemaCustomizer(value = KeyedLists.class, input = "heldBack service")
    public record DrillStatus(
            @JsonPropertyDescription("The wish it came from; empty once that was taken back.")
            String order,

            @JsonPropertyDescription("Waiting, Running, Returning or Ended.")
            String phase,

            @JsonPropertyDescription("Completed, Aborted or Refused; empty until it is known.")
            String outcome,

            @JsonPropertyDescription("The outcome's reason in a word.")
            String reason,

            @JsonPropertyDescription("The outcome's reason in a sentence.")
            String message,

            @JsonPropertyDescription("When the zone began to be treated as lost.")
            String startedAt,

            @JsonPropertyDescription("When that ends at the latest.")
            String until,

            @JsonPropertyDescription("When it did end.") String endedAt,

            @JsonPropertyDescription("Services that had pods in the zone.")
            Integer services,

            @JsonPropertyDescription("Most of them that were out of it at once.")
            Integer left,

            @JsonPropertyDescription("How long after its begin the last one's traffic was off.")
            String trafficOffAfter,

            @JsonPropertyDescription("How long after its begin all that left had their replacements ready.")
            String replacedAfter,

            @JsonPropertyDescription("How long after its end all were home.")
            String homeAfter,

            @JsonPropertyDescription("The service that had the smallest share of its replicas ready.")
            LowestReady lowest,

            @JsonPropertyDescription("Services that did not leave, and why; 16 at most.")
            List<HeldBack> heldBack) {}

    /**
     * How few pods a service had during a game day.
     *
     * @param service its namespace and name
     * @param ready pods ready and in traffic
     * @param replicas pods that must serve
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record LowestReady(
            @JsonPropertyDescription("Namespace and name of the service.")
            String service,

            @JsonPropertyDescription("Pods that were ready and in traffic.")
            Integer ready,

            @JsonPropertyDescription("Pods that must serve.")
            Integer replicas) {}

    /**
     * A service that did not leave during a game day.
     *
     * @param service its namespace and name
     * @param why the sentence that its status said
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record HeldBack(
            @Required @JsonPropertyDescription("Namespace and name of the service.")
            String service,

            @JsonPropertyDescription("Why it did not leave.")
            String why) {}
}
