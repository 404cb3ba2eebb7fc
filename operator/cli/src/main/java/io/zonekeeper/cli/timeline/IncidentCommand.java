package io.zonekeeper.cli.timeline;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.cli.cluster.Cluster;
import io.zonekeeper.cli.cluster.ClusterOptions;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.cli.terminal.Structured;
import io.zonekeeper.cli.terminal.TextTable;
import io.zonekeeper.core.incident.Incident;
import io.zonekeeper.core.incident.IncidentTimeline;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code incident}. */
@Command(
        name = "incident",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the timeline of the last incident of a zone, from its first sign to its failback.",
            "It has verdict, traffic off, capacity and every refusal, each with the time since the first sign. It reads Events,",
            "which the API server keeps for an hour, and statuses. Without ZONE it takes the zone with the last incident."
        },
        footer = {
            "",
            "Examples:",
            "  incident                              the last incident of any zone",
            "  incident us-east-1b -o html > b.html  a page for the post-mortem",
            "  incident use1-az2 -o json | jq '.milestones[] | {milestone, after}'",
            "",
            "Exit code: 0; 1 no incident is recorded; 2 invalid input; 3 no cluster or no permission."
        })
public final class IncidentCommand implements Callable<Integer> {
    /** How it is printed. */
    enum Format {
        text,
        json,
        html
    }

    @Parameters(paramLabel = "ZONE", arity = "0..1", description = "name or ID of the zone")
    private String name;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json|html",
            defaultValue = "text",
            description = "how it is printed (text)")
    private Format format;

    @Mixin
    private ClusterOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        IncidentReport report;
        try (Cluster cluster = options.connect()) {
            List<Zone> zones = name == null ? cluster.zones() : List.of(cluster.zone(name));
            List<String> incomplete = new ArrayList<>();
            Incident incident = read(cluster, zones, incomplete)
                    .orElseThrow(() -> new Problem(
                            Exit.NO,
                            "no incident of %s is recorded: Events are kept for an hour, and no status shows one%s"
                                    .formatted(
                                            name == null ? "any zone" : Cluster.zoneName(zones.getFirst()),
                                            incomplete.isEmpty() ? "" : " (" + String.join("; ", incomplete) + ")")));
            report = IncidentReport.of(incident, incomplete, Clock.systemUTC().instant());
        }
        switch (format) {
            case text -> print(report, out);
            case json -> out.print(Structured.json(report));
            case html -> out.print(IncidentPage.of(report));
        }
        out.flush();
        if (format != Format.text) {
            report.incomplete().forEach(problem -> spec.commandLine().getErr().println("zonekeeper: " + problem));
        }
        return Exit.OK.code();
    }

    private Optional<Incident> read(Cluster cluster, List<Zone> zones, List<String> incomplete) {
        List<IncidentReading> readings =
                zones.stream().map(IncidentReading::new).toList();
        cluster.services(options.namespace()).forEach(service -> readings.forEach(zone -> zone.service(service)));
        cluster.events(event -> readings.forEach(zone -> zone.event(event)))
                .map(Problem::getMessage)
                .ifPresent(incomplete::add);
        return readings.stream()
                .map(zone -> IncidentTimeline.of(zone.zone(), zone.records()))
                .filter(incidents -> !incidents.isEmpty())
                .map(List::getLast)
                .max(Comparator.comparing(
                                (Incident incident) -> incident.ended().orElse(Instant.MAX))
                        .thenComparing(Incident::began));
    }

    private static void print(IncidentReport report, PrintWriter out) {
        out.printf(
                "%s: incident of %s, %s%s%n%n",
                report.zone(),
                report.began(),
                report.ended() == null ? "not over after " : "over after ",
                report.lasted());
        var milestones = new TextTable("  ", "MILESTONE", "AFTER", "TIME", "DETAIL");
        report.milestones().forEach(each -> milestones.row(each.milestone(), each.after(), each.at(), each.detail()));
        milestones.print(out);
        out.println();
        if (report.refusals().isEmpty()) {
            out.println("Nothing was refused.");
        } else {
            out.println("Refused:");
            print(report.refusals(), out);
        }
        out.println();
        out.println("All records:");
        print(report.records(), out);
        report.incomplete().forEach(problem -> out.printf("%nIncomplete: %s%n", problem));
    }

    private static void print(List<IncidentReport.Line> lines, PrintWriter out) {
        var table = new TextTable("  ", "AFTER", "TIME", "OBJECT", "REASON", "MESSAGE");
        lines.forEach(each ->
                table.row(each.after(), each.at(), each.kind() + " " + each.object(), each.reason(), each.message()));
        table.print(out);
    }
}
