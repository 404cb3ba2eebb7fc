package io.zonekeeper.simulator.fault;

/** A fault of one zone, and of nothing else, that stays the same while it lasts. */
public interface ZoneFault extends Fault {
    /** Returns the zone's number. */
    int zone();

    /** Returns whether it is under way in a zone. */
    default boolean hits(int of, long now) {
        return of == zone() && during(now);
    }

    @Override
    default boolean touches(int from, int of) {
        return of == zone();
    }

    @Override
    default boolean steady() {
        return true;
    }
}
