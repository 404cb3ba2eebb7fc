package io.zonekeeper.core.audit.findings;

import java.util.List;

/**
 * A change that improves grades.
 *
 * @param kind the finding that it corrects
 * @param sentence what to change
 * @param gradesGained by how many grades all workloads improve together
 * @param workloads the workloads that improve
 */
public record Change(FindingKind kind, String sentence, int gradesGained, List<String> workloads) {
    /** Copies the list. */
    public Change {
        workloads = List.copyOf(workloads);
    }
}
