package io.zonekeeper.controllers.cluster;

import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ZoneFailover;

import io.javaoperatorsdk.operator.processing.event.ResourceID;

/** Keys of ZoneFailovers among those of everything that shares a pace: a ZonedService may have the same name. */
public final class FailoverKeys {
    private static final String PREFIX = "ZoneFailover:";

    private FailoverKeys() {}

    /** Returns the key of a ZoneFailover. */
    public static String of(ZoneFailover failover) {
        return PREFIX + failover.getMetadata().getNamespace() + "/"
                + failover.getMetadata().getName();
    }

    /** Returns the ZoneFailover that a key means; empty where it means something else. */
    public static Optional<ResourceID> id(String key) {
        if (!key.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] parts = key.substring(PREFIX.length()).split("/", 2);
        return Optional.of(new ResourceID(parts[1], parts[0]));
    }
}
