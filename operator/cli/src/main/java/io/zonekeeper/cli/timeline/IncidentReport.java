package io.zonekeeper.cli.timeline;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.zonekeeper.core.DurationText;
import io.zonekeeper.core.incident.Incident;
import io.zonekeeper.core.incident.IncidentRecord;
import io.zonekeeper.core.incident.Milestone;

/**
 * An incident as it is printed and written as JSON.
 *
 * @param zone the zone
 * @param began its first record
 * @param ended when it was over; null while it is not
 * @param lasted how long it lasted, or has lasted until now
 * @param milestones what it reached, by time
 * @param refusals what was refused meanwhile
 * @param records all of it
 * @param incomplete what could not be read, and the permission that is missing
 */
public record IncidentReport(
        String zone,
        String began,
        String ended,
        String lasted,
        List<Point> milestones,
        List<Line> refusals,
        List<Line> records,
        List<String> incomplete) {
    /** Copies the lists. */
    public IncidentReport {
        milestones = List.copyOf(milestones);
        refusals = List.copyOf(refusals);
        records = List.copyOf(records);
        incomplete = List.copyOf(incomplete);
    }

    /** A point that it reached. */
    public record Point(String milestone, String at, String after, String detail) {}

    /** A record of it. */
    public record Line(
            String at, String after, String kind, String object, String reason, String message, String source) {}

    static IncidentReport of(Incident incident, List<String> incomplete, Instant now) {
        return new IncidentReport(
                incident.zone(),
                incident.began().toString(),
                incident.ended().map(Instant::toString).orElse(null),
                DurationText.of(incident.after(incident.ended().orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS)))),
                incident.milestones().stream().map(IncidentReport::point).toList(),
                incident.refusals().stream().map(each -> line(incident, each)).toList(),
                incident.records().stream().map(each -> line(incident, each)).toList(),
                incomplete);
    }

    private static Point point(Milestone milestone) {
        return new Point(
                milestone.kind().word(),
                milestone.at().toString(),
                DurationText.of(milestone.after()),
                milestone.detail());
    }

    private static Line line(Incident incident, IncidentRecord record) {
        return new Line(
                record.at().toString(),
                DurationText.of(incident.after(record.at())),
                record.kind(),
                record.object(),
                record.reason(),
                record.message(),
                record.source() == IncidentRecord.Source.EVENT ? "Event" : "status");
    }
}
