package io.zonekeeper.controllers.zonalproxy;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ProxyUpstream;
import io.zonekeeper.api.v1alpha1.ServiceSpec;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.proxy.ProxyServer;
import io.zonekeeper.core.reasons.ProxyReason;
import io.zonekeeper.core.reasons.Reason;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * The servers that an upstream has, or why there are none.
 *
 * @param servers they; empty where there are none
 * @param refusal why, and what to do about it
 */
record UpstreamServers(List<ProxyServer> servers, Optional<Refusal> refusal) {

    static UpstreamServers of(KubernetesClient client, Upstream upstream, ProxyUpstream asked) {
        return upstream.key().zoned() ? ofZoned(upstream, asked.port()) : ofPlain(client, upstream, asked.port());
    }

    private static UpstreamServers ofZoned(Upstream upstream, IntOrString port) {
        String name = upstream.key().name();
        var service = upstream.zonedService();
        if (service.isEmpty()) {
            return none(
                    ProxyReason.UPSTREAM_MISSING,
                    "there is no ZonedService %s in this namespace: create it".formatted(name));
        }
        ServiceSpec front =
                service.get().getSpec() == null ? null : service.get().getSpec().service();
        if (front == null) {
            return none(
                    ProxyReason.UPSTREAM_WITHOUT_SERVICE,
                    "ZonedService %s has no spec.service, whose ports the proxy needs: add it".formatted(name));
        }
        Optional<String> portName = front.ports().stream()
                .filter(offered -> port.getIntVal() != null
                        ? port.getIntVal().equals(offered.port())
                        : port.getStrVal().equals(offered.name()))
                .map(offered -> Objects.requireNonNullElse(offered.name(), ""))
                .findFirst();
        return portName.map(found -> found(upstream, found))
                .orElseGet(() -> noPort(
                        "ZonedService " + name,
                        port,
                        front.ports().stream()
                                .map(offered -> Objects.requireNonNullElse(
                                        offered.name(), offered.port().toString()))
                                .toList()));
    }

    private static UpstreamServers ofPlain(KubernetesClient client, Upstream upstream, IntOrString port) {
        if (port.getStrVal() != null) {
            return found(upstream, port.getStrVal());
        }
        // A number is the Service's; slices know only the pods' numbers.
        String name = upstream.key().name();
        Service service = client.services()
                .inNamespace(upstream.key().namespace())
                .withName(name)
                .get();
        if (service == null) {
            return none(
                    ProxyReason.UPSTREAM_MISSING,
                    "there is no Service %s in this namespace: create it".formatted(name));
        }
        return service.getSpec().getPorts().stream()
                .filter(offered -> port.getIntVal().equals(offered.getPort()))
                .findFirst()
                .map(offered -> found(upstream, Objects.requireNonNullElse(offered.getName(), "")))
                .orElseGet(() -> noPort(
                        "Service " + name,
                        port,
                        service.getSpec().getPorts().stream()
                                .map(offered -> offered.getPort().toString())
                                .toList()));
    }

    private static UpstreamServers found(Upstream upstream, String portName) {
        List<ProxyServer> servers = upstream.servers(portName);
        if (!servers.isEmpty()) {
            return new UpstreamServers(servers, Optional.empty());
        }
        return upstream.zonesUnknown()
                ? none(
                        ProxyReason.ZONES_UNKNOWN,
                        "the EndpointSlices of %s have no zones: label the nodes with topology.kubernetes.io/zone"
                                .formatted(upstream.key().name()))
                : none(
                        ProxyReason.NO_SERVERS,
                        "%s has no ready pod with port '%s': the proxies keep its last servers"
                                .formatted(upstream.key().name(), portName));
    }

    private static UpstreamServers noPort(String service, IntOrString port, List<String> ports) {
        return none(
                ProxyReason.NO_SUCH_PORT,
                "%s has no port %s: write one of %s"
                        .formatted(
                                service,
                                port.getIntVal() != null ? port.getIntVal() : port.getStrVal(),
                                String.join(", ", ports)));
    }

    private static UpstreamServers none(Reason reason, String message) {
        return new UpstreamServers(List.of(), Optional.of(new Refusal(reason, message)));
    }
}
