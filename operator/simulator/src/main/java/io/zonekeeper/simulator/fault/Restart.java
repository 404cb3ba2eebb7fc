package io.zonekeeper.simulator.fault;

import java.util.Set;

/** The operator begins again: its process or its clock jumped. Steady time does not jump, but nothing is remembered. */
public record Restart(long start) implements Fault {
    @Override
    public Set<Part> parts() {
        return Set.of();
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
