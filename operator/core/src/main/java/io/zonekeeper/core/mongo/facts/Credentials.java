package io.zonekeeper.core.mongo.facts;

import java.util.Optional;
import java.util.Set;

/**
 * What servers read from Secrets, by fingerprints only.
 *
 * @param keys the keys of the key file; empty without access control, or where it is not known
 * @param authorities the certificates of {@code ca.crt}; empty without TLS, or where it is not known
 * @param certificate the servers' certificate
 * @param issuer which of the authorities verifies that certificate
 */
public record Credentials(
        Set<String> keys, Set<String> authorities, Optional<String> certificate, Optional<String> issuer) {
    /** None, or unknown ones. */
    public static final Credentials NONE = new Credentials(Set.of(), Set.of(), Optional.empty(), Optional.empty());

    /** Copies the sets. */
    public Credentials {
        keys = Set.copyOf(keys);
        authorities = Set.copyOf(authorities);
    }
}
