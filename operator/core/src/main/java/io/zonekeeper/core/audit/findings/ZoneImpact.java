package io.zonekeeper.core.audit.findings;

/**
 * What the loss of a zone means for a workload.
 *
 * @param zone the zone's name
 * @param pods pods in it
 * @param ready those of them that are ready
 * @param left ready pods outside of it
 * @param leftPercent the same, of the desired pods
 * @param aboveMinimum whether that is the minimum at least
 * @param notReplaced pods in it that Kubernetes would not replace in other zones
 * @param stock how long Kubernetes alone takes
 * @param zonekeeper what Zonekeeper would do
 */
public record ZoneImpact(
        String zone,
        int pods,
        int ready,
        int left,
        int leftPercent,
        boolean aboveMinimum,
        int notReplaced,
        StockRecovery stock,
        ZonekeeperAnswer zonekeeper) {}
