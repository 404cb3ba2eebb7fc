package io.zonekeeper.core.placement;

import java.util.Optional;

import io.zonekeeper.core.Refusal;

/** How many zones a placement can lose, against the {@code toleratedZoneFailures} that were asked for. */
public sealed interface Redundancy {

    /** Returns how many more zones, whichever they are, may be lost with {@code replicas} still running. */
    int survives();

    /** Returns why {@link #survives()} is below {@code toleratedZoneFailures}, empty when it is not. */
    Optional<Refusal> refusal();

    /** Returns whether {@code toleratedZoneFailures} more zones may be lost. */
    default boolean met() {
        return refusal().isEmpty();
    }

    /**
     * As many zones may be lost as were asked for.
     *
     * @param survives zones that may be lost
     */
    record Kept(int survives) implements Redundancy {
        @Override
        public Optional<Refusal> refusal() {
            return Optional.empty();
        }
    }

    /**
     * Zones lost now use the tolerance up, which is what it is for: {@code replicas} run, fewer zones may be lost until
     * they are back, and nothing is surged because {@code restoreTolerance} is off.
     *
     * @param survives zones that may be lost on top of those lost now
     * @param why reason {@code ZonesLost}
     */
    record Spent(int survives, Refusal why) implements Redundancy {
        @Override
        public Optional<Refusal> refusal() {
            return Optional.of(why);
        }
    }

    /**
     * The request cannot be met.
     *
     * @param survives zones that may be lost; 0 also when not even {@code replicas} run now
     * @param why reason {@code NotEnoughZones}, {@code LimitsTooTight} or {@code VolumesHoldZones}
     */
    record Missed(int survives, Refusal why) implements Redundancy {
        @Override
        public Optional<Refusal> refusal() {
            return Optional.of(why);
        }
    }
}
