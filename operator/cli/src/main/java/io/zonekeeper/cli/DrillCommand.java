package io.zonekeeper.cli;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus.DrillStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus.NotEvacuated;
import io.zonekeeper.cli.cluster.Cluster;
import io.zonekeeper.cli.cluster.ClusterOptions;
import io.zonekeeper.cli.cluster.Wait;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.cli.terminal.Screen;
import io.zonekeeper.cli.terminal.Times;
import io.zonekeeper.core.DurationText;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code drill}. */
@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a game day: treats a zone as lost for a while, within all limits, and reports the result.",
            "It writes spec.drill of the Zone and waits. Services are evacuated as from a zone that fails, and fail back",
            "when the time is over, as soon as a limit is reached, or at Ctrl-C."
        },
        footer = {
            "",
            "Examples:",
            "  drill us-east-1b --for 10m --reason 'quarterly game day'",
            "  drill us-east-1b --stop",
            "",
            "Exit code: 0 completed, every service was evacuated and failed back; 1 refused, aborted, or a service was not",
            "evacuated; 2 invalid input; 3 no cluster or no permission."
        })
final class DrillCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ZONE", description = "name (us-east-1b) or ID (use1-az2) of the zone")
    private String zone;

    @Option(names = "--for", paramLabel = "TIME", description = "how long the zone is treated as lost (10m)")
    private String duration;

    @Option(names = "--reason", paramLabel = "WORDS", description = "why; shown wherever the cordon is (game day)")
    private String reason;

    @Option(names = "--stop", description = "end the running drill")
    private boolean stop;

    @Mixin
    private ClusterOptions options;

    @Mixin
    private Screen screen;

    @Override
    public Integer call() {
        screen.forPrograms();
        if (stop && (duration != null || reason != null)) {
            throw Problem.input("--stop ends a drill: remove --for and --reason");
        }
        String length = DurationText.of(Times.duration("--for", Objects.requireNonNullElse(duration, "10m")));
        try (Cluster cluster = options.connect()) {
            Zone target = cluster.zone(zone);
            return stop ? end(cluster, target) : run(cluster, target, length);
        }
    }

    private int end(Cluster cluster, Zone target) {
        if (target.getSpec() == null || target.getSpec().drill() == null) {
            throw Problem.input("%s has no drill".formatted(Cluster.zoneName(target)));
        }
        Zone seen = watch(cluster, cluster.patch(target, cancelled()));
        if (drill(seen).isEmpty()) {
            screen.say("%s: the drill was cancelled before it began".formatted(Cluster.zoneName(seen)));
            return Exit.OK.code();
        }
        return report(seen);
    }

    private int run(Cluster cluster, Zone target, String length) {
        if (target.getSpec() != null && target.getSpec().drill() != null && !over(target)) {
            throw Problem.input("%s has a drill already: wait for its end, or end it with --stop"
                    .formatted(Cluster.zoneName(target)));
        }
        ObjectNode drill = JsonNodeFactory.instance.objectNode();
        drill.put("reason", Objects.requireNonNullElse(reason, "game day"));
        drill.put("duration", length);
        // Distinguishes it from an earlier request with the same values, which would not be carried out again.
        drill.put(
                "at",
                Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).toString());
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec").set("drill", drill);
        var done = new AtomicBoolean();
        // Ctrl-C, or a closed terminal, ends the drill.
        Thread cancel = new Thread(() -> {
            if (!done.get()) {
                cluster.patch(target, cancelled());
                screen.say("%s: the drill is cancelled, services fail back".formatted(Cluster.zoneName(target)));
            }
        });
        Runtime.getRuntime().addShutdownHook(cancel);
        Zone written = cluster.patch(target, patch.toString());
        screen.say("%s: spec.drill is written; Ctrl-C ends the drill".formatted(Cluster.zoneName(written)));
        Zone seen = watch(cluster, written);
        done.set(true);
        Runtime.getRuntime().removeShutdownHook(cancel);
        return report(seen);
    }

    /** Polls until the drill of the current spec is over, and reports each step. */
    private Zone watch(Cluster cluster, Zone written) {
        var steps = new Steps();
        Zone seen = written;
        while (!seen(seen) || !over(seen)) {
            Wait.pause();
            seen = cluster.refreshed(seen);
            if (seen(seen)) {
                drill(seen).ifPresent(steps::report);
            }
        }
        return seen;
    }

    private static boolean seen(Zone zone) {
        return zone.getStatus() != null
                && Objects.equals(
                        zone.getStatus().observedGeneration(),
                        zone.getMetadata().getGeneration());
    }

    private static boolean over(Zone zone) {
        return drill(zone).filter(drill -> !"Ended".equals(drill.phase())).isEmpty();
    }

    private static Optional<DrillStatus> drill(Zone zone) {
        return Optional.ofNullable(zone.getStatus()).map(ZoneStatus::drill);
    }

    private static String cancelled() {
        return "{\"spec\":{\"drill\":null}}";
    }

    private int report(Zone zone) {
        Optional<DrillStatus> found = drill(zone);
        if (found.isEmpty()) {
            throw new Problem(Exit.NO, "the status has no drill yet: is the operator running?");
        }
        DrillStatus drill = found.get();
        List<NotEvacuated> held = Objects.requireNonNullElse(drill.notEvacuated(), List.of());
        screen.print(drill, () -> {
            if (drill.startedAt() != null) {
                screen.out()
                        .println("services in the zone    %d, evacuated %d"
                                .formatted(drill.services(), drill.evacuated()));
                line("traffic removed after  ", drill.trafficRemovedAfter());
                line("pods replaced after    ", drill.replacedAfter());
                line("failback took          ", drill.returnedAfter());
                if (drill.lowestReady() != null) {
                    screen.out()
                            .println("fewest ready pods       %d of %d, of %s"
                                    .formatted(
                                            drill.lowestReady().ready(),
                                            drill.lowestReady().replicas(),
                                            drill.lowestReady().service()));
                }
                held.forEach(service -> screen.out()
                        .println("not evacuated           %s: %s".formatted(service.service(), service.message())));
            }
            screen.out()
                    .println("%s: %s"
                            .formatted(
                                    Objects.requireNonNullElse(drill.outcome(), "Ended"),
                                    Objects.requireNonNullElse(drill.message(), "")));
        });
        boolean good = "Completed".equals(drill.outcome()) && held.isEmpty() && drill.returnedAfter() != null;
        return good ? Exit.OK.code() : Exit.NO.code();
    }

    private void line(String words, String time) {
        screen.out().println(words + " " + Objects.requireNonNullElse(time, "never"));
    }

    /** Reports each step once. */
    private final class Steps {
        private String last = "";

        void report(DrillStatus drill) {
            String line = switch (drill.phase()) {
                case "Waiting" -> "waiting until all services are known";
                case "Running" ->
                    "running until %s: %d of %d services evacuated"
                            .formatted(drill.until(), drill.evacuated(), drill.services());
                case "Returning" -> "%s, %s: services fail back".formatted(drill.outcome(), drill.message());
                default -> last;
            };
            if (!line.equals(last)) {
                last = line;
                screen.say("%s  %s".formatted(Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS), line));
            }
        }
    }
}
