package io.zonekeeper.core.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One incident of a zone.
 *
 * @param zone its name
 * @param began its first record
 * @param ended when the zone was well, not cordoned, and had all its traffic again; empty while it is not over
 * @param milestones what it reached, by time
 * @param records everything that happened in it, by time
 */
public record Incident(
        String zone, Instant began, Optional<Instant> ended, List<Milestone> milestones, List<IncidentRecord> records) {
    /** Copies the lists. */
    public Incident {
        milestones = List.copyOf(milestones);
        records = List.copyOf(records);
    }

    /** Returns what was refused meanwhile, by time. */
    public List<IncidentRecord> refusals() {
        return records.stream()
                .filter(each -> each.step() == IncidentStep.REFUSAL)
                .toList();
    }

    /** Returns the time since its first record. */
    public Duration after(Instant at) {
        return Duration.between(began, at);
    }
}
