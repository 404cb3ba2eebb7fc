package io.zonekeeper.simulator.world;

/** Where a simulated year is written down line by line, for a user who wants to know how something came about. */
@FunctionalInterface
public interface Journal {
    /** Keeps nothing. */
    Journal NONE = (at, line) -> {};

    /**
     * Takes a line.
     *
     * @param at milliseconds since the beginning of the year
     */
    void write(long at, String line);
}
