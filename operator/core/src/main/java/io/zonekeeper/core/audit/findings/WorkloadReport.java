package io.zonekeeper.core.audit.findings;

import java.util.List;

/**
 * A workload.
 *
 * @param namespace its namespace
 * @param kind its kind
 * @param name its name
 * @param grade how well it survives the loss of a zone
 * @param desired pods that it should have
 * @param ready pods that are ready
 * @param minimum ready pods below which it counts as degraded
 * @param minimumFrom what sets the minimum
 * @param zones what the loss of each zone means, by name
 * @param services names of the Services that select its pods
 * @param findings what was found, the worst first
 * @param change the one change that helps most; empty for none
 */
public record WorkloadReport(
        String namespace,
        String kind,
        String name,
        Grade grade,
        int desired,
        int ready,
        int minimum,
        String minimumFrom,
        List<ZoneImpact> zones,
        List<String> services,
        List<Finding> findings,
        String change) {
    /** Copies the lists. */
    public WorkloadReport {
        zones = List.copyOf(zones);
        services = List.copyOf(services);
        findings = List.copyOf(findings);
    }

    /** Returns it as {@code Deployment shop/web}. */
    public String text() {
        return "%s %s/%s".formatted(kind, namespace, name);
    }
}
