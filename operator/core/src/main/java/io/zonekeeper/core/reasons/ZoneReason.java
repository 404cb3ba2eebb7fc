package io.zonekeeper.core.reasons;

/** Reasons of Zones. */
public enum ZoneReason implements Reason {
    KNOWN("The zone has nodes.", ""),
    NO_NODES("No node carries the zone's label.", ""),
    NODES_FOUND("The zone has nodes.", ""),
    CORDONED("The zone is cordoned; the message names by whom and why.", ""),
    OPEN("The zone is not cordoned.", ""),
    UNCORDONED("Event: the zone may be used again.", ""),
    ZONE_FOUND("Event: the zone has nodes.", ""),
    ZONE_EMPTY("Event: the zone has no nodes any more.", ""),
    ZONE_FORGOTTEN("Event: the zone had no nodes for spec.zoneRetention of the policy, and its object is deleted.", ""),
    ADVISED(
            "The zone would be cordoned; spec.mode of the policy is Advise or Disabled.",
            "Set spec.cordon of the Zone, or spec.mode Automatic of the policy."),
    AMBIGUOUS(
            "Several zones are Unhealthy at once: an automatic cordon could be wrong.",
            "Set spec.cordon of the zone that fails."),
    RECOVERING("The zone was Unhealthy and nothing fails now, so it is not cordoned.", ""),
    MAX_CORDONED_ZONES(
            "As many zones are cordoned as limits.maxCordonedZones allows.", "Set spec.cordon, or raise the limit."),
    MIN_HEALTHY_ZONES(
            "A cordon would leave fewer Healthy zones than limits.minHealthyZones.",
            "Set spec.cordon, or lower the limit."),
    ZONE_CORDONS_PER_DAY(
            "There were as many automatic cordons in the last day as limits.zoneCordonsPerDay allows.",
            "Set spec.cordon, or raise the limit."),
    HOLD_DOWN(
            "The zone was uncordoned recently and is not cordoned again within failback.holdDown.",
            "Set spec.cordon to cordon it."),
    FAILBACK_REQUESTED(
            "The end of the cordon was requested by annotation.",
            "Remove the annotation zonekeeper.io/failback to have the zone cordoned again."),
    SLOT_PENDING("The zone gets its slot when the slots in use are known.", ""),
    NO_SLOT(
            "All slots are taken: traffic is not removed from this zone.",
            "Raise the number of slots in the chart, or delete zones that are not used."),
    SLOT_CONFLICT(
            "Workloads of the zone carry another slot: traffic is not removed from it automatically.",
            "Roll out the workloads that the message names."),
    ZONE_ID_MISMATCH(
            "The nodes' labels and AWS disagree on the zone's ID.",
            "Correct the label topology.k8s.aws/zone-id, or the operator's credentials."),
    ZONE_NAME_TAKEN("The name of the zone's object is taken by another Zone.", "Rename or delete the other object."),
    UNKNOWN_TO_AWS(
            "AWS knows no such zone in this region and account.",
            "Correct the nodes' labels or the operator's region."),
    WRITE_FAILED(
            "A Zone could not be created, written or deleted; services keep its last recorded state.",
            "See the operator's log; it retries."),
    SAME_ZONE("AWS and the nodes' labels mean the same zone.", ""),
    AWS_REPORTS("Event: what AWS reports of the zone changed.", ""),
    AWS_REPORTS_ISSUE("Event: AWS reports that the zone is impaired.", ""),
    CLOSURE_ANNOUNCED(
            "Event: AWS announced the closure of the zone.",
            "Set aws.announcedClosures of the policy, or evacuate the zone in time."),
    DRILL_STARTED("Event: a drill began.", ""),
    DRILL_ENDED("Event: a drill ended; the zone is used again.", ""),
    DRILL_COMPLETED("Event: a drill ran its whole time.", ""),
    DRILL_ABORTED("Event: a drill ended early; the message names why.", ""),
    DRILL_REFUSED("Event: a drill does not begin; the message names why.", "See the message."),
    DURATION_ELAPSED("A drill ran its whole time.", ""),
    CANCELLED("A drill was aborted because spec.drill was removed.", ""),
    REPLACED("A drill was aborted because spec.drill became another one.", ""),
    INVALID_DURATION("The duration of a drill cannot be read.", "Correct spec.drill."),
    EVACUATED_FROM_OTHER_ZONE(
            "A drill is refused because a service is being evacuated from another zone.", "Wait until it failed back."),
    FAILBACK_ADVISED(
            "The end of the cordon is due and only reported, because spec.mode of the policy is Advise or Disabled.",
            "Set spec.mode to Automatic, or remove the cordon."),
    CLOCK_SET_BACK("A drill was aborted because the operator's clock was set back.", ""),
    ZONE_CORDONED("A drill is refused or aborted because a zone is cordoned.", "Wait until the zone is uncordoned."),
    SERVICE_EVACUATED("A drill is refused because a service is evacuated from a zone.", "Wait until it failed back.");

    private final String meaning;
    private final String remedy;

    ZoneReason(String meaning, String remedy) {
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
