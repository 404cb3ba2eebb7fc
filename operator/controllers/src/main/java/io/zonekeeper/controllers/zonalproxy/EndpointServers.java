package io.zonekeeper.controllers.zonalproxy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.proxy.ProxyServer;
import io.zonekeeper.kube.objects.Labels;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;

/** Reads servers from EndpointSlices. */
final class EndpointServers {
    private static final String IPV4 = "IPv4";

    private EndpointServers() {}

    /** A server, the pod that it is as far as the slice tells, and whether it is ready. */
    private record Found(ProxyServer server, Optional<String> pod, boolean ipv4, boolean ready) {}

    /**
     * Returns the servers behind a port.
     *
     * <p>Those that are ready; where none is, all that are not on their way out, for then readiness may be wrong. A pod
     * with addresses of both IP families has a slice for each; it is one server, by its IPv4 address.
     *
     * @param slices the EndpointSlices of one Service
     * @param port the port's name in the Service; empty for one without a name
     */
    static List<ProxyServer> of(Collection<EndpointSlice> slices, String port) {
        List<Found> present = new ArrayList<>();
        for (EndpointSlice slice : slices) {
            if (slice.getPorts() == null || "FQDN".equals(slice.getAddressType())) {
                continue;
            }
            for (var offered : slice.getPorts()) {
                if (offered.getPort() != null && port.equals(Objects.requireNonNullElse(offered.getName(), ""))) {
                    addTo(present, slice, offered.getPort());
                }
            }
        }
        List<Found> ready = present.stream().filter(Found::ready).toList();
        List<Found> usable = ready.isEmpty() ? present : ready;
        Set<String> withIpv4 = new HashSet<>();
        usable.stream().filter(Found::ipv4).forEach(found -> found.pod().ifPresent(withIpv4::add));
        return usable.stream()
                .filter(found ->
                        found.ipv4() || found.pod().filter(withIpv4::contains).isEmpty())
                .map(Found::server)
                .distinct()
                .sorted()
                .toList();
    }

    private static void addTo(List<Found> present, EndpointSlice slice, int port) {
        for (Endpoint endpoint : Objects.requireNonNullElse(slice.getEndpoints(), List.<Endpoint>of())) {
            var conditions = endpoint.getConditions();
            boolean going = conditions != null && Boolean.TRUE.equals(conditions.getTerminating());
            String zone = Objects.requireNonNullElse(endpoint.getZone(), zoneOf(slice));
            if (going || zone.isEmpty()) {
                continue;
            }
            boolean ready = conditions == null || !Boolean.FALSE.equals(conditions.getReady());
            for (String address : endpoint.getAddresses()) {
                present.add(new Found(
                        new ProxyServer(zone, address, port),
                        Optional.ofNullable(endpoint.getTargetRef()).map(EndpointServers::pod),
                        IPV4.equals(slice.getAddressType()),
                        ready));
            }
        }
    }

    private static String pod(ObjectReference reference) {
        return reference.getKind() + "/" + reference.getName();
    }

    /** Returns the zone that a slice's label tells; empty without one. */
    static String zoneOf(EndpointSlice slice) {
        var labels = slice.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(Labels.ZONE, "");
    }
}
