package io.zonekeeper.testing;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Which requests fail, and how: a pure function of a seed.
 *
 * <ol>
 *   <li>The seed draws how often each {@link Fault} befalls a request that it may befall: most never, some rarely, one
 *       or two often. Together they befall no more than {@link #MOST} of the requests of a kind.
 *   <li>Whether one befalls a request follows from the seed, from what is asked for and from how often the same was
 *       asked for before; not from the time, and not from what other threads ask for.
 * </ol>
 */
public final class FaultSchedule {
    /** Four tries that all fail are then as rare as one in 256. */
    private static final double MOST = 0.25;

    private static final double QUIET = 0.35;
    private static final double OFTEN = 0.2;
    private static final long SHORTEST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 2_500;

    private final long seed;
    private final Map<Fault, Double> chances = new EnumMap<>(Fault.class);

    private FaultSchedule(long seed) {
        this.seed = seed;
        var random = new SplittableRandom(seed);
        for (Fault fault : Fault.values()) {
            boolean quiet = random.nextDouble() < QUIET;
            double often = random.nextDouble();
            if (!quiet) {
                chances.put(fault, OFTEN * often * often);
            }
        }
    }

    /** Returns the schedule of a seed. */
    public static FaultSchedule of(long seed) {
        return new FaultSchedule(seed);
    }

    /** Returns the seed that it was drawn from. */
    public long seed() {
        return seed;
    }

    /**
     * Returns what befalls a request, if anything.
     *
     * @param what what is asked for, in words that are the same in every run
     * @param before how often the same was asked for before
     */
    public Optional<Fault> fault(ApiRequest request, String what, int before) {
        List<Fault> possible = Fault.of(request);
        double sum = possible.stream()
                .mapToDouble(fault -> chances.getOrDefault(fault, 0.0))
                .sum();
        double drawn = random(what, before).nextDouble() * Math.max(1, sum / MOST);
        for (Fault fault : possible) {
            drawn -= chances.getOrDefault(fault, 0.0);
            if (drawn < 0) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    /** Returns how long a slow answer takes, or how long a watch is silent. */
    public Duration length(String what, int before) {
        SplittableRandom random = random(what, before);
        double drawn = random.nextDouble() * random.nextDouble();
        return Duration.ofMillis(SHORTEST_MILLIS + Math.round(drawn * (LONGEST_MILLIS - SHORTEST_MILLIS)));
    }

    @Override
    public String toString() {
        return "seed %d: %s"
                .formatted(
                        seed,
                        chances.entrySet().stream()
                                .map(chance -> String.format(
                                        Locale.ROOT, "%s %.1f %%", chance.getKey(), chance.getValue() * 100))
                                .collect(Collectors.joining(", ")));
    }

    private SplittableRandom random(String what, int before) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + Objects.hash(what, before));
    }
}
