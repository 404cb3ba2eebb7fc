package io.zonekeeper.kube.apply;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Marks a child with a fingerprint of what we last applied.
 *
 * <p>Comparing fields shows what is missing or different, not what we set before and want no more; a changed
 * fingerprint makes us apply again, and server-side apply removes what is no longer sent.
 *
 * <p>How many pods are asked for is left out: a Deployment's controller copies annotations to the ReplicaSet before it
 * scales it, and with a number in them each scaling took three writes of the ReplicaSet, one of which was a conflict.
 */
final class Fingerprint {
    private static final String ANNOTATION = "zonekeeper.io/applied";
    private static final JsonPointer NUMBER = JsonPointer.compile("/spec/replicas");

    private Fingerprint() {}

    /** Returns a copy of an object that carries the fingerprint of its fields. */
    static ObjectNode mark(ObjectNode desired) {
        ObjectNode marked = desired.deepCopy();
        CRC32C checksum = new CRC32C();
        checksum.update(withoutNumber(desired).toString().getBytes(StandardCharsets.UTF_8));
        marked.withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put(ANNOTATION, Long.toHexString(checksum.getValue()));
        return marked;
    }

    /** Returns the fingerprint that an object was marked with, and how many pods it asks for. */
    static String of(ObjectNode marked) {
        String fingerprint =
                marked.path("metadata").path("annotations").path(ANNOTATION).asText();
        return fingerprint + "/" + marked.at(NUMBER).asText();
    }

    /** That there is a number is a field like others: one that is no longer sent has to be removed. */
    private static ObjectNode withoutNumber(ObjectNode desired) {
        if (desired.at(NUMBER).isMissingNode()) {
            return desired;
        }
        // Not deep: pod templates are large, and this is done for each child in each reconcile.
        ObjectNode without = desired.objectNode();
        without.setAll(desired);
        ObjectNode spec = without.putObject("spec");
        spec.setAll((ObjectNode) desired.path("spec"));
        spec.putNull("replicas");
        return without;
    }
}
