package io.zonekeeper.core.reasons;

/** Reasons of ZonedServices. */
public enum ServiceReason implements Reason {
    SPREAD("Ready: all replicas are ready and spread over the zones.", ""),
    SERVING("Ready: enough pods serve, while a change is in progress.", ""),
    EVACUATED("Ready: replicas are ready, and a zone is evacuated. As an Event: a zone gets no traffic any more.", ""),
    ACCEPTED("Nothing is refused.", ""),
    PROGRESSING("Pods are not ready yet.", ""),
    PODS_FAILING(
            "Pods cannot start or do not become ready; the message quotes why.", "Correct what the message names."),
    SETTLED("No change is in progress.", ""),
    ROLLING_OUT("A template is being rolled out.", ""),
    BALANCED("Every zone has its target.", ""),
    SPREADING("Pods are being moved between zones towards their targets.", ""),
    PODS_IN_OTHER_ZONE(
            "Ready pods run on nodes of another zone than the one their workload belongs to.",
            "Correct the label topology.kubernetes.io/zone of the nodes, or delete the pods."),
    STARTING("RolledOut: a zone has no workload yet.", ""),
    COMPLETE("RolledOut: every zone has the template.", ""),
    UPDATING("RolledOut: a zone is replacing its pods.", ""),
    BAKING("RolledOut: a zone has the template and is observed before the next one gets it.", ""),
    RECOVERING(
            "RolledOut: the zone failed before it got the template, and has not passed its health checks since.", ""),
    WAITING("RolledOut: the rollout has not reached every zone.", ""),
    PAUSED(
            "rollout.paused, or the annotation zonekeeper.io/paused, holds a change back.",
            "Set it to false, or remove the annotation."),
    WAITING_FOR_ZONE(
            "An updated zone is missing ready pods, so the next one is not updated.",
            "See why its pods are not ready."),
    ZONE_EXCLUDED(
            "The rollout is complete except for a zone that is not usable; it gets the template when it is usable again.",
            ""),
    ROLLOUT_HALTED(
            "An updated zone fails more often than the others, or its pods do not start.",
            "Apply another template, or the previous one."),
    PROGRESS_DEADLINE_EXCEEDED(
            "All zones got the template at once, and one is not ready after progressDeadline.",
            "See the cause in the message."),
    PODS_MUST_BE_DELETED(
            "Broken pods of a StatefulSet have an older template, and Kubernetes does not replace them.",
            "Run the command in the message."),
    WORKLOAD_PAUSED(
            "Someone paused the workload of a zone, or set OnDelete or a partition on it: it does not replace its pods.",
            "Run the command in the message."),
    TEMPLATE_REFUSED(
            "The API server refused to give a zone the template; the zone keeps the one it has.",
            "Correct the field that the message names."),
    UNKNOWN_ZONE(
            "An entry of spec.zones matches no zone; the message lists the known ones.",
            "Correct the entry, or apply a Zone object to make the zone known."),
    AMBIGUOUS_ZONE("An entry of spec.zones matches several zones.", "Use the name of one of them."),
    ZONE_NAMED_TWICE("One zone is listed by name and by ID.", "Remove one of the entries."),
    NAME_TOO_LONG(
            "The name of a child object, NAME-ZONE, is longer than Kubernetes allows.",
            "Use a shorter metadata.name, or leave the zone out of spec.zones."),
    NO_ZONE(
            "No zone is available for the service, or no node carries a zone label.",
            "Label the nodes, or correct spec.zones."),
    NO_SLOT(
            "A zone has no slot: traffic cannot be removed from it.",
            "Raise the number of slots in the chart, or remove unused zones."),
    MAXIMUMS_TOO_LOW(
            "maxReplicas of the available zones add up to less than replicas.",
            "Raise a maxReplicas, or lower replicas."),
    MINIMUMS_EXCEED_REPLICAS(
            "minReplicas of the available zones add up to more than replicas needs.",
            "Lower a minReplicas, or raise replicas."),
    LIMITS_TOO_TIGHT(
            "Within maxReplicas, the loss of the tolerated zones would leave fewer than replicas.",
            "Raise maxReplicas, or lower toleratedZoneFailures."),
    NOT_ENOUGH_ZONES(
            "The service has fewer available zones than toleratedZoneFailures needs.",
            "Add zones, or lower toleratedZoneFailures."),
    ZONES_LOST(
            "Zones are unavailable, so fewer more may be lost than toleratedZoneFailures asks for.",
            "It is restored when they are back."),
    VOLUMES_HOLD_ZONES(
            "Pods hold volumes in their zones and are not moved to balance them.",
            "Scale the service, or delete the claims that the message names."),
    ZONE_REDUNDANT("As many zones may be lost as requested, by the pods that are ready now.", ""),
    TOLERATES("The service tolerates the loss of zones, as requested; the message names how many.", ""),
    NOT_REQUESTED("spread.toleratedZoneFailures is not set; the message names what it would cost.", ""),
    PODS_NOT_READY("Too few pods are ready for the requested number of zone failures.", "See why pods are not ready."),
    NODES_TAINTED(
            "A zone gets no pods, because all its nodes carry taints that the template does not tolerate.",
            "Add a toleration to the template, or nodes."),
    NO_MATCHING_NODE(
            "A zone gets no pods, because none of its nodes matches the template's selector or affinity.",
            "Change the template, or add nodes."),
    NODE_NAMED("The template names a node, so all other zones get no pods.", "Remove nodeName from the template."),
    ZONES_EXCLUDED("A zone gets no pods, because none of its nodes fits the template.", "Add a toleration, or nodes."),
    EVACUATION_HELD("A due evacuation does not begin or does not complete.", "See the guard in the message."),
    ADVISED(
            "An evacuation is due and only reported, because spec.mode of the policy is Advise or Disabled.",
            "Set spec.mode to Automatic, or annotate the service with zonekeeper.io/evacuate."),
    NO_CAPACITY_ELSEWHERE(
            "Replacements in other zones do not become ready, so nothing is drained in the evacuated zone.",
            "Make room in the other zones, or lower replicas."),
    NO_CAPACITY_IN_ZONE(
            "Failback waits, because the zone's pods do not become ready.",
            "Make room in the zone, or lower replicas."),
    NO_READY_POD_ELSEWHERE(
            "An evacuated zone keeps its traffic, because the other zones have fewer ready pods than minReadyPercent.",
            "See why their pods are not ready."),
    MAX_CORDONED_ZONES("The service fails in more zones at once than limits.maxCordonedZones.", ""),
    SERVICE_EVACUATIONS_PER_HOUR(
            "The service fails in a zone, and limits.serviceEvacuationsPerHour is used up.",
            "Evacuate it with the annotation zonekeeper.io/evacuate, or raise the limit."),
    AWS_OFF("spec.loadBalancers has no effect, because AWS is disabled.", "Set aws.enabled in the chart."),
    LOAD_BALANCER_NOT_SHIFTED(
            "A load balancer is not shifted away from an evacuated zone.", "See the cause in the message."),
    LOAD_BALANCER_SHIFTED("Event: a load balancer is shifted away from a zone.", ""),
    LOAD_BALANCER_RETURNED("Event: a load balancer is not shifted any more.", ""),
    NOT_MANAGED_BY_ARC(
            "ARC does not manage the load balancer.",
            "Set its attribute zonal_shift.config.enabled to true, or correct its ARN."),
    ZONE_ID_UNKNOWN(
            "The ID of the zone is known neither from its nodes nor from AWS.",
            "Label the nodes with topology.k8s.aws/zone-id."),
    SHIFTED_ELSEWHERE(
            "Another shift moves the load balancer's traffic away from another zone; there can be one at a time.", ""),
    ENDED_BY_OTHERS("Someone ended the operator's zonal shift; it is not started again during this cordon.", ""),
    NOT_ALLOWED(
            "The AWS resource is not tagged for this namespace and not listed in the policy.",
            "Tag it, or list its ARN in spec.aws.allow of the policy."),
    TAGS_UNKNOWN(
            "The tags of the AWS resource could not be read, and it is not listed in the policy.",
            "Grant the permission, or list its ARN in spec.aws.allow of the policy."),
    LOAD_BALANCERS_IGNORED("A field of the service has no effect in this installation.", "See the message."),
    DISRUPTION_OPEN("Event: a zone is open to evictions.", ""),
    DISRUPTION_HELD("Evictions are due and no zone can be opened.", "See the cause in the message."),
    BUDGET_CONFLICT(
            "A PodDisruptionBudget of another owner selects the same pods: Kubernetes evicts no pod that has two.",
            "Delete it, or set disruption.mode to None."),
    PODS_MISSING("A zone is missing pods, so no other one is opened to evictions.", "See why its pods are not ready."),
    CAPACITY_TOO_LOW("The zones without the one to open have too few ready pods.", "See why pods are not ready."),
    REPLACEMENTS_PENDING("Replacements of the pods to evict are not ready in other zones yet.", ""),
    OTHER_SERVICES(
            "Services of other owners select the same pods and still send traffic to an evacuated zone.",
            "Add the keys in the message to their selectors, or use the operator's Service."),
    SLOT_CONFLICT(
            "Pods of a zone carry another slot than the zone: traffic cannot be removed from it.",
            "Roll out the services that the message names."),
    RETURNED("Event: a zone gets traffic again.", ""),
    ROLLOUT_UPDATING("Event: a zone begins to replace its pods.", ""),
    ROLLOUT_RECOVERING("Event: the rollout waits for a zone that failed before it got the template.", ""),
    ROLLOUT_BAKING("Event: a zone has the template and is observed.", ""),
    ROLLOUT_WAITING("Event: the rollout waits.", ""),
    ROLLOUT_PAUSED("Event: the rollout is paused.", ""),
    ROLLOUT_COMPLETE("Event: every zone has the template.", "");

    private final String meaning;
    private final String remedy;

    ServiceReason(String meaning, String remedy) {
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
