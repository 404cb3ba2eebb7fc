package io.zonekeeper.controllers.provider;

import java.util.Optional;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.aws.database.DatabaseControl;
import io.zonekeeper.core.zone.ZoneIdentity;

/** Databases of a provider, as they are reached. */
interface Databases {
    /**
     * Returns what the databases of a region are asked through; empty where the region is not known.
     *
     * @param region its name; empty for that of the cluster
     */
    Optional<DatabaseControl> in(Optional<String> region);

    /**
     * Returns why nothing is done about a zone, because its name and ID do not belong together; empty where they do.
     */
    Optional<Refusal> mistaken(ZoneIdentity zone);
}
