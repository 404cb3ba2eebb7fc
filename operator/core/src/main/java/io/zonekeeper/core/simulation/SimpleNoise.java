package io.zonekeeper.core.simulation;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A noise that comes at random moments.
 *
 * @param name its name
 * @param description what happens, with its numbers
 * @param perYear how often
 * @param real whether a zone really fails
 * @param maker makes one incident
 */
record SimpleNoise(String name, String description, double perYear, boolean real, Maker maker) implements Noise {

    /** Makes one incident. */
    interface Maker {
        List<Fault> make(long start, Layout layout, RandomGenerator random);
    }

    @Override
    public List<Fault> incident(long start, Layout layout, RandomGenerator random) {
        return maker.make(start, layout, random);
    }
}
