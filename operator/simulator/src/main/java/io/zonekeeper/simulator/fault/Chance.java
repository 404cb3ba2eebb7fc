package io.zonekeeper.simulator.fault;

import java.util.random.RandomGenerator;

/** Random numbers and times, from a seed or a generator. */
public final class Chance {
    private Chance() {}

    /** A well-mixed number from 0 to 1 that depends on its arguments alone. */
    public static double of(long seed, long a, long b) {
        long x = seed ^ (a * 0x9E3779B97F4A7C15L) ^ (b * 0xC2B2AE3D27D4EB4FL);
        x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return ((x ^ (x >>> 31)) >>> 11) * 0x1.0p-53;
    }

    /** Returns a whole number of milliseconds between two numbers of seconds. */
    public static long seconds(RandomGenerator random, double from, double to) {
        return Math.round(1000 * (from + random.nextDouble() * (to - from)));
    }

    /** Returns an exponentially distributed number of milliseconds, with an upper limit. */
    public static long exponential(RandomGenerator random, double meanSeconds, double mostSeconds) {
        return Math.round(1000 * Math.min(mostSeconds, -meanSeconds * Math.log(1 - random.nextDouble())));
    }
}
