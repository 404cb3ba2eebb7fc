package io.zonekeeper.controllers.zones;

import java.util.List;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.Zone;

/** The Zone objects, as far as a round needs them. */
interface ZoneStore {
    /** Returns those that are known, with what was last written of each. */
    List<Zone> list();

    /** Creates one; that another replica was quicker is no failure. */
    void create(String name);

    /** Deletes one. */
    void delete(String name);

    /**
     * Writes the status of one.
     *
     * @param fresh its name and its status
     * @return it as the API server answered
     */
    Zone writeStatus(Zone fresh);

    /**
     * Returns a Zone whose status was written, with the authors of its fields where a manual cordon has begun.
     *
     * @param before as it was known before; empty where it was not
     */
    default Zone withAuthors(Zone zone, Optional<Zone> before) {
        return zone;
    }
}
