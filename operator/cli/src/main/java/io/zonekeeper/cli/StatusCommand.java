package io.zonekeeper.cli;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneStack;
import io.zonekeeper.cli.cluster.Cluster;
import io.zonekeeper.cli.cluster.ClusterOptions;
import io.zonekeeper.cli.terminal.Colour;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.LiveScreen;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.cli.terminal.Screen;
import io.zonekeeper.cli.terminal.TextTable;
import io.zonekeeper.cli.terminal.Times;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows every zone with its verdict, and what each service runs in each of them.",
            "A cell reads READY/DESIRED, and the state of the service there unless it is Active."
        },
        footer = {
            "",
            "Examples:",
            "  status            services of the context's namespace",
            "  status -A         those of all namespaces",
            "  status -A -w      the same, live",
            "  status web        one service, zone by zone, with all details",
            "  status -A -o json | jq '.services[] | select(.problems != [])'",
            "",
            "Exit code: 0, also if a service has problems; 2 invalid input; 3 no cluster or no permission."
        })
final class StatusCommand implements Callable<Integer> {
    @Option(
            names = {"-A", "--all-namespaces"},
            description = "services of all namespaces")
    private boolean all;

    @Option(
            names = {"-w", "--watch"},
            description = "show it again every 2 s, until Ctrl-C; a lost connection is tried again")
    private boolean watch;

    @Parameters(paramLabel = "SERVICE", arity = "0..1", description = "only this service, in detail")
    private String name;

    @Mixin
    private ClusterOptions options;

    @Mixin
    private Screen screen;

    /** A zone. */
    record ZoneLine(
            String zone,
            String zoneId,
            String verdict,
            String since,
            String cordonedBy,
            String cordonReason,
            String refused,
            Integer nodes,
            Integer readyNodes) {
        static ZoneLine of(Zone zone) {
            Optional<ZoneStatus> status = Optional.ofNullable(zone.getStatus());
            Optional<ZoneStatus.CordonStatus> cordon = status.map(ZoneStatus::cordon);
            return new ZoneLine(
                    Cluster.zoneName(zone),
                    status.map(ZoneStatus::zoneId).orElse(null),
                    status.map(ZoneStatus::verdict).orElse("Unknown"),
                    status.map(ZoneStatus::verdictSince).orElse(null),
                    cordon.map(ZoneStatus.CordonStatus::by).orElse(null),
                    cordon.map(ZoneStatus.CordonStatus::reason).orElse(null),
                    Refused.of(zone).orElse(null),
                    status.map(ZoneStatus::nodes)
                            .map(ZoneStatus.NodeCount::total)
                            .orElse(0),
                    status.map(ZoneStatus::nodes)
                            .map(ZoneStatus.NodeCount::ready)
                            .orElse(0));
        }
    }

    /** A service. */
    record ServiceLine(
            String namespace,
            String name,
            Integer replicas,
            Integer ready,
            List<ZoneStack> zones,
            List<ServiceProblems.Finding> problems) {
        static ServiceLine of(ZonedService service) {
            Optional<ZonedServiceStatus> status = Optional.ofNullable(service.getStatus());
            return new ServiceLine(
                    service.getMetadata().getNamespace(),
                    service.getMetadata().getName(),
                    service.getSpec() == null ? null : service.getSpec().replicas(),
                    status.map(ZonedServiceStatus::readyReplicas).orElse(0),
                    status.map(ZonedServiceStatus::zones).orElse(List.of()),
                    ServiceProblems.of(service));
        }

        Optional<ZoneStack> in(String zone) {
            return zones.stream().filter(stack -> stack.zone().equals(zone)).findFirst();
        }
    }

    /** All of it. */
    record Report(List<ZoneLine> zones, List<ServiceLine> services) {}

    @Override
    public Integer call() {
        if (watch && screen.forPrograms()) {
            throw Problem.input("--watch shows a screen, and -o is for programs: use one of them");
        }
        screen.forPrograms();
        try (Cluster cluster = options.connect()) {
            if (watch) {
                new LiveScreen(screen.out(), Clock.systemUTC()).run(() -> show(cluster));
            } else {
                show(cluster);
            }
        }
        return Exit.OK.code();
    }

    private void show(Cluster cluster) {
        List<ZonedService> services = name != null
                ? List.of(cluster.service(name))
                : cluster.services(all ? Optional.empty() : Optional.of(cluster.namespace()));
        Report report = new Report(
                cluster.zones().stream().map(ZoneLine::of).toList(),
                services.stream().map(ServiceLine::of).toList());
        screen.print(report, () -> {
            zones(report);
            screen.out().println();
            if (name != null) {
                detail(report.services().getFirst(), services.getFirst());
            } else if (services.isEmpty()) {
                screen.out()
                        .println(
                                all
                                        ? "No ZonedService exists."
                                        : "Namespace %s has no ZonedService; -A shows those of all namespaces."
                                                .formatted(cluster.namespace()));
            } else {
                services(report);
            }
        });
    }

    private void zones(Report report) {
        if (report.zones().isEmpty()) {
            screen.out()
                    .println(
                            "No zone is known: is the operator running, and do nodes carry topology.kubernetes.io/zone?");
            return;
        }
        Instant now = Clock.systemUTC().instant();
        var table = new TextTable("", "ZONE", "ID", "VERDICT", "SINCE", "NODES", "CORDONED");
        for (ZoneLine zone : report.zones()) {
            String cordoned = zone.cordonedBy() == null
                    ? Objects.requireNonNullElse(zone.refused(), "-")
                    : zone.cordonedBy() + ": " + zone.cordonReason();
            table.row(
                    zone.zone(),
                    Objects.requireNonNullElse(zone.zoneId(), "-"),
                    screen.coloured(zone.verdict().equals("Healthy") ? Colour.GREEN : Colour.RED, zone.verdict()),
                    Times.ago(zone.since(), now),
                    zone.readyNodes() + "/" + zone.nodes(),
                    zone.cordonedBy() == null ? cordoned : screen.coloured(Colour.YELLOW, cordoned));
        }
        table.print(screen.out());
    }

    private void services(Report report) {
        List<String> zones = report.zones().stream().map(ZoneLine::zone).toList();
        List<String> heads = new ArrayList<>(List.of("SERVICE", "READY"));
        heads.addAll(zones);
        heads.add("PROBLEM");
        var table = new TextTable("", heads.toArray(String[]::new));
        for (ServiceLine service : report.services()) {
            List<String> cells = new ArrayList<>();
            cells.add(all ? service.namespace() + "/" + service.name() : service.name());
            cells.add(service.ready() + "/" + service.replicas());
            zones.forEach(zone -> cells.add(service.in(zone).map(this::cell).orElse("-")));
            cells.add(
                    service.problems().isEmpty()
                            ? "-"
                            : screen.coloured(
                                    Colour.YELLOW, service.problems().getFirst().shortly()));
            table.row(cells);
        }
        table.print(screen.out());
    }

    private String cell(ZoneStack stack) {
        String count = stack.ready() + "/" + stack.desired();
        return "Active".equals(stack.state()) ? count : screen.coloured(Colour.YELLOW, count + " " + stack.state());
    }

    private void detail(ServiceLine line, ZonedService service) {
        screen.out()
                .printf("%s/%s: %d of %d pods ready%n", line.namespace(), line.name(), line.ready(), line.replicas());
        var table = new TextTable("  ", "ZONE", "READY", "STATE", "TRAFFIC", "REASON");
        line.zones()
                .forEach(stack -> table.row(
                        stack.zone(),
                        stack.ready() + "/" + stack.desired(),
                        Objects.requireNonNullElse(stack.state(), "-"),
                        Boolean.TRUE.equals(stack.serving()) ? "yes" : "no",
                        Objects.requireNonNullElse(stack.reason(), "-")));
        table.print(screen.out());
        List<Condition> conditions = ServiceProblems.conditions(service);
        if (!conditions.isEmpty()) {
            var conditionTable = new TextTable("  ", "CONDITION", "STATUS", "REASON", "MESSAGE");
            conditions.forEach(condition ->
                    conditionTable.row(condition.type(), condition.status(), condition.reason(), condition.message()));
            screen.out().println();
            conditionTable.print(screen.out());
        }
    }
}
