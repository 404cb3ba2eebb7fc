package io.zonekeeper.simulator.fault;

import java.util.Set;

/** The operator's process stands still: nothing is read, and nothing judged until a moment after it continues. */
public record Stall(long start, long wakes) implements Fault {
    @Override
    public Set<Part> parts() {
        return Set.of(Part.OPERATOR);
    }

    /** Its effects last until what came meanwhile has been read. */
    @Override
    public long end() {
        return wakes + Timing.CATCH_UP;
    }

    @Override
    public long standsStillUntil(long now) {
        return start <= now && now < wakes ? wakes : now;
    }
}
