package io.zonekeeper.app.zone;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicySpec;
import io.zonekeeper.core.DurationText;

/** What the ZoneHealthPolicy named {@code default} says now, and the built-in defaults where it says nothing. */
public final class PolicySettings {
    /** The one policy that is read. */
    public static final String NAME = "default";

    private static final Duration DEFAULT_ZONE_RETENTION = Duration.ofHours(24);

    private volatile Supplier<Optional<ZoneHealthPolicy>> source = Optional::empty;

    /** Reads the policy from a cache from here on. */
    public void readFrom(Supplier<Optional<ZoneHealthPolicy>> cache) {
        this.source = cache;
    }

    /** Returns how long a zone without nodes is remembered. */
    public Duration zoneRetention() {
        return source.get()
                .map(ZoneHealthPolicy::getSpec)
                .filter(Objects::nonNull)
                .map(ZoneHealthPolicySpec::zoneRetention)
                .map(DurationText::parse)
                .orElse(DEFAULT_ZONE_RETENTION);
    }
}
