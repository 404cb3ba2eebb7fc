package io.zonekeeper.controllers.mongocluster.links;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MongoClusterSpec;
import io.zonekeeper.testing.FakeApi;

import io.fabric8.kubernetes.api.model.SecretBuilder;

/** The Secrets of a cluster in the namespace {@code db}. */
record MongoSecretsInApi(FakeApi api) {
    /** A cluster that names these Secrets; null for none. */
    static MongoCluster cluster(MongoClusterSpec.Auth auth, MongoClusterSpec.Tls tls) {
        MongoCluster cluster = new MongoCluster();
        cluster.getMetadata().setNamespace("db");
        cluster.getMetadata().setName("photos");
        cluster.getMetadata().setUid("uid");
        cluster.setSpec(new MongoClusterSpec("mongo:8.0", null, null, null, auth, tls, null));
        return cluster;
    }

    /** Writes one; null for one without content. */
    void put(String name, Map<String, String> content) {
        Map<String, String> data = new HashMap<>();
        if (content != null) {
            content.forEach((key, value) ->
                    data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        }
        api.answers(
                path(name),
                new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withData(content == null ? null : data)
                        .build());
    }

    void remove(String name) {
        api.answers(path(name), null);
    }

    private static String path(String name) {
        return "/api/v1/namespaces/db/secrets/" + name;
    }
}
