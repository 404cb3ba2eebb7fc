package io.zonekeeper.core.zone;

import io.zonekeeper.core.Refusal;

/** What a name or ID that a user wrote identifies. */
public sealed interface Resolution {

    /**
     * It identifies one zone.
     *
     * @param zone the zone
     */
    record Found(KnownZone zone) implements Resolution {}

    /**
     * It identifies no zone, or for several.
     *
     * @param refusal reason {@code UnknownZone} or {@code AmbiguousZone}, with the zones there are
     */
    record Unknown(Refusal refusal) implements Resolution {}
}
