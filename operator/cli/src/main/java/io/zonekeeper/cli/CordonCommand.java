package io.zonekeeper.cli;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.cli.cluster.Cluster;
import io.zonekeeper.cli.cluster.ClusterOptions;
import io.zonekeeper.cli.cluster.Wait;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.cli.terminal.Screen;
import io.zonekeeper.cli.terminal.Times;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code cordon}. */
@Command(
        name = "cordon",
        mixinStandardHelpOptions = true,
        description = {
            "Cordons a zone: no traffic and no new pods there. Each service is evacuated according to its zoneFailure.",
            "It writes spec.cordon of the Zone, and waits until the operator has applied or refused it."
        },
        footer = {
            "",
            "Examples:",
            "  cordon us-east-1b --reason 'power works' --for 2h",
            "  cordon use1-az2 --reason 'we see errors' --until 2027-01-31T06:00:00Z --nodes",
            "",
            "Exit code: 0 cordoned; 1 refused, or not applied in time; 2 invalid input; 3 no cluster or no permission."
        })
final class CordonCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ZONE", description = "name (us-east-1b) or ID (use1-az2) of the zone")
    private String zone;

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "WORDS",
            description = "why; shown wherever the cordon is")
    private String reason;

    @Option(names = "--until", paramLabel = "TIME", description = "when it ends, as 2027-01-31T06:00:00Z")
    private String until;

    @Option(names = "--for", paramLabel = "TIME", description = "how long it lasts, as 2h or 30m")
    private String duration;

    @Option(names = "--nodes", description = "taints the zone's nodes, too")
    private boolean nodes;

    @Option(names = "--force", description = "beyond limits.maxCordonedZones; never the last healthy zone")
    private boolean force;

    @Mixin
    private Wait wait;

    @Mixin
    private ClusterOptions options;

    @Mixin
    private Screen screen;

    @Override
    public Integer call() {
        screen.forPrograms();
        ObjectNode cordon = JsonNodeFactory.instance.objectNode();
        cordon.put("reason", reason);
        cordon.put("until", end().map(Instant::toString).orElse(null));
        cordon.put("nodes", nodes ? Boolean.TRUE : null);
        cordon.put("force", force ? Boolean.TRUE : null);
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec").set("cordon", cordon);
        try (Cluster cluster = options.connect()) {
            Zone written = cluster.patch(cluster.zone(zone), patch.toString());
            screen.say("%s: spec.cordon is written".formatted(Cluster.zoneName(written)));
            Zone seen = wait.until(cluster, written, CordonCommand::answered);
            return report(seen);
        }
    }

    private Optional<Instant> end() {
        if (until != null && duration != null) {
            throw Problem.input("--until and --for both set the end: use one of them");
        }
        if (duration != null) {
            return Optional.of(Clock.systemUTC()
                    .instant()
                    .plus(Times.duration("--for", duration))
                    .truncatedTo(ChronoUnit.SECONDS));
        }
        return Optional.ofNullable(until).map(text -> Times.moment("--until", text));
    }

    private static boolean answered(Zone zone) {
        return cordoned(zone) || Refused.of(zone).isPresent();
    }

    private static boolean cordoned(Zone zone) {
        return Optional.ofNullable(zone.getStatus())
                .map(ZoneStatus::cordon)
                .filter(cordon -> "Manual".equals(cordon.by()))
                .isPresent();
    }

    private int report(Zone seen) {
        boolean done = cordoned(seen);
        String name = Cluster.zoneName(seen);
        screen.print(StatusCommand.ZoneLine.of(seen), () -> {
            if (done) {
                screen.out().println(name + ": cordoned; `status -A` shows the evacuation of services");
            } else if (wait.waited()) {
                screen.out()
                        .println(name + ": " + Refused.of(seen).orElse("not applied yet: is the operator running?"));
            }
        });
        return done || !wait.waited() ? Exit.OK.code() : Exit.NO.code();
    }
}
