package io.zonekeeper.simulator.noise;

import java.util.List;
import java.util.random.RandomGenerator;

import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Layout;

/** A kind of trouble: how often it comes, and what it is made of. */
public interface Noise {
    /** Milliseconds of a year. */
    long YEAR = 365L * 24 * 3600 * 1000;

    /** Returns its name, as a user types it. */
    String name();

    /** Returns what happens, with its numbers, in a sentence. */
    String description();

    /** Returns how often it comes to a cluster of three zones in a year; the moments are independent. */
    double perYear();

    /** Returns whether a zone really fails in it, so that a cordon of that zone is right. */
    default boolean real() {
        return false;
    }

    /** Returns the cluster that it comes to: the one that is asked for, or one of its own that is as large. */
    default Layout layout(Layout asked) {
        return asked;
    }

    /**
     * Returns all faults of a year.
     *
     * @param begin when it begins
     * @param layout the cluster
     * @param random what chance they are made with
     */
    List<Fault> year(long begin, Layout layout, RandomGenerator random);
}
