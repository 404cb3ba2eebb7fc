package io.zonekeeper.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneRequest;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.cli.cluster.Cluster;
import io.zonekeeper.cli.cluster.ClusterOptions;
import io.zonekeeper.cli.terminal.Colour;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.cli.terminal.Screen;
import io.zonekeeper.cli.terminal.TextTable;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.service.ServiceObservation;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.Resolution;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.core.zone.ZoneIdentity;
import io.zonekeeper.core.zone.ZoneObjectName;
import io.zonekeeper.kube.apply.TemplateCheck;
import io.zonekeeper.manifests.stacks.ServicePreview;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what a service would run in each zone, and what would be done, step by step, if a zone were lost.",
            "It runs the operator's own planner to its end. Nothing is changed.",
            "With -f no cluster is needed if the zones are known: from --zones, Zones in the file, or spec.zones.",
            "For a service in a cluster, room is estimated: what the zone's nodes can allocate less what their pods",
            "request; taints, affinities and volumes are ignored."
        },
        footer = {
            "",
            "Examples:",
            "  plan -f web.yaml --zones us-east-1a,us-east-1b,us-east-1c",
            "  plan -f web.yaml --zones a=use1-az1,b=use1-az2 --fail-zone use1-az2 --replicas 30",
            "  plan web -n shop --fail-zone us-east-1b      a service of the cluster, as it runs now",
            "",
            "Zones that are already evacuated are listed as EVACUATED: the answer is about the zones that serve.",
            "",
            "Exit code: 0 it fits, and survives --fail-zone with all of its replicas; 1 it does not, or limits contradict",
            "each other; 2 invalid input; 3 no cluster or no permission."
        })
final class PlanCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SERVICE", arity = "0..1", description = "a service of the cluster")
    private String name;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "file with ZonedServices, or - for standard input")
    private Path file;

    @Option(names = "--zones", split = ",", paramLabel = "ZONE", description = "the existing zones, as NAME or NAME=ID")
    private List<String> zones;

    @Option(names = "--fail-zone", paramLabel = "ZONE", description = "name or ID of the zone that is lost")
    private String failZone;

    @Option(names = "--replicas", paramLabel = "N", description = "instead of spec.replicas")
    private Integer replicas;

    @Mixin
    private ClusterOptions options;

    @Mixin
    private Screen screen;

    /** The input of a plan: the zones, their state, and the cluster if there is one. */
    private record World(ZoneCatalog catalog, Map<String, StackDecision> decisions, Optional<Cluster> cluster) {}

    @Override
    public Integer call() {
        screen.forPrograms();
        if ((file == null) == (name == null)) {
            throw Problem.input("write a SERVICE of the cluster, or -f FILE: see plan --help");
        }
        Optional<PlanFile> read = Optional.ofNullable(file).map(PlanFile::read);
        try (Cluster cluster = options.connect()) {
            World world = read.filter(this::offline).map(this::offlineWorld).orElseGet(() -> liveWorld(cluster));
            List<ZonedService> services = read.map(PlanFile::services).orElseGet(() -> List.of(cluster.service(name)));
            List<PlanReport> reports =
                    services.stream().map(service -> report(service, world)).toList();
            screen.print(reports, () -> reports.forEach(this::print));
            return reports.stream().allMatch(report -> report.problems().isEmpty()) ? Exit.OK.code() : Exit.NO.code();
        }
    }

    private boolean offline(PlanFile read) {
        return zones != null
                || !read.zones().isEmpty()
                || read.services().stream()
                        .allMatch(service -> service.getSpec().zones() != null);
    }

    private World offlineWorld(PlanFile read) {
        Set<ZoneIdentity> named = new LinkedHashSet<>();
        if (zones != null) {
            zones.forEach(word -> named.add(identity(word.strip())));
        } else if (!read.zones().isEmpty()) {
            read.zones()
                    .forEach(zone -> named.add(new ZoneIdentity(
                            Cluster.zoneName(zone),
                            Optional.ofNullable(zone.getStatus())
                                    .map(ZoneStatus::zoneId)
                                    .orElse(""),
                            "")));
        } else {
            read.services()
                    .forEach(service -> service.getSpec().zones().stream()
                            .map(ZoneRequest::zone)
                            .forEach(zone -> named.add(ZoneIdentity.named(zone))));
        }
        List<KnownZone> known = new ArrayList<>();
        for (ZoneIdentity zone : named) {
            known.add(new KnownZone(zone, ZoneObjectName.of(zone.name()), true, OptionalInt.of(known.size())));
        }
        try {
            return new World(ZoneCatalog.of(known), Map.of(), Optional.empty());
        } catch (IllegalArgumentException e) {
            throw Problem.input("--zones: " + e.getMessage());
        }
    }

    private static ZoneIdentity identity(String word) {
        int sign = word.indexOf('=');
        String zone = sign < 0 ? word : word.substring(0, sign);
        if (zone.isEmpty()) {
            throw Problem.input("--zones takes names, as us-east-1a,us-east-1b or us-east-1a=use1-az1");
        }
        return new ZoneIdentity(zone, sign < 0 ? "" : word.substring(sign + 1), "");
    }

    private static World liveWorld(Cluster cluster) {
        List<Zone> found = cluster.zones();
        Map<String, StackDecision> decisions = new HashMap<>();
        for (Zone zone : found) {
            ZoneStatus status = zone.getStatus();
            if (status != null && status.cordon() != null) {
                StackDecision.Cause cause = List.of(StackDecision.Cause.values()).stream()
                        .filter(known -> known.word().equals(status.cordon().by()))
                        .findFirst()
                        .orElse(StackDecision.Cause.MANUAL);
                decisions.put(
                        Cluster.zoneName(zone),
                        new StackDecision.Leave(
                                cause,
                                Objects.requireNonNullElse(status.cordon().reason(), ""),
                                "Unhealthy".equals(status.verdict()),
                                Optional.ofNullable(status.cordon().deadline()).map(Instant::parse)));
            } else if (status != null) {
                decisions.put(
                        Cluster.zoneName(zone),
                        new StackDecision.Stay(
                                Optional.ofNullable(status.healthySince()).map(Instant::parse)));
            }
        }
        return new World(Cluster.catalog(found), decisions, Optional.of(cluster));
    }

    private PlanReport report(ZonedService written, World world) {
        ZonedService service = replicas == null ? written : withReplicas(written);
        if (service.getMetadata().getNamespace() == null) {
            service.getMetadata()
                    .setNamespace(options.namespace()
                            .or(() -> world.cluster().map(Cluster::namespace))
                            .orElse("default"));
        }
        Optional<Cluster> cluster = world.cluster();
        Optional<ZonedService> running = file == null
                ? Optional.of(service)
                : cluster.flatMap(known -> known.find(service.getMetadata().getName()));
        if (file != null) {
            running.ifPresent(known -> service.setStatus(known.getStatus()));
        }
        Map<String, StackDecision> decisions = new HashMap<>(world.decisions());
        ServicePreview.toEvacuate(running.orElse(service), world.catalog())
                .forEach(zone -> decisions.put(
                        zone,
                        new StackDecision.Leave(
                                StackDecision.Cause.MANUAL,
                                "annotated zonekeeper.io/evacuate",
                                false,
                                Optional.empty())));
        try {
            ServiceObservation start = ServicePreview.observe(
                    service,
                    world.catalog(),
                    running.flatMap(known -> cluster.map(c -> c.deployments(known)))
                            .orElse(List.of()),
                    running.flatMap(known -> cluster.map(c -> c.statefulSets(known)))
                            .orElse(List.of()),
                    decisions,
                    cluster.map(Cluster::nodes).orElse(List.of()));
            return PlanReport.of(
                            start,
                            cluster.map(known -> room(known, service)).orElse(Map.of()),
                            lost(world.catalog(), start),
                            failZone != null,
                            Clock.systemUTC().instant())
                    .withProblems(TemplateCheck.problems(service.getSpec().template()));
        } catch (IllegalArgumentException e) {
            throw Problem.input(service.getMetadata().getName() + ": " + e.getMessage());
        }
    }

    private static Map<String, Integer> room(Cluster cluster, ZonedService service) {
        return NodeRoom.of(cluster.nodes(), cluster.pods(), service.getSpec().template());
    }

    private List<String> lost(ZoneCatalog catalog, ServiceObservation start) {
        if (failZone != null) {
            return switch (catalog.resolve(failZone)) {
                case Resolution.Found(KnownZone zone) -> List.of(zone.name());
                case Resolution.Unknown(var why) -> throw Problem.input(why.message());
            };
        }
        return catalog.zones().stream()
                .filter(zone -> zone.present() && (start.demand().zones().isEmpty() || listed(catalog, start, zone)))
                .map(KnownZone::name)
                .toList();
    }

    private static boolean listed(ZoneCatalog catalog, ServiceObservation start, KnownZone zone) {
        return start.demand().zones().stream()
                .anyMatch(listed ->
                        catalog.resolve(listed.zone()) instanceof Resolution.Found(var found) && found.equals(zone));
    }

    private ZonedService withReplicas(ZonedService service) {
        if (replicas < 0) {
            throw Problem.input("--replicas must not be negative");
        }
        var spec = service.getSpec();
        ZonedService other = new ZonedService();
        other.setMetadata(service.getMetadata());
        other.setStatus(service.getStatus());
        other.setSpec(spec.withReplicas(replicas));
        return other;
    }

    private void print(PlanReport report) {
        screen.out()
                .printf(
                        "%s: %d replicas in %d zones%n",
                        report.service(), report.replicas(), report.zones().size());
        var table = new TextTable("  ", "ZONE", "CHILD", "PODS");
        report.zones()
                .forEach(zone -> table.row(
                        zone.zone(),
                        zone.child(),
                        zone.before() == zone.after()
                                ? "%d".formatted(zone.after())
                                : "%d -> %d".formatted(zone.before(), zone.after())));
        table.print(screen.out());
        steps(report.steps(), "  ");
        screen.out().println("  " + report.zoneRedundant().message());
        screen.out().println();
        if (failZone == null) {
            var losses = new TextTable("  ", "IF LOST", "SERVE AT ONCE", "SERVE IN THE END", "NOT EVACUATED");
            report.losses()
                    .forEach(loss -> losses.row(
                            loss.zone(),
                            "%d of %d (%d %%)".formatted(loss.servingAtOnce(), report.replicas(), loss.percentAtOnce()),
                            "%d of %d".formatted(loss.servingInTheEnd(), report.replicas()),
                            loss.heldBack().isEmpty()
                                    ? "-"
                                    : loss.heldBack().getFirst().reason().word()));
            losses.print(screen.out());
        } else {
            report.losses().forEach(loss -> print(loss, report.replicas()));
        }
        screen.out().println();
        report.notes()
                .forEach(note -> screen.out().println("  " + screen.coloured(Colour.YELLOW, "EVACUATED: ") + note));
        report.problems()
                .forEach(problem -> screen.out().println("  " + screen.coloured(Colour.RED, "NO: ") + problem));
        if (report.problems().isEmpty()) {
            screen.out()
                    .println("  " + screen.coloured(Colour.GREEN, "YES: ")
                            + (failZone == null
                                    ? "it fits"
                                    : "it survives the loss of "
                                            + report.losses().getFirst().zone()));
        }
        screen.out().println();
    }

    private void print(PlanReport.Loss loss, int replicas) {
        screen.out().printf("  If %s is lost:%n", loss.zone());
        screen.out()
                .printf(
                        "    at once     %d of %d pods serve (%d %%)%n",
                        loss.servingAtOnce(), replicas, loss.percentAtOnce());
        steps(loss.steps(), "    ");
        screen.out().printf("    in the end  %d of %d pods serve%n", loss.servingInTheEnd(), replicas);
        loss.heldBack()
                .forEach(why -> screen.out()
                        .printf("    refused     %s: %s%n", why.reason().word(), why.message()));
    }

    private void steps(List<PlanReport.Step> steps, String indent) {
        int number = 1;
        for (PlanReport.Step step : steps) {
            String head = "step %d".formatted(number++);
            for (String action : step.actions()) {
                screen.out().printf("%s%-10s  %s%n", indent, head, action);
                head = "";
            }
        }
    }
}
