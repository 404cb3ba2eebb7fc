package io.zonekeeper.core.reasons;

/** Reasons of Zones. */
public enum ZoneReason implements Reason {
    @Meaning(
            value = "No other zone remains that has nodes, is not cordoned and not Unhealthy.",
            remedy = "Uncordon another zone first.")
    LAST_ZONE,

    @Meaning(
            value = "The zone stays cordoned, because all its nodes are made unschedulable by someone else.",
            remedy = "Make its nodes schedulable.")
    EXTERNALLY_CORDONED,

    @Meaning(
            value = "A drill is refused because its time was over before it could begin.",
            remedy = "Set another spec.drill.at.")
    MISSED,

    @Meaning(
            value = "A drill is refused or aborted because its zone is not Healthy.",
            remedy = "Wait until it is Healthy.")
    ZONE_NOT_HEALTHY,

    @Meaning(
            value = "A drill is refused or aborted because another zone is not Healthy.",
            remedy = "Wait until it is Healthy.")
    OTHER_ZONE_NOT_HEALTHY,

    @Meaning(value = "A drill is refused because another zone has one.", remedy = "Start it after the other has ended.")
    ANOTHER_DRILL,

    @Meaning("A drill was aborted because the zone is cordoned for another cause, or its cordon was refused or ended.")
    SUPERSEDED,

    @Meaning(
            value =
                    "A drill was aborted because a service had fewer ready pods than zoneFailure.minReadyPercent requires.",
            remedy = "See why its pods were not ready.")
    BELOW_FLOOR,

    @Meaning(
            value =
                    "A drill is refused or aborted because spec.mode of the policy is Disabled: failures would not be detected.",
            remedy = "Set spec.mode to Automatic or Advise.")
    NOT_JUDGED,

    @Meaning("The zone has nodes.")
    KNOWN,

    @Meaning("No node carries the zone's label.")
    NO_NODES,

    @Meaning("The zone has nodes.")
    NODES_FOUND,

    @Meaning("The zone is cordoned; the message names by whom and why.")
    CORDONED,

    @Meaning("The zone is not cordoned.")
    OPEN,

    @Meaning("Event: the zone may be used again.")
    UNCORDONED,

    @Meaning("Event: the zone has nodes.")
    ZONE_FOUND,

    @Meaning("Event: the zone has no nodes any more.")
    ZONE_EMPTY,

    @Meaning("Event: the zone had no nodes for spec.zoneRetention of the policy, and its object is deleted.")
    ZONE_FORGOTTEN,

    @Meaning(
            value = "The zone would be cordoned; spec.mode of the policy is Advise or Disabled.",
            remedy = "Set spec.cordon of the Zone, or spec.mode Automatic of the policy.")
    ADVISED,

    @Meaning(
            value = "Several zones are Unhealthy at once: an automatic cordon could be wrong.",
            remedy = "Set spec.cordon of the zone that fails.")
    AMBIGUOUS,

    @Meaning("The zone was Unhealthy and nothing fails now, so it is not cordoned.")
    RECOVERING,

    @Meaning(
            value = "As many zones are cordoned as limits.maxCordonedZones allows.",
            remedy = "Set spec.cordon, or raise the limit.")
    MAX_CORDONED_ZONES,

    @Meaning(
            value = "A cordon would leave fewer Healthy zones than limits.minHealthyZones.",
            remedy = "Set spec.cordon, or lower the limit.")
    MIN_HEALTHY_ZONES,

    @Meaning(
            value = "There were as many automatic cordons in the last day as limits.zoneCordonsPerDay allows.",
            remedy = "Set spec.cordon, or raise the limit.")
    ZONE_CORDONS_PER_DAY,

    @Meaning(
            value = "The zone was uncordoned recently and is not cordoned again within failback.holdDown.",
            remedy = "Set spec.cordon to cordon it.")
    HOLD_DOWN,

    @Meaning(
            value = "The end of the cordon was requested by annotation.",
            remedy = "Remove the annotation zonekeeper.io/failback to have the zone cordoned again.")
    FAILBACK_REQUESTED,

    @Meaning("The zone gets its slot when the slots in use are known.")
    SLOT_PENDING,

    @Meaning(
            value = "All slots are taken: traffic is not removed from this zone.",
            remedy = "Raise the number of slots in the chart, or delete zones that are not used.")
    NO_SLOT,

    @Meaning(
            value = "Workloads of the zone carry another slot: traffic is not removed from it automatically.",
            remedy = "Roll out the workloads that the message names.")
    SLOT_CONFLICT,

    @Meaning(
            value = "The nodes' labels and AWS disagree on the zone's ID.",
            remedy = "Correct the label topology.k8s.aws/zone-id, or the operator's credentials.")
    ZONE_ID_MISMATCH,

    @Meaning(
            value = "The name of the zone's object is taken by another Zone.",
            remedy = "Rename or delete the other object.")
    ZONE_NAME_TAKEN,

    @Meaning(
            value = "AWS knows no such zone in this region and account.",
            remedy = "Correct the nodes' labels or the operator's region.")
    UNKNOWN_TO_AWS,

    @Meaning(
            value = "A Zone could not be created, written or deleted; services keep its last recorded state.",
            remedy = "See the operator's log; it retries.")
    WRITE_FAILED,

    @Meaning("AWS and the nodes' labels mean the same zone.")
    SAME_ZONE,

    @Meaning("Event: what AWS reports of the zone changed.")
    AWS_REPORTS,

    @Meaning("Event: AWS reports that the zone is impaired.")
    AWS_REPORTS_ISSUE,

    @Meaning(
            value = "Event: AWS announced the closure of the zone.",
            remedy = "Set aws.announcedClosures of the policy, or evacuate the zone in time.")
    CLOSURE_ANNOUNCED,

    @Meaning("Event: a drill began.")
    DRILL_STARTED,

    @Meaning("Event: a drill ended; the zone is used again.")
    DRILL_ENDED,

    @Meaning("Event: a drill ran its whole time.")
    DRILL_COMPLETED,

    @Meaning("Event: a drill ended early; the message names why.")
    DRILL_ABORTED,

    @Meaning(value = "Event: a drill does not begin; the message names why.", remedy = "See the message.")
    DRILL_REFUSED,

    @Meaning("A drill ran its whole time.")
    DURATION_ELAPSED,

    @Meaning("A drill was aborted because spec.drill was removed.")
    CANCELLED,

    @Meaning("A drill was aborted because spec.drill became another one.")
    REPLACED,

    @Meaning(value = "The duration of a drill cannot be read.", remedy = "Correct spec.drill.")
    INVALID_DURATION,

    @Meaning(
            value = "A drill is refused because a service is being evacuated from another zone.",
            remedy = "Wait until it failed back.")
    EVACUATED_FROM_OTHER_ZONE,

    @Meaning(
            value =
                    "The end of the cordon is due and only reported, because spec.mode of the policy is Advise or Disabled.",
            remedy = "Set spec.mode to Automatic, or remove the cordon.")
    FAILBACK_ADVISED,

    @Meaning("A drill was aborted because the operator's clock was set back.")
    CLOCK_SET_BACK,

    @Meaning(
            value = "A drill is refused or aborted because a zone is cordoned.",
            remedy = "Wait until the zone is uncordoned.")
    ZONE_CORDONED,

    @Meaning(
            value = "A drill is refused because a service is evacuated from a zone.",
            remedy = "Wait until it failed back.")
    SERVICE_EVACUATED
}
