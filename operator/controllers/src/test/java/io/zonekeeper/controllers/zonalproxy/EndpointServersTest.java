package io.zonekeeper.controllers.zonalproxy;

import java.util.List;

import io.zonekeeper.core.proxy.ProxyServer;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What EndpointSlices tell of a Service's servers. */
class EndpointServersTest {
    @Test
    void aPodWithAddressesOfBothFamiliesIsOneServer() {
        assertThat(EndpointServers.of(
                        List.of(
                                slice("IPv6", pod("shop-1", "a", "fd00::1"), pod("shop-2", "b", "fd00::2")),
                                slice("IPv4", pod("shop-1", "a", "10.0.0.1"), pod("shop-2", "b", "10.0.0.2"))),
                        "http"))
                .containsExactly(new ProxyServer("a", "10.0.0.1", 8080), new ProxyServer("b", "10.0.0.2", 8080));
    }

    @Test
    void aPodOfOneFamilyStays() {
        assertThat(EndpointServers.of(
                        List.of(
                                slice("IPv6", pod("old", "a", "fd00::1"), pod("new", "a", "fd00::2")),
                                slice("IPv4", pod("new", "a", "10.0.0.2"))),
                        "http"))
                .containsExactly(new ProxyServer("a", "10.0.0.2", 8080), new ProxyServer("a", "fd00::1", 8080));
    }

    @Test
    void addressesWithoutPodsAreServersEach() {
        assertThat(EndpointServers.of(
                        List.of(
                                slice("IPv6", new Pod(null, "a", "fd00::1", true)),
                                slice("IPv4", new Pod(null, "a", "10.0.0.1", true))),
                        "http"))
                .hasSize(2);
    }

    @Test
    void whereNoneIsReadyAllCount() {
        assertThat(EndpointServers.of(
                        List.of(slice(
                                "IPv4",
                                new Pod("one", "a", "10.0.0.1", false),
                                new Pod("two", "a", "10.0.0.2", false))),
                        "http"))
                .hasSize(2);
        assertThat(EndpointServers.of(
                        List.of(slice(
                                "IPv4", new Pod("one", "a", "10.0.0.1", false), new Pod("two", "a", "10.0.0.2", true))),
                        "http"))
                .containsExactly(new ProxyServer("a", "10.0.0.2", 8080));
    }

    private record Pod(String name, String zone, String address, boolean ready) {}

    private static Pod pod(String name, String zone, String address) {
        return new Pod(name, zone, address, true);
    }

    private static EndpointSlice slice(String family, Pod... pods) {
        var slice = new EndpointSliceBuilder()
                .withNewMetadata()
                .withName("shop-" + family)
                .endMetadata()
                .withAddressType(family)
                .addNewPort()
                .withName("http")
                .withPort(8080)
                .endPort();
        for (Pod pod : pods) {
            var endpoint = slice.addNewEndpoint()
                    .withZone(pod.zone())
                    .withAddresses(pod.address())
                    .withNewConditions()
                    .withReady(pod.ready())
                    .endConditions();
            (pod.name() == null
                            ? endpoint
                            : endpoint.withNewTargetRef()
                                    .withKind("Pod")
                                    .withName(pod.name())
                                    .endTargetRef())
                    .endEndpoint();
        }
        return slice.build();
    }
}
