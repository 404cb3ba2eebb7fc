package io.zonekeeper.core.simulation;

import java.util.List;
import java.util.random.RandomGenerator;

/** A kind of trouble: how often it comes, and what it is made of. */
public interface Noise {
    /** Milliseconds of a year. */
    long YEAR = 365L * 24 * 3600 * 1000;

    /** Returns its name, as a person types it. */
    String name();

    /** Returns what happens, with its numbers, in a sentence. */
    String description();

    /** Returns how often it comes to a cluster of three zones in a year; the moments are independent. */
    double perYear();

    /** Returns whether a zone really fails in it, so that a cordon of that zone is right. */
    default boolean real() {
        return false;
    }

    /**
     * Returns the faults of one such incident.
     *
     * @param start when it begins
     * @param layout the cluster
     * @param random what chance it is made with
     */
    List<Fault> incident(long start, Layout layout, RandomGenerator random);

    /** Returns all faults of a year that begins at a time. */
    default List<Fault> year(long begin, Layout layout, RandomGenerator random) {
        List<Fault> faults = new java.util.ArrayList<>();
        // Between the arrivals of a Poisson process lie exponentially distributed times.
        double mean = YEAR / perYear();
        double at = -mean * Math.log(1 - random.nextDouble());
        while (at < YEAR) {
            faults.addAll(incident(begin + Math.round(at), layout, random));
            at += -mean * Math.log(1 - random.nextDouble());
        }
        return faults;
    }
}
