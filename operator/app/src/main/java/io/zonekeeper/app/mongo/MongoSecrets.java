package io.zonekeeper.app.mongo;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MongoClusterSpec;
import io.zonekeeper.core.Refusal;

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
         */
        record Found(MongoAccess access) implements Reading {}

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
        String user = "";
        String password = "";
        if (spec.auth() != null) {
            Optional<Refusal> key = lack(namespace, spec.auth().keyFileSecret(), List.of("keyFile"));
            Optional<Refusal> admin = lack(namespace, spec.auth().adminSecret(), List.of("username", "password"));
            if (key.isPresent() || admin.isPresent()) {
                return new Reading.Lacking(key.or(() -> admin).orElseThrow());
            }
            user = value(namespace, spec.auth().adminSecret(), "username");
            password = value(namespace, spec.auth().adminSecret(), "password");
        }
        Optional<String> authority = Optional.empty();
        if (spec.tls() != null) {
            Optional<Refusal> lack = lack(namespace, spec.tls().secret(), List.of("ca.crt", "tls-combined.pem"));
            if (lack.isPresent()) {
                return new Reading.Lacking(lack.get());
            }
            String certificates = value(namespace, spec.tls().secret(), "ca.crt");
            Optional<String> problem = MongoAccess.problem(certificates);
            if (problem.isPresent()) {
                return new Reading.Lacking(new Refusal(
                        "SecretUnusable",
                        "ca.crt of Secret %s holds no certificates: %s"
                                .formatted(spec.tls().secret(), problem.get())));
            }
            authority = Optional.of(certificates);
        }
        return new Reading.Found(new MongoAccess(user, password, authority));
    }

    private Optional<Refusal> lack(String namespace, String name, List<String> keys) {
        Optional<Secret> secret = secret(namespace, name);
        if (secret.isEmpty()) {
            return Optional.of(new Refusal(
                    "SecretMissing",
                    "Secret %s does not exist: create it with the keys %s; nothing is started before"
                            .formatted(name, String.join(" and ", keys))));
        }
        return keys.stream()
                .filter(key -> !data(secret.get()).containsKey(key))
                .findFirst()
                .map(key -> new Refusal(
                        "SecretMissing",
                        "Secret %s has no key %s: add it; nothing is started before".formatted(name, key)));
    }

    private String value(String namespace, String name, String key) {
        String encoded = secret(namespace, name)
                .map(MongoSecrets::data)
                .map(data -> data.get(key))
                .orElse("");
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8).strip();
    }

    private Optional<Secret> secret(String namespace, String name) {
        return Optional.ofNullable(
                client.secrets().inNamespace(namespace).withName(name).get());
    }

    private static Map<String, String> data(Secret secret) {
        return Objects.requireNonNullElse(secret.getData(), Map.of());
    }
}
