package io.zonekeeper.cli;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneStack;
import io.zonekeeper.cli.cluster.Cluster;
import io.zonekeeper.cli.cluster.ClusterOptions;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Screen;
import io.zonekeeper.cli.terminal.TextTable;
import io.zonekeeper.cli.terminal.Times;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command {@code explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Explains the verdict on a zone and its cordon, and lists what services run there.",
            "It shows the result of each signal, what would change the verdict, and who cordoned the zone or why it is not.",
            "The counts are those of the last change of a signal's result."
        },
        footer = {
            "",
            "Examples:",
            "  explain us-east-1b",
            "  explain use1-az2 -o yaml",
            "",
            "Exit code: 0; 2 invalid input; 3 no cluster or no permission."
        })
final class ExplainCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ZONE", description = "name or ID of the zone")
    private String name;

    @Mixin
    private ClusterOptions options;

    @Mixin
    private Screen screen;

    /** A service there. */
    record There(String namespace, String service, ZoneStack stack) {}

    /** All of it. */
    record Report(StatusCommand.ZoneLine zone, ZoneStatus status, List<There> services) {}

    @Override
    public Integer call() {
        screen.forPrograms();
        try (Cluster cluster = options.connect()) {
            Zone zone = cluster.zone(name);
            String zoneName = Cluster.zoneName(zone);
            List<There> services = cluster.services(options.namespace()).stream()
                    .flatMap(service -> EvacuateCommand.stacks(service).stream()
                            .filter(stack -> stack.zone().equals(zoneName))
                            .map(stack -> new There(
                                    service.getMetadata().getNamespace(),
                                    service.getMetadata().getName(),
                                    stack)))
                    .toList();
            Report report = new Report(StatusCommand.ZoneLine.of(zone), zone.getStatus(), services);
            screen.print(report, () -> print(report));
        }
        return Exit.OK.code();
    }

    private void print(Report report) {
        Instant now = Clock.systemUTC().instant();
        Optional<ZoneStatus> status = Optional.ofNullable(report.status());
        StatusCommand.ZoneLine zone = report.zone();
        String id = zone.zoneId() == null ? "" : " (" + zone.zoneId() + ")";
        screen.out()
                .printf(
                        "%s%s is %s since %s: %s%n",
                        zone.zone(),
                        id,
                        zone.verdict(),
                        Times.ago(zone.since(), now),
                        status.map(ZoneStatus::evidence).orElse("no evidence yet"));
        status.map(ZoneStatus::wouldChange)
                .ifPresent(change -> screen.out().println("  what would change it: " + change));
        var signals = new TextTable("  ", "SIGNAL", "RESULT", "SAMPLES", "FAILURES");
        List<ZoneStatus.SignalStatus> results = status.map(ZoneStatus::signals).orElse(List.of());
        results.forEach(
                signal -> signals.row(signal.signal(), signal.result(), "" + signal.samples(), "" + signal.failures()));
        if (!results.isEmpty()) {
            screen.out().println();
            signals.print(screen.out());
        }
        screen.out().println();
        screen.out()
                .println(
                        zone.cordonedBy() == null
                                ? "Not cordoned" + (zone.refused() == null ? "." : ": " + zone.refused())
                                : "Cordoned (%s) since %s: %s"
                                        .formatted(
                                                zone.cordonedBy(),
                                                Times.ago(
                                                        status.orElseThrow()
                                                                .cordon()
                                                                .since(),
                                                        now),
                                                zone.cordonReason()));
        screen.out()
                .printf(
                        "Nodes: %d, %d of them ready. Automatic cordons in the last day: %d.%n",
                        zone.nodes(),
                        zone.readyNodes(),
                        status.map(ZoneStatus::automaticCordons).map(List::size).orElse(0));
        screen.out().println();
        var table = new TextTable("", "SERVICE", "READY", "STATE", "REASON");
        report.services()
                .forEach(there -> table.row(
                        there.namespace() + "/" + there.service(),
                        there.stack().ready() + "/" + there.stack().desired(),
                        there.stack().state(),
                        Objects.requireNonNullElse(there.stack().reason(), "-")));
        if (report.services().isEmpty()) {
            screen.out().println("No service runs in it.");
        } else {
            table.print(screen.out());
        }
    }
}
