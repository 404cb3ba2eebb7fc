package io.zonekeeper.core.failover;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;

import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackState;

/**
 * What the status records of a Service in a zone: all that a new leader knows of an evacuation under way.
 *
 * @param state where it stood
 * @param since when that began
 * @param home pods in the zone when its evacuation began; empty while it is Active
 * @param standsIn whether it got traffic although it was evacuated
 * @param cause the word of why it was evacuated; empty while it is Active
 * @param lastEviction while it is Returning, the last pod of another zone that was evicted for it
 * @param failedAt when it was last evacuated because the Service failed there on its own; empty if it never was
 */
public record ZoneMemory(
        StackState state,
        Instant since,
        OptionalInt home,
        boolean standsIn,
        Optional<String> cause,
        Optional<ReturnEviction> lastEviction,
        Optional<Instant> failedAt) {
    /**
     * A pod that is evicted so that another one may start in the zone.
     *
     * @param pod its name
     * @param podsInZone pods of the Service in the zone before that
     */
    public record ReturnEviction(String pod, int podsInZone) {}

    /** The word of a zone that someone else cordoned. */
    public static final String EXTERNAL = "External";

    /** The word of a zone that was cordoned. */
    public static final String ZONE = "Zone";

    /** The word of a zone that the annotation {@code zonekeeper.io/evacuate} names. */
    public static final String MANUAL = "Manual";

    /** The word of a zone that a drill treats as lost. */
    public static final String DRILL = "Drill";

    /** The word of a zone in which the Service failed its health checks. */
    public static final String SERVICE = "Service";

    /** Returns what is recorded of a zone that gets traffic as ever. */
    public static ZoneMemory active(Instant since, Optional<Instant> failedAt) {
        return new ZoneMemory(
                StackState.ACTIVE, since, OptionalInt.empty(), false, Optional.empty(), Optional.empty(), failedAt);
    }

    /** Returns this in a state, and since when. */
    ZoneMemory in(StackState newState, Instant reached) {
        return new ZoneMemory(newState, reached, home, standsIn, cause, lastEviction, failedAt);
    }

    /** Returns this with the last pod that was evicted for the zone's return. */
    ZoneMemory with(ReturnEviction eviction) {
        return new ZoneMemory(state, since, home, standsIn, cause, Optional.of(eviction), failedAt);
    }

    /** Returns this with when it was last evacuated because the Service failed there. */
    ZoneMemory failedAt(Optional<Instant> at) {
        return new ZoneMemory(state, since, home, standsIn, cause, lastEviction, at);
    }

    /** Returns this as a status keeps it: in whole seconds. */
    public ZoneMemory recorded() {
        return new ZoneMemory(
                state,
                since.truncatedTo(ChronoUnit.SECONDS),
                home,
                state.evacuated() && standsIn,
                cause,
                lastEviction,
                failedAt.map(at -> at.truncatedTo(ChronoUnit.SECONDS)));
    }

    /** Returns whether the zone was evacuated, and has no traffic of its own since. */
    public boolean left() {
        return state.evacuated() && state != StackState.RETURNING;
    }

    /**
     * Returns whether its pods are replaced elsewhere: not where someone else cordoned it, or one Service only left.
     */
    boolean replaces() {
        return cause.filter(word -> word.equals(ZONE) || word.equals(DRILL)).isPresent();
    }

    /** Returns this as the traffic's states know it: what is coming back has its traffic. */
    StackMemory ofTraffic() {
        return left()
                ? new StackMemory(
                        StackState.SHEDDING,
                        since,
                        cause.filter(EXTERNAL::equals).isPresent()
                                ? OptionalInt.empty()
                                : OptionalInt.of(home.orElse(0)),
                        standsIn)
                : new StackMemory(StackState.ACTIVE, since, OptionalInt.empty());
    }
}
