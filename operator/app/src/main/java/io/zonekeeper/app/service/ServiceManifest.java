package io.zonekeeper.app.service;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.zonekeeper.api.v1alpha1.ServiceSpec;
import io.zonekeeper.api.v1alpha1.ServiceSpec.TrafficDistribution;
import io.zonekeeper.app.kubernetes.Owner;
import io.zonekeeper.core.zone.KnownZone;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The Services of a ZonedService: one over all zones, one for each zone. */
final class ServiceManifest {
    private final Owner owner;
    private final ServiceSpec spec;
    private final boolean knowsPreferSameZone;

    /**
     * Creates a renderer.
     *
     * @param owner the ZonedService
     * @param spec what it asks for; null for no Services but the headless ones of StatefulSets
     * @param knowsPreferSameZone whether the API server has PreferSameZone (Kubernetes 1.34 and later) and not only
     *     PreferClose
     */
    ServiceManifest(Owner owner, ServiceSpec spec, boolean knowsPreferSameZone) {
        this.owner = owner;
        this.spec = spec;
        this.knowsPreferSameZone = knowsPreferSameZone;
    }

    /**
     * Returns the Service over all zones.
     *
     * @param selector of the pods that it routes to
     */
    ObjectNode overAllZones(Map<String, String> selector) {
        ObjectNode service = service(owner.name(), Objects.requireNonNullElse(spec.labels(), Map.of()));
        if (spec.annotations() != null && !spec.annotations().isEmpty()) {
            ObjectNode annotations = ((ObjectNode) service.get("metadata")).putObject("annotations");
            new TreeMap<>(spec.annotations()).forEach(annotations::put);
        }
        ObjectNode body = service.putObject("spec");
        body.put("type", type());
        ObjectNode pods = body.putObject("selector");
        selector.forEach(pods::put);
        ports(body, true);
        if (spec.trafficDistribution() != null) {
            body.put("trafficDistribution", trafficDistribution());
        }
        putUnlessNull(body, "externalTrafficPolicy", spec.externalTrafficPolicy());
        putUnlessNull(body, "loadBalancerClass", spec.loadBalancerClass());
        return service;
    }

    /**
     * Returns the Service of one zone.
     *
     * @param zone the zone
     * @param headless whether it gives each pod a name of its own, as StatefulSets need
     */
    ObjectNode ofZone(KnownZone zone, boolean headless) {
        ObjectNode service = service(StackManifest.name(owner.name(), zone), Manifests.zoneLabels(zone));
        ObjectNode body = service.putObject("spec");
        body.put("type", "ClusterIP");
        if (headless) {
            body.put("clusterIP", "None");
        }
        ObjectNode selector = body.putObject("selector");
        Manifests.selector(owner.name(), zone.name()).forEach(selector::put);
        if (spec != null) {
            ports(body, false);
        }
        return service;
    }

    private ObjectNode service(String name, Map<String, String> labels) {
        ObjectNode service = JsonNodeFactory.instance.objectNode();
        service.put("apiVersion", "v1").put("kind", "Service");
        service.set("metadata", Manifests.metadata(owner, name, labels));
        return service;
    }

    private void ports(ObjectNode body, boolean withNodePorts) {
        List<ServiceSpec.Port> ports = spec.ports();
        ArrayNode list = body.putArray("ports");
        for (ServiceSpec.Port port : ports) {
            ObjectNode item = list.addObject();
            putUnlessNull(item, "name", port.name());
            item.put("port", port.port());
            item.put("protocol", Objects.requireNonNullElse(port.protocol(), "TCP"));
            item.set(
                    "targetPort",
                    port.targetPort() == null
                            ? JsonNodeFactory.instance.numberNode(port.port())
                            : Manifests.intOrString(port.targetPort()));
            putUnlessNull(item, "appProtocol", port.appProtocol());
            if (withNodePorts && port.nodePort() != null) {
                item.put("nodePort", port.nodePort());
            }
        }
    }

    private String type() {
        return switch (Objects.requireNonNullElse(spec.type(), ServiceSpec.Type.CLUSTER_IP)) {
            case CLUSTER_IP -> "ClusterIP";
            case NODE_PORT -> "NodePort";
            case LOAD_BALANCER -> "LoadBalancer";
        };
    }

    private String trafficDistribution() {
        TrafficDistribution asked = spec.trafficDistribution();
        return switch (asked) {
            case PREFER_SAME_ZONE -> knowsPreferSameZone ? "PreferSameZone" : "PreferClose";
            case PREFER_SAME_NODE -> "PreferSameNode";
            case PREFER_CLOSE -> "PreferClose";
        };
    }

    private static void putUnlessNull(ObjectNode node, String field, String value) {
        if (value != null) {
            node.put(field, value);
        }
    }
}
