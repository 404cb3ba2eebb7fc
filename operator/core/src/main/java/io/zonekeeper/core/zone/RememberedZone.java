package io.zonekeeper.core.zone;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A Zone object as it stands in the API server.
 *
 * @param objectName its name
 * @param identity what its status records that the zone is called; {@code ZoneIdentity.named(objectName)} without
 *     status
 * @param slot the slot in its status
 * @param absentSince since when there have been no nodes, from its status
 * @param userSpec whether a user filled its spec (cordon or closure): then it is never deleted
 * @param verdict what the evidence said of it last
 */
public record RememberedZone(
        String objectName,
        ZoneIdentity identity,
        OptionalInt slot,
        Optional<Instant> absentSince,
        boolean userSpec,
        Verdict verdict) {}
