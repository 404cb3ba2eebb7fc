package io.zonekeeper.kube.apply;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Marks a child with a fingerprint of what we last applied.
 *
 * <p>Comparing fields shows what is missing or different, not what we set before and want no more; a changed
 * fingerprint makes us apply again, and server-side apply removes what is no longer sent.
 */
final class Fingerprint {
    private static final String ANNOTATION = "zonekeeper.io/applied";

    private Fingerprint() {}

    /** Returns a copy of an object that carries the fingerprint of its fields. */
    static ObjectNode mark(ObjectNode desired) {
        CRC32C checksum = new CRC32C();
        checksum.update(desired.toString().getBytes(StandardCharsets.UTF_8));
        ObjectNode marked = desired.deepCopy();
        marked.withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put(ANNOTATION, Long.toHexString(checksum.getValue()));
        return marked;
    }

    /** Returns the fingerprint that an object was marked with. */
    static String of(ObjectNode marked) {
        return marked.path("metadata").path("annotations").path(ANNOTATION).asText();
    }

    /** Returns the fingerprint that a child carries; empty when it has none. */
    static String of(HasMetadata child) {
        Map<String, String> annotations = child.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(ANNOTATION, "");
    }
}
