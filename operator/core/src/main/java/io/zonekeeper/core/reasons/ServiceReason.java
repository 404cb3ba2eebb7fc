package io.zonekeeper.core.reasons;

/** Reasons of ZonedServices. */
public enum ServiceReason implements Reason {
    @Meaning(value = "The service runs in no other zone, so it is not evacuated.", remedy = "Add a second zone.")
    ONLY_ZONE,

    @Meaning(
            value = "Every other zone with traffic is due for evacuation too, so nothing is changed.",
            remedy = "Make one of the zones usable.")
    ALL_ZONES_EVACUATING,

    @Meaning(
            value = "The other zones have fewer ready pods than zoneFailure.minReadyPercent requires.",
            remedy = "Lower minReadyPercent to evacuate sooner.")
    FLOOR_NOT_MET,

    @Meaning("Ready: all replicas are ready and spread over the zones.")
    SPREAD,

    @Meaning("Ready: enough pods serve, while a change is in progress.")
    SERVING,

    @Meaning("Ready: replicas are ready, and a zone is evacuated. As an Event: a zone gets no traffic any more.")
    EVACUATED,

    @Meaning("Nothing is refused.")
    ACCEPTED,

    @Meaning("Pods are not ready yet.")
    PROGRESSING,

    @Meaning(
            value = "Pods cannot start or do not become ready; the message quotes why.",
            remedy = "Correct what the message names.")
    PODS_FAILING,

    @Meaning("No change is in progress.")
    SETTLED,

    @Meaning("A template is being rolled out.")
    ROLLING_OUT,

    @Meaning("Every zone has its target.")
    BALANCED,

    @Meaning("Pods are being moved between zones towards their targets.")
    SPREADING,

    @Meaning(
            value = "Ready pods run on nodes of another zone than the one their workload belongs to.",
            remedy = "Correct the label topology.kubernetes.io/zone of the nodes, or delete the pods.")
    PODS_IN_OTHER_ZONE,

    @Meaning("RolledOut: a zone has no workload yet.")
    STARTING,

    @Meaning("RolledOut: every zone has the template.")
    COMPLETE,

    @Meaning("RolledOut: a zone is replacing its pods.")
    UPDATING,

    @Meaning("RolledOut: a zone has the template and is observed before the next one gets it.")
    BAKING,

    @Meaning("RolledOut: the zone failed before it got the template, and has not passed its health checks since.")
    RECOVERING,

    @Meaning("RolledOut: the rollout has not reached every zone.")
    WAITING,

    @Meaning(
            value = "rollout.paused, or the annotation zonekeeper.io/paused, holds a change back.",
            remedy = "Set it to false, or remove the annotation.")
    PAUSED,

    @Meaning(
            value = "An updated zone is missing ready pods, or is not trusted, so the next one is not updated.",
            remedy = "See why its pods are not ready, or what counts against the zone.")
    WAITING_FOR_ZONE,

    @Meaning(
            "The rollout is complete except for a zone that is not usable; it gets the template when it is usable again.")
    ZONE_EXCLUDED,

    @Meaning(
            value = "An updated zone fails more often than the others, or its pods do not start.",
            remedy = "Apply another template, or the previous one.")
    ROLLOUT_HALTED,

    @Meaning(
            value = "All zones got the template at once, and one is not ready after progressDeadline.",
            remedy = "See the cause in the message.")
    PROGRESS_DEADLINE_EXCEEDED,

    @Meaning(
            value = "Broken pods of a StatefulSet have an older template, and Kubernetes does not replace them.",
            remedy = "Run the command in the message.")
    PODS_MUST_BE_DELETED,

    @Meaning(
            value =
                    "Someone paused the workload of a zone, or set OnDelete or a partition on it: it does not replace its pods.",
            remedy = "Run the command in the message.")
    WORKLOAD_PAUSED,

    @Meaning(
            value = "The API server refused to give a zone the template; the zone keeps the one it has.",
            remedy = "Correct the field that the message names.")
    TEMPLATE_REFUSED,

    @Meaning(
            value = "An entry of spec.zones matches no zone; the message lists the known ones.",
            remedy = "Correct the entry, or apply a Zone object to make the zone known.")
    UNKNOWN_ZONE,

    @Meaning(value = "An entry of spec.zones matches several zones.", remedy = "Use the name of one of them.")
    AMBIGUOUS_ZONE,

    @Meaning(value = "One zone is listed by name and by ID.", remedy = "Remove one of the entries.")
    ZONE_NAMED_TWICE,

    @Meaning(
            value = "The name of a child object, NAME-ZONE, is longer than Kubernetes allows.",
            remedy = "Use a shorter metadata.name, or leave the zone out of spec.zones.")
    NAME_TOO_LONG,

    @Meaning(
            value = "No zone is available for the service, or no node carries a zone label.",
            remedy = "Label the nodes, or correct spec.zones.")
    NO_ZONE,

    @Meaning(
            value = "A zone has no slot: traffic cannot be removed from it.",
            remedy = "Raise the number of slots in the chart, or remove unused zones.")
    NO_SLOT,

    @Meaning(
            value = "maxReplicas of the available zones add up to less than replicas.",
            remedy = "Raise a maxReplicas, or lower replicas.")
    MAXIMUMS_TOO_LOW,

    @Meaning(
            value = "minReplicas of the available zones add up to more than replicas needs.",
            remedy = "Lower a minReplicas, or raise replicas.")
    MINIMUMS_EXCEED_REPLICAS,

    @Meaning(
            value = "Within maxReplicas, the loss of the tolerated zones would leave fewer than replicas.",
            remedy = "Raise maxReplicas, or lower toleratedZoneFailures.")
    LIMITS_TOO_TIGHT,

    @Meaning(
            value = "The service has fewer available zones than toleratedZoneFailures needs.",
            remedy = "Add zones, or lower toleratedZoneFailures.")
    NOT_ENOUGH_ZONES,

    @Meaning(
            value = "Zones are unavailable, so fewer more may be lost than toleratedZoneFailures asks for.",
            remedy = "It is restored when they are back.")
    ZONES_LOST,

    @Meaning(
            value = "Pods hold volumes in their zones and are not moved to balance them.",
            remedy = "Scale the service, or delete the claims that the message names.")
    VOLUMES_HOLD_ZONES,

    @Meaning("As many zones may be lost as requested, by the pods that are ready now.")
    ZONE_REDUNDANT,

    @Meaning("The service tolerates the loss of zones, as requested; the message names how many.")
    TOLERATES,

    @Meaning("spread.toleratedZoneFailures is not set; the message names what it would cost.")
    NOT_REQUESTED,

    @Meaning(
            value = "Too few pods are ready for the requested number of zone failures.",
            remedy = "See why pods are not ready.")
    PODS_NOT_READY,

    @Meaning(
            value = "A zone gets no pods, because all its nodes carry taints that the template does not tolerate.",
            remedy = "Add a toleration to the template, or nodes.")
    NODES_TAINTED,

    @Meaning(
            value = "A zone gets no pods, because none of its nodes matches the template's selector or affinity.",
            remedy = "Change the template, or add nodes.")
    NO_MATCHING_NODE,

    @Meaning(
            value = "The template names a node, so all other zones get no pods.",
            remedy = "Remove nodeName from the template.")
    NODE_NAMED,

    @Meaning(
            value = "A zone gets no pods, because none of its nodes fits the template.",
            remedy = "Add a toleration, or nodes.")
    ZONES_EXCLUDED,

    @Meaning(value = "A due evacuation does not begin or does not complete.", remedy = "See the guard in the message.")
    EVACUATION_HELD,

    @Meaning(
            value = "An evacuation is due and only reported, because spec.mode of the policy is Advise or Disabled.",
            remedy = "Set spec.mode to Automatic, or annotate the service with zonekeeper.io/evacuate.")
    ADVISED,

    @Meaning(
            value = "Replacements in other zones do not become ready, so nothing is drained in the evacuated zone.",
            remedy = "Make room in the other zones, or lower replicas.")
    NO_CAPACITY_ELSEWHERE,

    @Meaning(
            value = "Failback waits, because the zone's pods do not become ready.",
            remedy = "Make room in the zone, or lower replicas.")
    NO_CAPACITY_IN_ZONE,

    @Meaning(
            value =
                    "An evacuated zone keeps its traffic, because the other zones have fewer ready pods than minReadyPercent.",
            remedy = "See why their pods are not ready.")
    NO_READY_POD_ELSEWHERE,

    @Meaning("The service fails in more zones at once than limits.maxCordonedZones.")
    MAX_CORDONED_ZONES,

    @Meaning(
            value = "The service fails in a zone, and limits.serviceEvacuationsPerHour is used up.",
            remedy = "Evacuate it with the annotation zonekeeper.io/evacuate, or raise the limit.")
    SERVICE_EVACUATIONS_PER_HOUR,

    @Meaning(
            value = "spec.loadBalancers has no effect, because AWS is disabled.",
            remedy = "Set aws.enabled in the chart.")
    AWS_OFF,

    @Meaning(
            value = "A load balancer is not shifted away from an evacuated zone.",
            remedy = "See the cause in the message.")
    LOAD_BALANCER_NOT_SHIFTED,

    @Meaning("Event: a load balancer is shifted away from a zone.")
    LOAD_BALANCER_SHIFTED,

    @Meaning("Event: a load balancer is not shifted any more.")
    LOAD_BALANCER_RETURNED,

    @Meaning(
            value = "ARC does not manage the load balancer.",
            remedy = "Set its attribute zonal_shift.config.enabled to true, or correct its ARN.")
    NOT_MANAGED_BY_ARC,

    @Meaning(
            value = "The ID of the zone is known neither from its nodes nor from AWS.",
            remedy = "Label the nodes with topology.k8s.aws/zone-id.")
    ZONE_ID_UNKNOWN,

    @Meaning("Another shift moves the load balancer's traffic away from another zone; there can be one at a time.")
    SHIFTED_ELSEWHERE,

    @Meaning("Someone ended the operator's zonal shift; it is not started again during this cordon.")
    ENDED_BY_OTHERS,

    @Meaning(
            value = "The AWS resource is not tagged for this namespace and not listed in the policy.",
            remedy = "Tag it, or list its ARN in spec.aws.allow of the policy.")
    NOT_ALLOWED,

    @Meaning(
            value = "The tags of the AWS resource could not be read, and it is not listed in the policy.",
            remedy = "Grant the permission, or list its ARN in spec.aws.allow of the policy.")
    TAGS_UNKNOWN,

    @Meaning(value = "A field of the service has no effect in this installation.", remedy = "See the message.")
    LOAD_BALANCERS_IGNORED,

    @Meaning("Event: a drained zone is open to the eviction of more than one pod.")
    DISRUPTION_OPEN,

    @Meaning(value = "Nodes are being drained and no pod may be evicted.", remedy = "See the cause in the message.")
    DISRUPTION_HELD,

    @Meaning(
            value =
                    "A PodDisruptionBudget of another owner selects the same pods: Kubernetes evicts no pod that has two.",
            remedy = "Delete it, or set disruption.mode to None.")
    BUDGET_CONFLICT,

    @Meaning(
            value = "A zone is missing pods, so no other one is opened to evictions.",
            remedy = "See why its pods are not ready.")
    PODS_MISSING,

    @Meaning(
            value = "The zones without the one to open have too few ready pods.",
            remedy = "See why pods are not ready.")
    CAPACITY_TOO_LOW,

    @Meaning("Replacements of the pods to evict are not ready in other zones yet.")
    REPLACEMENTS_PENDING,

    @Meaning(
            value = "Services of other owners select the same pods and still send traffic to an evacuated zone.",
            remedy = "Add the keys in the message to their selectors, or use the operator's Service.")
    OTHER_SERVICES,

    @Meaning(
            value = "Pods of a zone carry another slot than the zone: traffic cannot be removed from it.",
            remedy = "Roll out the services that the message names.")
    SLOT_CONFLICT,

    @Meaning("Event: a zone gets traffic again.")
    RETURNED,

    @Meaning("Event: a zone begins to replace its pods.")
    ROLLOUT_UPDATING,

    @Meaning("Event: the rollout waits for a zone that failed before it got the template.")
    ROLLOUT_RECOVERING,

    @Meaning("Event: a zone has the template and is observed.")
    ROLLOUT_BAKING,

    @Meaning("Event: the rollout waits.")
    ROLLOUT_WAITING,

    @Meaning("Event: the rollout is paused.")
    ROLLOUT_PAUSED,

    @Meaning("Event: every zone has the template.")
    ROLLOUT_COMPLETE
}
