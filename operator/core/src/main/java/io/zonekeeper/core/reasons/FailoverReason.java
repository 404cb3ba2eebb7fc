package io.zonekeeper.core.reasons;

/** Reasons of ZoneFailovers. */
public enum FailoverReason implements Reason {
    @Meaning("Ready and Protected: every selected Service is protected.")
    PROTECTED,

    @Meaning(value = "No Service is selected.", remedy = "Correct spec.services, or create the Services.")
    NO_SERVICES,

    @Meaning(
            value =
                    "Some of the selected Services are not protected, or not as well as they could be; the message names each.",
            remedy = "Follow the message.")
    PARTLY_PROTECTED,

    @Meaning(value = "The Service has no selector: who serves is decided by somebody else.")
    NO_SELECTOR,

    @Meaning("The Service is of type ExternalName: it has no pods.")
    EXTERNAL_NAME,

    @Meaning(
            value =
                    "The Service is headless: pods find each other by it, and would not find those of an evacuated zone any more.",
            remedy = "Let clients use a Service with a cluster IP.")
    HEADLESS,

    @Meaning(value = "The Service belongs to a ZonedService, which evacuates it.", remedy = "Select other Services.")
    BELONGS_TO_ZONED_SERVICE,

    @Meaning(
            value = "Another ZoneFailover, which is older, selects the Service as well, and protects it.",
            remedy = "Let only one of them select it.")
    PROTECTED_BY_ANOTHER,

    @Meaning(
            value =
                    "The Service was deleted while a zone was evacuated. Until the zone returns its nodes take no new pods, and a Service of the same name is evacuated like the one before.",
            remedy = "Create it again, or wait for the zone.")
    SERVICE_DELETED,

    @Meaning(
            value =
                    "The label zonekeeper.io/zone-failover of a Namespace has no effect, because somebody made a ZoneFailover in it.",
            remedy = "Remove the label, or delete that ZoneFailover.")
    OWN_ZONE_FAILOVER,

    @Meaning(
            value = "The label zonekeeper.io/zone-failover of a Namespace has a value without meaning.",
            remedy = "Write enabled, or remove the label.")
    UNKNOWN_LABEL_VALUE,

    @Meaning(
            value = "All pods of the Service run in one zone: if that fails nothing remains.",
            remedy = "Spread them over zones: topologySpreadConstraints, and at least two replicas.")
    SINGLE_ZONE,

    @Meaning(
            value =
                    "Ready pods do not carry the labels zonekeeper.io/outside-N yet, so they would lose their traffic with the zone. The operator sets them.",
            remedy = "Check that nothing removes these labels, and the operator's permission to patch pods.")
    PODS_WITHOUT_LABELS,

    @Meaning(
            value =
                    "A health check names a port that containers of pods do not have, so observers cannot check these pods. They are no evidence.",
            remedy = "Correct the port in spec.healthChecks, or name the port in the template.")
    HEALTH_CHECK_PORT_MISSING,

    @Meaning(
            value =
                    "No ready pod of the Service has passed its health checks from any observer, so they show nothing: no zone is evacuated for them.",
            remedy = "Correct spec.healthChecks, or let the observers reach the pods: network policies, mutual TLS.")
    HEALTH_CHECKS_UNANSWERED,

    @Meaning(
            value = "Replacements of pods could not be scheduled, so the pods stay where they are.",
            remedy = "Change the field that the message names.")
    WOULD_STAY_PENDING,

    @Meaning(
            value = "Pods stay in an evacuated zone because nobody would replace them elsewhere.",
            remedy = "Move them by hand, or accept it: they get no traffic.")
    PODS_STAY,

    @Meaning(
            value = "A PodDisruptionBudget does not allow the eviction of a pod now; it is tried again.",
            remedy = "Check why the budget allows none.")
    EVICTION_REFUSED,

    @Meaning("The zone's nodes are being tainted: pods are replaced after that, or they would start there again.")
    TAINTING_NODES,

    @Meaning("Evacuating: a zone gets no traffic. As an Event: traffic of a zone was removed.")
    EVACUATED,

    @Meaning("Traffic is in all zones.")
    SETTLED,

    @Meaning("Nothing is refused.")
    ACCEPTED,

    @Meaning("Pods are being labelled, replaced or moved back.")
    IN_PROGRESS,

    @Meaning(
            value =
                    "Another manager removes what the operator adds to the selector of a Service; it is put back at once. The message names the manager.",
            remedy =
                    "Use Kubernetes 1.36, where an admission policy of the chart keeps it, or let that manager ignore it.")
    SELECTOR_CONTESTED,

    @Meaning("Event: traffic returned to a zone.")
    RETURNED,

    @Meaning(
            value = "The scheduler placed a pod elsewhere that was evicted to return to a zone, so no more are moved.",
            remedy = "Restart the workload if its pods should be spread again: kubectl rollout restart.")
    NOT_SPREAD_AGAIN
}
