package io.zonekeeper.cli;

import java.util.Optional;
import java.util.concurrent.Callable;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.cli.cluster.Cluster;
import io.zonekeeper.cli.cluster.ClusterOptions;
import io.zonekeeper.cli.cluster.Wait;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Screen;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command {@code uncordon}. */
@Command(
        name = "uncordon",
        mixinStandardHelpOptions = true,
        description = {
            "Ends a manual cordon. Services fail back once the zone has been healthy for stableFor.",
            "To end an automatic cordon, use `failback --zone ZONE`."
        },
        footer = {
            "",
            "Examples:",
            "  uncordon us-east-1b",
            "",
            "Exit code: 0 no longer cordoned; 1 still cordoned, for another cause; 2 invalid input; 3 no cluster or no permission."
        })
final class UncordonCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ZONE", description = "name or ID of the zone")
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
        try (Cluster cluster = options.connect()) {
            Zone written = cluster.patch(cluster.zone(zone), "{\"spec\":{\"cordon\":null}}");
            Zone seen = wait.until(
                    cluster,
                    written,
                    found -> cordon(found).isEmpty()
                            || !"Manual".equals(cordon(found).get().by()));
            Optional<ZoneStatus.CordonStatus> left = cordon(seen);
            screen.print(
                    StatusCommand.ZoneLine.of(seen),
                    () -> screen.out()
                            .println(Cluster.zoneName(seen)
                                    + left.map(cordon ->
                                                    ": still cordoned (%s: %s)".formatted(cordon.by(), cordon.reason())
                                                            + (cordon.by().equals("Automatic")
                                                                    ? "; `failback --zone %s` ends it"
                                                                            .formatted(Cluster.zoneName(seen))
                                                                    : ""))
                                            .orElse(": not cordoned")));
            return left.isEmpty() || !wait.waited() ? Exit.OK.code() : Exit.NO.code();
        }
    }

    private static Optional<ZoneStatus.CordonStatus> cordon(Zone zone) {
        return Optional.ofNullable(zone.getStatus()).map(ZoneStatus::cordon);
    }
}
