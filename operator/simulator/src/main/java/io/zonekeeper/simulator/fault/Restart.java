package io.zonekeeper.simulator.fault;

import java.util.EnumSet;
import java.util.Set;

/** The operator begins again: its process or its clock jumped. Steady time does not jump, but nothing is remembered. */
public record Restart(long start) implements Fault {
    private static final Set<Part> PARTS = EnumSet.noneOf(Part.class);

    @Override
    public Set<Part> parts() {
        return PARTS;
    }

    @Override
    public long end() {
        return start + 1;
    }

    @Override
    public boolean forgets() {
        return true;
    }
}
