package io.zonekeeper.core.audit.findings;

import java.util.List;

/**
 * A Service.
 *
 * @param namespace its namespace
 * @param name its name
 * @param traffic whether its traffic leaves a lost zone
 * @param zones ready pods behind it that are left without each zone, by name
 * @param workloads the workloads whose pods it selects
 * @param findings what was found
 */
public record ServiceReport(
        String namespace,
        String name,
        TrafficAnswer traffic,
        List<ServiceZone> zones,
        List<String> workloads,
        List<Finding> findings) {
    /** Copies the lists. */
    public ServiceReport {
        zones = List.copyOf(zones);
        workloads = List.copyOf(workloads);
        findings = List.copyOf(findings);
    }

    /**
     * What the loss of a zone means for it.
     *
     * @param zone the zone's name
     * @param ready ready pods in it
     * @param left ready pods outside of it
     */
    public record ServiceZone(String zone, int ready, int left) {}
}
