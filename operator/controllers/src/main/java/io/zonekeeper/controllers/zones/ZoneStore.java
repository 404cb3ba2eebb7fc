package io.zonekeeper.controllers.zones;

import java.util.List;

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
}
