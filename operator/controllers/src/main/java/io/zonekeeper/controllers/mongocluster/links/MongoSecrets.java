package io.zonekeeper.controllers.mongocluster.links;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MongoClusterSpec;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.mongo.facts.Credentials;
import io.zonekeeper.core.reasons.MongoReason;
import io.zonekeeper.core.reasons.Reason;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Reads the Secrets that a MongoCluster names, one by one, and no others. */
final class MongoSecrets {
    private final KubernetesClient client;

    MongoSecrets(KubernetesClient client) {
        this.client = client;
    }

    /** What came of reading. */
    sealed interface Reading {
        /**
         * All that is needed was there.
         *
         * @param access how to reach the servers
         * @param credentials what servers read
         */
        record Found(MongoAccess access, Credentials credentials) implements Reading {}

        /**
         * Something was not.
         *
         * @param refusal what, and what to do
         */
        record Lacking(Refusal refusal) implements Reading {}
    }

    /** Reads them. */
    Reading read(MongoCluster cluster) {
        MongoClusterSpec spec = cluster.getSpec();
        String namespace = cluster.getMetadata().getNamespace();
        try {
            String user = "";
            String password = "";
            Set<String> keys = Set.of();
            if (spec.auth() != null) {
                Map<String, String> keyFile = secret(namespace, spec.auth().keyFileSecret(), List.of("keyFile"));
                Map<String, String> admin =
                        secret(namespace, spec.auth().adminSecret(), List.of("username", "password"));
                user = admin.get("username");
                password = admin.get("password");
                keys = KeyFile.fingerprints(
                        keyFile.get("keyFile"), cluster.getMetadata().getUid());
            }
            if (spec.tls() == null) {
                return new Reading.Found(
                        new MongoAccess(user, password, Optional.empty()),
                        new Credentials(keys, Set.of(), Optional.empty(), Optional.empty()));
            }
            Map<String, String> tls = secret(namespace, spec.tls().secret(), List.of("ca.crt", "tls-combined.pem"));
            return new Reading.Found(
                    new MongoAccess(user, password, Optional.of(tls.get("ca.crt"))),
                    certificates(spec.tls().secret(), tls, keys));
        } catch (Unusable e) {
            return new Reading.Lacking(e.refusal);
        }
    }

    private static Credentials certificates(String name, Map<String, String> tls, Set<String> keys) throws Unusable {
        List<X509Certificate> authorities = certificates(name, "ca.crt", tls);
        List<X509Certificate> chain = certificates(name, "tls-combined.pem", tls);
        if (!tls.get("tls-combined.pem").contains("PRIVATE KEY-----")) {
            throw new Unusable(
                    MongoReason.SECRET_UNUSABLE,
                    "tls-combined.pem of Secret %s contains no private key: put the certificate and its key into it"
                            .formatted(name));
        }
        Optional<X509Certificate> issuer = Certificates.authority(chain, authorities);
        if (issuer.isEmpty()) {
            throw new Unusable(
                    MongoReason.SECRET_UNUSABLE,
                    "the certificate in tls-combined.pem of Secret %s is not signed by any in ca.crt: put the authority that signed it into ca.crt, beside the previous one during the change"
                            .formatted(name));
        }
        return new Credentials(
                keys,
                authorities.stream().map(Certificates::fingerprint).collect(Collectors.toSet()),
                Optional.of(Certificates.fingerprint(chain.getFirst())),
                issuer.map(Certificates::fingerprint));
    }

    private static List<X509Certificate> certificates(String name, String key, Map<String, String> data)
            throws Unusable {
        try {
            List<X509Certificate> found = Certificates.read(data.get(key));
            if (!found.isEmpty()) {
                return found;
            }
            throw new Unusable(
                    MongoReason.SECRET_UNUSABLE,
                    "%s of Secret %s contains no certificates: put them into it as PEM".formatted(key, name));
        } catch (IllegalArgumentException e) {
            throw new Unusable(
                    MongoReason.SECRET_UNUSABLE,
                    "%s of Secret %s contains no certificates: %s".formatted(key, name, e.getMessage()));
        }
    }

    /** Returns what a Secret holds under these keys. */
    private Map<String, String> secret(String namespace, String name, List<String> keys) throws Unusable {
        Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        if (secret == null) {
            throw new Unusable(
                    MongoReason.SECRET_MISSING,
                    "Secret %s does not exist: create it with the keys %s; no server starts without it"
                            .formatted(name, String.join(" and ", keys)));
        }
        Map<String, String> data = Objects.requireNonNullElse(secret.getData(), Map.of());
        Map<String, String> found = new HashMap<>();
        for (String key : keys) {
            if (!data.containsKey(key)) {
                throw new Unusable(
                        MongoReason.SECRET_MISSING,
                        "Secret %s has no key %s: add it; no server starts without it".formatted(name, key));
            }
            found.put(key, new String(Base64.getDecoder().decode(data.get(key)), StandardCharsets.UTF_8).strip());
        }
        return found;
    }

    /** A Secret is not as it should be. */
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Refusal refusal;

        Unusable(Reason reason, String message) {
            super(message);
            this.refusal = new Refusal(reason, message);
        }
    }
}
