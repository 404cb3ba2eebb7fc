package io.zonekeeper.core.audit.findings;

import io.zonekeeper.core.reasons.Reason;

/** Whether the traffic of a Service leaves a lost zone. */
public enum TrafficAnswer implements Reason {
    /** Its endpoints there leave once the nodes count as unreachable. */
    LEAVES,
    /** It stays until the pods are deleted. */
    STAYS,
    /** The Service does not decide: clients, or whoever writes its endpoints, do. */
    DECIDED_ELSEWHERE,
    /** It has no pods. */
    NO_PODS
}
