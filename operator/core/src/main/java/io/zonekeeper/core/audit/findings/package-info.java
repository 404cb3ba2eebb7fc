/** What an audit reports: grades, findings, and what is left of each workload and Service if a zone is lost. */
package io.zonekeeper.core.audit.findings;
