package io.zonekeeper.controllers.cluster;

import java.util.Set;

/** What of the cluster's state became something else. */
public sealed interface Change {
    /** The zones, or what was decided of one, in a way that every service acts on. */
    record Zones() implements Change {}

    /** Only since when zones are trusted: whoever waits to fail back, or to roll out, depends on it. */
    record Trust() implements Change {}

    /** What a user would be notified of the health of zones. */
    record ZoneVerdicts() implements Change {}

    /**
     * What these services depend on and nobody else.
     *
     * @param keys their namespaces and names, each {@code namespace/name}
     */
    record Services(Set<String> keys) implements Change {
        /** Copies the set. */
        public Services {
            keys = Set.copyOf(keys);
        }
    }

    /**
     * Budgets in a namespace that are not ours.
     *
     * @param namespace its name
     */
    record Budgets(String namespace) implements Change {}

    /** What the provider of the zones reports, or whether it can be reached. */
    record Provider() implements Change {}

    /** The policy. */
    record Policy() implements Change {}
}
