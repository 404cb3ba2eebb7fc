package io.zonekeeper.controllers.mongocluster.manifests;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.zonekeeper.core.mongo.facts.Credentials;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Writes into the annotations of a pod template what its pods read from Secrets when they start, so that a changed key
 * file or authority is a change of the template and is rolled out, and so that it can be read what servers run with.
 */
public final class CredentialMarks {
    private static final String KEYS = "mongo.zonekeeper.io/key-file";
    private static final String AUTHORITIES = "mongo.zonekeeper.io/authorities";
    private static final String CERTIFICATE = "mongo.zonekeeper.io/certificate";

    private CredentialMarks() {}

    /** Marks the template of a mongod. It is not restarted for a renewed certificate, which it reads while it runs. */
    public static void member(ObjectNode template, Credentials credentials) {
        mark(template, KEYS, credentials.keys());
        mark(template, AUTHORITIES, credentials.authorities());
    }

    /** Marks the template of mongos, which are restarted for a renewed certificate. */
    public static void router(ObjectNode template, Credentials credentials) {
        member(template, credentials);
        mark(template, CERTIFICATE, credentials.certificate().map(Set::of).orElse(Set.of()));
    }

    /** Returns what pods of a template read at least. */
    public static Credentials read(JsonNode template) {
        JsonNode annotations = template.path("metadata").path("annotations");
        return new Credentials(
                words(annotations.path(KEYS)),
                words(annotations.path(AUTHORITIES)),
                Optional.empty(),
                Optional.empty());
    }

    private static void mark(ObjectNode template, String key, Set<String> values) {
        if (!values.isEmpty()) {
            template.withObjectProperty("metadata")
                    .withObjectProperty("annotations")
                    .put(key, String.join(",", new TreeSet<>(values)));
        }
    }

    private static Set<String> words(JsonNode text) {
        return Arrays.stream(text.asText().split(",", -1))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toSet());
    }
}
