package io.zonekeeper.core.mongo;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.mongo.facts.ClusterFact;
import io.zonekeeper.core.mongo.facts.Credentials;
import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.reasons.MongoReason;

/**
 * Whether servers that read the Secrets as they are now, and servers that have not yet done so, understand each other.
 * Secrets reach servers one after the other, by restarts and by {@code rotateCertificates}, so each step needs
 * something in common with the one before:
 *
 * <ol>
 *   <li>A key file needs one key of the one before. It may hold several.
 *   <li>{@code ca.crt} needs to verify the certificates that servers present now.
 *   <li>The certificate needs to be signed by an authority that every server has read already.
 * </ol>
 */
final class CredentialStep {
    private CredentialStep() {}

    /** Returns why nothing may read the Secrets as they are; empty where it may. */
    static Optional<Refusal> refusal(ClusterFact cluster) {
        Credentials wanted = cluster.target().wanted();
        boolean foreignKeys = !wanted.keys().isEmpty()
                && cluster.target().loaded().stream()
                        .map(Credentials::keys)
                        .anyMatch(keys -> disjoint(keys, wanted.keys()));
        if (foreignKeys) {
            return Optional.of(new Refusal(
                    MongoReason.KEY_FILE_UNRELATED,
                    "keyFile of spec.auth.keyFileSecret has no key in common with the one that servers run with; a"
                            + " server that restarts would be locked out. Put both into it, as a YAML list (- OLD, then - NEW),"
                            + " wait until Reconciling is False, then remove the old one"));
        }
        Optional<MemberFact> unverified = cluster.sets().stream()
                .flatMap(set -> set.all().stream())
                .filter(member -> member.report()
                        .flatMap(report -> report.server().certificate())
                        .filter(certificate -> !certificate.trusted())
                        .isPresent())
                .findFirst();
        if (unverified.isPresent()) {
            return Optional.of(new Refusal(
                    MongoReason.CERTIFICATES_UNRELATED,
                    "ca.crt of spec.tls.secret does not verify the certificate that %s presents; servers that read it would refuse the others. Restore the old authority beside the new one until every server presents a certificate of the new one"
                            .formatted(unverified.get().host())));
        }
        boolean early = wanted.issuer().isPresent()
                && cluster.target().loaded().stream()
                        .map(Credentials::authorities)
                        .anyMatch(authorities -> !authorities.isEmpty()
                                && !authorities.contains(wanted.issuer().get()));
        return early
                ? Optional.of(new Refusal(
                        MongoReason.CERTIFICATES_UNRELATED,
                        "tls-combined.pem of spec.tls.secret is signed by an authority that not all servers trust yet."
                                + " Restore the certificate of the old authority, with both authorities in ca.crt, wait"
                                + " until Reconciling is False, then put in the new certificate"))
                : Optional.empty();
    }

    private static boolean disjoint(Set<String> loaded, Set<String> wanted) {
        return !loaded.isEmpty() && Collections.disjoint(loaded, wanted);
    }
}
