package io.zonekeeper.cli.cluster;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.cli.terminal.Times;

import picocli.CommandLine.Option;

/** Whether and how long a command waits for the operator. */
public final class Wait {
    private static final Duration LOOK = Duration.ofMillis(250);

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "how long to wait for the operator; 0s for not at all (30s)")
    private String limit;

    /** Returns whether it waits at all. */
    public boolean waited() {
        return limit().isPositive();
    }

    /** Checks a Zone until the operator has seen its spec and it is so, or time is up; returns it as last seen. */
    public Zone until(Cluster cluster, Zone zone, Predicate<Zone> so) {
        return until(() -> cluster.refreshed(zone), seen -> observed(seen) && so.test(seen), zone);
    }

    /** Looks until it is so, or time is up, and returns what was seen last. */
    public <T> T until(Supplier<T> read, Predicate<T> so, T first) {
        long end = System.nanoTime() + limit().toNanos();
        T seen = first;
        while (waited() && !so.test(seen) && System.nanoTime() < end) {
            pause();
            seen = read.get();
        }
        return seen;
    }

    public static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(Exit.NO, "interrupted");
        }
    }

    private Duration limit() {
        return Times.duration("--wait", limit);
    }

    private static boolean observed(Zone zone) {
        return Optional.ofNullable(zone.getStatus())
                .map(ZoneStatus::observedGeneration)
                .filter(seen -> Objects.equals(seen, zone.getMetadata().getGeneration()))
                .isPresent();
    }
}
