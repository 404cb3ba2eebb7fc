package io.zonekeeper.kube.probe;

import java.util.Optional;

/**
 * Keys of those whose pods observers check, as reports have them: a ZonedService's is its namespace and name, and that
 * of a Service that a ZoneFailover protects begins with its kind, for both may have the same name.
 */
public final class CheckedKeys {
    private static final String SERVICE = "Service:";

    private CheckedKeys() {}

    /** Returns the key of a Service that a ZoneFailover protects. */
    public static String service(String namespace, String name) {
        return SERVICE + namespace + "/" + name;
    }

    /** Returns the namespace of the Service that a key means; empty where it means a ZonedService. */
    public static Optional<String> namespaceOfService(String key) {
        return key.startsWith(SERVICE) && key.indexOf('/') > 0
                ? Optional.of(key.substring(SERVICE.length(), key.indexOf('/')))
                : Optional.empty();
    }
}
