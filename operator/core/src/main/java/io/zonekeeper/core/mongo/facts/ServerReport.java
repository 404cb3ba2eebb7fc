package io.zonekeeper.core.mongo.facts;

import java.time.Instant;
import java.util.Optional;

/**
 * What a mongod reports about its process rather than of its set.
 *
 * @param featureCompatibility its {@code featureCompatibilityVersion}, as 8.0; empty where it was not asked
 * @param certificate what it presents to those who connect; empty without TLS
 */
public record ServerReport(Optional<String> featureCompatibility, Optional<Presented> certificate) {
    /** Nothing is known. */
    public static final ServerReport NONE = new ServerReport(Optional.empty(), Optional.empty());

    /**
     * A certificate that a server presents.
     *
     * @param fingerprint of the certificate
     * @param trusted whether {@code ca.crt} of the Secret, as it is now, verifies it
     * @param rotated when the server was last asked to read its files again; empty for never
     */
    public record Presented(String fingerprint, boolean trusted, Optional<Instant> rotated) {}
}
