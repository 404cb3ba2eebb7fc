package io.zonekeeper.controllers.metrics;

import java.util.Locale;
import java.util.function.ToIntFunction;

import io.zonekeeper.core.zone.ZoneEntry;

/** What the nodes of a zone are good for: each node has one of these. */
enum NodeState {
    SCHEDULABLE(ZoneEntry::takingPods),
    UNSCHEDULABLE(zone -> zone.ready() - zone.takingPods()),
    NOT_READY(zone -> zone.nodes() - zone.ready());

    /** A function that holds nothing. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final ToIntFunction<ZoneEntry> count;

    NodeState(ToIntFunction<ZoneEntry> count) {
        this.count = count;
    }

    /** Returns how many nodes of a zone have this state. */
    int count(ZoneEntry zone) {
        return count.applyAsInt(zone);
    }

    /** Returns the word used in metrics. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
