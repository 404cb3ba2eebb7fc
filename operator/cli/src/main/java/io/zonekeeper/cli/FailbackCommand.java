package io.zonekeeper.cli;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneStack;
import io.zonekeeper.cli.cluster.Cluster;
import io.zonekeeper.cli.cluster.ClusterOptions;
import io.zonekeeper.cli.cluster.Wait;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.cli.terminal.Screen;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.manifests.stacks.ServicePreview;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code failback}. */
@Command(
        name = "failback",
        mixinStandardHelpOptions = true,
        description = {
            "Fails a service back to the zones it was evacuated from.",
            "It does not wait for failback.stableFor, and works with failback.mode Manual too. There is no failback to a",
            "zone that is cordoned or not healthy.",
            "With --zone it ends the automatic cordon of a zone, for all services."
        },
        footer = {
            "",
            "Examples:",
            "  failback web                  to all zones",
            "  failback web us-east-1b       to this one",
            "  failback --zone us-east-1b    ends the zone's automatic cordon",
            "",
            "Exit code: 0 failed back (or uncordoned); 1 not in time; 2 invalid input; 3 no cluster or no permission."
        })
final class FailbackCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "SERVICE", description = "the service")
    private String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ZONE", description = "only this zone, by name or ID")
    private String only;

    @Option(names = "--zone", paramLabel = "ZONE", description = "the zone whose automatic cordon is to end")
    private String zone;

    @Mixin
    private Wait wait;

    @Mixin
    private ClusterOptions options;

    @Mixin
    private Screen screen;

    @Override
    public Integer call() {
        screen.forPrograms();
        if ((zone == null) == (name == null)) {
            throw Problem.input("write a SERVICE, or --zone ZONE: see failback --help");
        }
        try (Cluster cluster = options.connect()) {
            return zone == null ? service(cluster) : zone(cluster);
        }
    }

    private int zone(Cluster cluster) {
        Zone written = cluster.patch(cluster.zone(zone), EvacuateCommand.annotation(Labels.FAILBACK, now()));
        Zone seen = wait.until(() -> cluster.refreshed(written), found -> !cordoned(found), written);
        screen.print(
                StatusCommand.ZoneLine.of(seen),
                () -> screen.out()
                        .println(Cluster.zoneName(seen)
                                + (cordoned(seen) ? ": still cordoned; see `explain`" : ": not cordoned")));
        return cordoned(seen) && wait.waited() ? Exit.NO.code() : Exit.OK.code();
    }

    private int service(Cluster cluster) {
        ZonedService service = cluster.service(name);
        var catalog = Cluster.catalog(cluster.zones());
        Set<String> returning = new TreeSet<>();
        if (only != null) {
            returning.add(Cluster.zoneName(cluster.zone(only)));
        } else {
            EvacuateCommand.stacks(service).stream()
                    .map(ZoneStack::zone)
                    .filter(left -> EvacuateCommand.away(service, left))
                    .forEach(returning::add);
        }
        Set<String> stays = new TreeSet<>(ServicePreview.toEvacuate(service, catalog));
        if (only == null) {
            stays.clear();
        } else {
            stays.removeAll(returning);
        }
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode annotations = patch.putObject("metadata").putObject("annotations");
        annotations.put(Labels.EVACUATE, stays.isEmpty() ? null : String.join(",", stays));
        annotations.put(Labels.FAILBACK, String.join(",", returning) + " " + now());
        ZonedService written = cluster.patch(service, patch.toString());
        ZonedService seen = wait.until(
                () -> cluster.service(name),
                found -> returning.stream().noneMatch(zone -> EvacuateCommand.away(found, zone)),
                written);
        boolean done = returning.stream().noneMatch(zone -> EvacuateCommand.away(seen, zone));
        screen.print(StatusCommand.ServiceLine.of(seen), () -> {
            if (done) {
                screen.out().println(name + " has failed back");
            }
            EvacuateCommand.stacks(seen).stream()
                    .filter(stack -> returning.contains(stack.zone()) && EvacuateCommand.away(seen, stack.zone()))
                    .forEach(stack -> screen.out()
                            .println(
                                    "%s in %s is %s: %s".formatted(name, stack.zone(), stack.state(), stack.reason())));
        });
        return done || !wait.waited() ? Exit.OK.code() : Exit.NO.code();
    }

    private static boolean cordoned(Zone zone) {
        return Optional.ofNullable(zone.getStatus()).map(ZoneStatus::cordon).isPresent();
    }

    /** Each value of the annotation counts once, so it holds the time. */
    private static String now() {
        return Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
