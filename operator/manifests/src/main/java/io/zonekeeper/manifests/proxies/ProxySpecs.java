package io.zonekeeper.manifests.proxies;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ZonalProxySpec;
import io.zonekeeper.core.DurationText;
import io.zonekeeper.core.proxy.Engine;
import io.zonekeeper.core.proxy.ProxySettings;

/** Reads a ZonalProxy into what its configuration is made of; the defaults of absent fields stand here. */
public final class ProxySpecs {
    private static final String DEFAULT_CONNECT = "1s";
    private static final String DEFAULT_READ = "5s";
    private static final String DEFAULT_CHECK = "1s";
    private static final int DEFAULT_ATTEMPTS = 3;

    private ProxySpecs() {}

    /** Returns the settings that a spec asks for. */
    public static ProxySettings settings(ZonalProxySpec spec) {
        Optional<ZonalProxySpec.Timeouts> timeouts = Optional.ofNullable(spec.timeouts());
        Optional<ZonalProxySpec.Retries> retries = Optional.ofNullable(spec.retries());
        Engine engine = engine(spec.engine());
        return new ProxySettings(
                engine,
                spec.listen(),
                Optional.ofNullable(spec.upstream().healthPath()),
                spec.locality() != ZonalProxySpec.Locality.ALL_ZONES,
                engine.leastConnections() && spec.balance() != ZonalProxySpec.Balance.ROUND_ROBIN,
                duration(timeouts.map(ZonalProxySpec.Timeouts::connect), DEFAULT_CONNECT),
                duration(timeouts.map(ZonalProxySpec.Timeouts::read), DEFAULT_READ),
                duration(timeouts.map(ZonalProxySpec.Timeouts::check), DEFAULT_CHECK),
                retries.map(ZonalProxySpec.Retries::attempts).orElse(DEFAULT_ATTEMPTS),
                retries.map(ZonalProxySpec.Retries::methods).orElse(List.of("GET", "HEAD", "OPTIONS")));
    }

    /** Returns the engine that a spec names: both enums have the same constants. */
    static Engine engine(ZonalProxySpec.Engine named) {
        return Engine.valueOf(named.name());
    }

    /** Returns how many proxies each zone gets. */
    public static int replicasPerZone(ZonalProxySpec spec) {
        return Objects.requireNonNullElse(spec.replicasPerZone(), 1);
    }

    private static Duration duration(Optional<String> text, String otherwise) {
        return DurationText.parse(text.orElse(otherwise));
    }
}
