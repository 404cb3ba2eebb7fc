package io.zonekeeper.kube.metrics;

import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The upper bounds of the buckets that durations are counted in.
 *
 * @param bounds in ascending order
 * @param why what they distinguish, in a sentence
 */
public record Buckets(List<Duration> bounds, String why) {
    private static final double NANOS = 1e9;

    /** Copies the list. */
    public Buckets {
        bounds = List.copyOf(bounds);
    }

    /** Returns buckets with bounds in seconds. */
    public static Buckets ofSeconds(String why, double... seconds) {
        return new Buckets(
                DoubleStream.of(seconds)
                        .mapToObj(bound -> Duration.ofNanos(Math.round(bound * NANOS)))
                        .toList(),
                why);
    }
}
