package io.zonekeeper.app.faults;

import java.util.Map;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.api.v1alpha1.ZonalProxyStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;

import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The life of a ZonalProxy: made, given other servers, and another configuration that is checked before it is used.
 *
 * @param upstream the life whose pods it sends requests to
 */
record ProxyLife(String name, ServiceLife upstream) implements Life {
    @Override
    public Optional<String> manifest(Phase phase) {
        return switch (phase) {
            case MADE -> Optional.of(proxy("", "registry.local/proxy:good"));
            case ROLLED_OUT -> Optional.of(proxy(", healthPath: /deep", "registry.local/proxy:better"));
            default -> Optional.empty();
        };
    }

    @Override
    public void holds(Phase phase, Snapshot seen) {
        ZonalProxy proxy = seen.proxies().get(name);
        assertThat(proxy).as(name).isNotNull();
        ZonalProxyStatus status = proxy.getStatus();
        assertThat(status).as("status of " + name).isNotNull();
        assertThat(status.conditions())
                .as(name)
                .isNotNull()
                .anySatisfy(condition ->
                        assertThat(condition.type() + condition.reason()).isEqualTo("ReadyServing"));
        assertThat(status.evacuatedZones()).as(name).isEqualTo(phase == Phase.EVACUATED ? A : null);
        if (phase == Phase.SCALED_DOWN) {
            // Its own service returns later than the phase in which the others do: after the default
            // failback.stableFor.
            assertThat(seen.services().get(name).getStatus().zones())
                    .as(name)
                    .extracting(ZonedServiceStatus.ZoneStack::state)
                    .containsOnly("Active");
        }
        if (phase != Phase.EVACUATED) {
            assertThat(status.servers())
                    .as(name)
                    .isEqualTo(phase == Phase.MADE || phase == Phase.SCALED_DOWN ? "1+1+1" : "2+2+2");
            String image =
                    phase.compareTo(Phase.ROLLED_OUT) < 0 ? "registry.local/proxy:good" : "registry.local/proxy:better";
            assertThat(seen.stacks().getOrDefault(name, Map.of()).values())
                    .as(name)
                    .hasSize(3)
                    .extracting(Snapshot.Stack::image)
                    .containsOnly(image);
        }
    }

    @Override
    public String end(Snapshot seen) {
        return "%s; configuration %s"
                .formatted(
                        seen.stacks().get(name),
                        seen.proxies().get(name).getStatus().conditions().stream()
                                .map(condition -> condition.type() + "=" + condition.status())
                                .sorted()
                                .toList())
                .replace(name, "NAME")
                .replace(upstream.name(), "UPSTREAM");
    }

    @Override
    public String shape() {
        return "PROXY";
    }

    private String proxy(String more, String image) {
        return """
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonalProxy
                metadata: {name: %s}
                spec:
                  {engine: HAProxy, image: "%s", listen: 8080, rollout: {bake: 1s}, upstream: {zonedService: %s, port: 80%s}}
                """.formatted(name, image, upstream.name(), more);
    }
}
