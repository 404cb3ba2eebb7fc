/**
 * What the loss of each zone would mean for what runs in a cluster, found without changing anything there:
 * {@link io.zonekeeper.core.audit.Auditor} makes an {@link io.zonekeeper.core.audit.findings.AuditReport} of a
 * {@link io.zonekeeper.core.audit.facts.ClusterSnapshot}.
 */
package io.zonekeeper.core.audit;
