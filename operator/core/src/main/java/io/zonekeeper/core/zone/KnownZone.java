package io.zonekeeper.core.zone;

import java.util.OptionalInt;

/**
 * A zone that the operator knows.
 *
 * @param identity what it is called
 * @param objectName the name of its Zone object, and the part of its children's names that identifies it
 * @param present whether there are nodes in it
 * @param slot number that identifies it in the pod labels {@code zonekeeper.io/outside-N}; empty when it has none
 */
public record KnownZone(ZoneIdentity identity, String objectName, boolean present, OptionalInt slot) {

    /** Returns the zone's name. */
    public String name() {
        return identity.name();
    }
}
