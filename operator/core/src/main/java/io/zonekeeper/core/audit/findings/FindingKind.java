package io.zonekeeper.core.audit.findings;

import io.zonekeeper.core.reasons.Meaning;
import io.zonekeeper.core.reasons.Reason;

/** What an audit finds. docs/audit.md is made of the meanings. */
public enum FindingKind implements Reason {
    @Meaning(
            value = "The workload has one replica: the loss of its zone stops it until the pod is replaced.",
            remedy = "Set spec.replicas to 2 or more, with a topology spread constraint over zones.")
    SINGLE_REPLICA(Effect.OUTAGE, Grade.D),

    @Meaning(
            value = "All ready pods are in one zone: its loss stops the workload until pods are replaced.",
            remedy = "Add a topology spread constraint over zones to the pod template, and restart the pods.")
    SINGLE_ZONE(Effect.OUTAGE, Grade.D),

    @Meaning(
            value =
                    "Without the zone fewer pods are ready than the minimum: minAvailable of its PodDisruptionBudget, or 60 % of the replicas, the default of zoneFailure.minReadyPercent.",
            remedy = "Raise spec.replicas, or spread the pods evenly over the zones.")
    BELOW_MINIMUM(Effect.BELOW_MINIMUM, Grade.C),

    @Meaning(
            value =
                    "The cluster has no other zone with nodes, so that no pod of the zone could be scheduled elsewhere.",
            remedy = "Add nodes in a second and a third zone.")
    NO_OTHER_ZONE(Effect.NOT_REPLACED, Grade.C),

    @Meaning(
            value = "No node of another zone matches the nodeSelector or the required node affinity of the pods.",
            remedy =
                    "Remove the zone, or the label that only nodes of this zone have, from nodeSelector and node affinity.")
    PINNED_TO_ZONE(Effect.NOT_REPLACED, Grade.C),

    @Meaning(
            value = "The nodes of the other zones that match have taints that the pods do not tolerate.",
            remedy = "Add a toleration to the pod template, or run nodes without the taint in every zone.")
    NODES_TAINTED(Effect.NOT_REPLACED, Grade.C),

    @Meaning(
            value =
                    "A topology spread constraint over zones with DoNotSchedule counts the lost zone as empty, so that replacements stay Pending: nodeTaintsPolicy is Ignore by default.",
            remedy = "Set nodeTaintsPolicy: Honor in the constraint, or whenUnsatisfiable: ScheduleAnyway.")
    HARD_ZONE_SPREAD(Effect.NOT_REPLACED, Grade.C),

    @Meaning(
            value =
                    "A topology spread constraint over hosts with DoNotSchedule counts the nodes of the lost zone as empty, so that replacements stay Pending: nodeTaintsPolicy is Ignore by default.",
            remedy = "Set nodeTaintsPolicy: Honor in the constraint, or whenUnsatisfiable: ScheduleAnyway.")
    HARD_HOST_SPREAD(Effect.NOT_REPLACED, Grade.C),

    @Meaning(
            value =
                    "Required anti-affinity allows one pod per node, and the other zones have too few nodes without one.",
            remedy = "Write preferredDuringSchedulingIgnoredDuringExecution instead, or add nodes to the other zones.")
    HOST_ANTI_AFFINITY(Effect.NOT_REPLACED, Grade.C),

    @Meaning(
            value = "Required anti-affinity allows one pod per zone, and every other zone has one.",
            remedy = "Write a topology spread constraint over zones instead.")
    ZONE_ANTI_AFFINITY(Effect.NOT_REPLACED, Grade.B),

    @Meaning(
            value =
                    "The nodes of the other zones have too little unrequested CPU or memory, or too few pod slots, while all pods of the zone are rescheduled. Autoscalers are not counted: they may find no capacity when everybody asks for it.",
            remedy = "Run spare nodes in every zone, or lower the requests.")
    NO_ROOM(Effect.NOT_REPLACED, Grade.C),

    @Meaning(
            value =
                    "The volume of the pod can only be attached to nodes of the zone (nodeAffinity of its PersistentVolume).",
            remedy =
                    "Run a replica with its own data in each zone, or use a storage class whose volumes are in several zones.")
    ZONAL_VOLUME(Effect.NOT_REPLACED, Grade.B),

    @Meaning(
            value =
                    "Kubernetes never replaces a pod of a StatefulSet on a node that does not respond: the pod stays Terminating until the node returns, its Node object is deleted or it has the taint node.kubernetes.io/out-of-service.",
            remedy =
                    "Run enough replicas for the minimum without a zone, and set that taint when a zone is lost for good.")
    STATEFUL_SET(Effect.NOT_REPLACED, Grade.B),

    @Meaning(value = "The pod has no controller: nothing replaces it.", remedy = "Create it from a Deployment.")
    BARE_POD(Effect.NOT_REPLACED, Grade.B),

    @Meaning(
            value =
                    "The pods tolerate the taint node.kubernetes.io/unreachable without tolerationSeconds: Kubernetes never evicts them from a node that does not respond.",
            remedy = "Set tolerationSeconds in the toleration.")
    NEVER_EVICTED(Effect.NOT_REPLACED, Grade.C),

    @Meaning("The pods belong to a controller that the audit does not know: it decides whether they are replaced.")
    UNKNOWN_CONTROLLER(Effect.NOTE, Grade.A),

    @Meaning(
            value = "One zone has more than its share of the pods, so that its loss costs more than it has to.",
            remedy = "Restart the pods, or run the descheduler; a topology spread constraint only acts on new pods.")
    UNEVEN_SPREAD(Effect.RISK, Grade.B),

    @Meaning(
            value =
                    "The pod template has neither a topology spread constraint nor anti-affinity over zones: where pods run depends on the scheduler's built-in preference.",
            remedy = "Add a topology spread constraint over zones to the pod template.")
    NO_SPREAD_RULE(Effect.RISK, Grade.B),

    @Meaning(
            value = "Fewer pods are ready than desired, before any zone is lost.",
            remedy = "See why its pods are not ready.")
    PODS_NOT_READY(Effect.RISK, Grade.B),

    @Meaning(value = "No pod of the workload is ready.", remedy = "See why its pods are not ready.")
    NO_READY_POD(Effect.RISK, Grade.D),

    @Meaning(
            value =
                    "A PodDisruptionBudget allows no pod to be evicted (maxUnavailable 0, or minAvailable as high as the number of pods): the drain of a node never ends.",
            remedy = "Set maxUnavailable to 1 or more, or minAvailable below the number of replicas.")
    BUDGET_BLOCKS_DRAIN(Effect.DRAIN, Grade.C),

    @Meaning(
            value =
                    "Several PodDisruptionBudgets select the same pod: the API server refuses every eviction of it with an error.",
            remedy = "Delete all but one of them, or change their selectors.")
    BUDGETS_OVERLAP(Effect.DRAIN, Grade.C),

    @Meaning(
            value =
                    "The PodDisruptionBudget allows no eviction now, because pods are not ready: a drain would wait for them.",
            remedy = "See why its pods are not ready.")
    BUDGET_EXHAUSTED(Effect.DRAIN, Grade.B),

    @Meaning(
            value =
                    "After the loss of a zone whose pods are not replaced, the PodDisruptionBudget also protects pods that are not ready (unhealthyPodEvictionPolicy is not AlwaysAllow): the nodes of the zone cannot be drained.",
            remedy = "Set spec.unhealthyPodEvictionPolicy: AlwaysAllow in the PodDisruptionBudget.")
    BUDGET_KEEPS_UNREADY(Effect.DRAIN, Grade.B),

    @Meaning(
            value =
                    "No container has a readiness probe: pods get traffic as soon as they start, and keep it while they fail on a node that works.",
            remedy = "Add a readinessProbe to the container that serves.")
    NO_READINESS_PROBE(Effect.TRAFFIC, Grade.B),

    @Meaning(
            value =
                    "The Service has publishNotReadyAddresses: pods of a lost zone keep getting traffic until they are deleted.",
            remedy = "Remove spec.publishNotReadyAddresses, or use a second Service without it for clients.")
    NOT_READY_PUBLISHED(Effect.TRAFFIC, Grade.C),

    @Meaning(
            value =
                    "The Service has internalTrafficPolicy: Local, and not every node has one of its pods: clients on other nodes get no answer.",
            remedy =
                    "Set spec.internalTrafficPolicy: Cluster, with trafficDistribution: PreferClose if latency matters.")
    LOCAL_TRAFFIC(Effect.TRAFFIC, Grade.C),

    @Meaning(
            value =
                    "The Service prefers endpoints near the client (trafficDistribution): while a zone fails in part, and its pods stay ready, clients there keep using them.")
    SAME_ZONE_TRAFFIC(Effect.NOTE, Grade.A),

    @Meaning(
            value =
                    "The Service is headless: clients connect to pods themselves, and keep addresses as long as they cache DNS.")
    HEADLESS(Effect.NOTE, Grade.A),

    @Meaning("The Service has no selector: whoever writes its EndpointSlices decides where traffic goes.")
    NO_SELECTOR(Effect.NOTE, Grade.A),

    @Meaning("The Service is of type ExternalName: its traffic goes to a name outside the cluster.")
    EXTERNAL_NAME(Effect.NOTE, Grade.A),

    @Meaning(value = "The Service selects no pod.", remedy = "Correct spec.selector, or delete the Service.")
    SELECTS_NO_POD(Effect.NOTE, Grade.A),

    @Meaning(
            value = "All nodes are in one zone: nothing remains if it is lost.",
            remedy = "Add nodes in a second and a third zone.")
    ONE_ZONE(Effect.CLUSTER, Grade.F),

    @Meaning(
            value =
                    "Nodes have no label topology.kubernetes.io/zone: pods on them are not counted as left, nor their room.",
            remedy = "Label the nodes with their zone.")
    NODES_WITHOUT_ZONE(Effect.CLUSTER, Grade.D);

    /** What a finding is about; of a workload, outage and minimum weigh more where pods are not replaced. */
    public enum Effect {
        /** Nothing is left without the zone. */
        OUTAGE,
        /** Less than the minimum is left without the zone. */
        BELOW_MINIMUM,
        /** Pods of the zone are not replaced. */
        NOT_REPLACED,
        /** It makes the loss of a zone worse. */
        RISK,
        /** Nodes cannot be drained. */
        DRAIN,
        /** Traffic would not leave. */
        TRAFFIC,
        /** Nothing to correct; no influence on a grade. */
        NOTE,
        /** About the whole cluster. */
        CLUSTER
    }

    private final Effect effect;
    private final Grade best;

    FindingKind(Effect effect, Grade best) {
        this.effect = effect;
        this.best = best;
    }

    /** Returns what it is about. */
    public Effect effect() {
        return effect;
    }

    /** Returns the best grade that something with this finding can have. */
    public Grade best() {
        return best;
    }
}
