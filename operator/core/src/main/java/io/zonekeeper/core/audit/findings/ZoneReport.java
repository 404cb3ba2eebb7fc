package io.zonekeeper.core.audit.findings;

/**
 * What the loss of a zone means for everything that is reported on.
 *
 * @param zone its name
 * @param nodes its nodes
 * @param readyNodes those of them that are ready
 * @param pods pods in it
 * @param outages workloads of which no ready pod is left
 * @param belowMinimum workloads of which less than the minimum is left, with the outages
 * @param notReplaced pods that Kubernetes would not replace in other zones, whatever the cause
 * @param noRoom those of them that find no room
 * @param lastReplacementAfterSeconds when Kubernetes alone has created the last replacement of pods with default
 *     tolerations
 */
public record ZoneReport(
        String zone,
        int nodes,
        int readyNodes,
        int pods,
        int outages,
        int belowMinimum,
        int notReplaced,
        int noRoom,
        int lastReplacementAfterSeconds) {}
