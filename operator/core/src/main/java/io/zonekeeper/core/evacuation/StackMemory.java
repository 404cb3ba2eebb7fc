package io.zonekeeper.core.evacuation;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * What the status reports about a stack: all that a new leader knows of an evacuation under way.
 *
 * @param state where the stack stood
 * @param since when that began
 * @param home pods that the zone would run had no zone been left; empty while no evacuation of the service is under
 *     way, and for a stack that is {@link StackState#SHEDDING} only because someone else cordoned its nodes: by that it
 *     is known that it may come back as soon as they are uncordoned
 * @param standsIn whether it gets traffic although it was evacuated, because no other zone had a ready pod
 */
public record StackMemory(StackState state, Instant since, OptionalInt home, boolean standsIn) {
    /** A stack that gets traffic when it is Active, and only then. */
    public StackMemory(StackState state, Instant since, OptionalInt home) {
        this(state, since, home, false);
    }

    /** Returns whether the stack gets traffic. */
    public boolean inTraffic() {
        return !state.evacuated() || standsIn;
    }
}
