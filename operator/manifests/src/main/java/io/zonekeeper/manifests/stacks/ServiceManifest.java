package io.zonekeeper.manifests.stacks;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.zonekeeper.api.v1alpha1.CommonMetadata;
import io.zonekeeper.api.v1alpha1.ServiceSpec;
import io.zonekeeper.api.v1alpha1.ServiceSpec.TrafficDistribution;
import io.zonekeeper.api.v1alpha1.ServiceSpec.TrafficPolicy;
import io.zonekeeper.api.v1alpha1.ZonedServiceSpec;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The Services of a ZonedService: one over all zones, one for each zone. */
public final class ServiceManifest {
    private final Owner owner;
    private final ServiceSpec spec;
    private final CommonMetadata common;
    private final boolean knowsPreferSameZone;

    /**
     * Creates a renderer.
     *
     * @param owner the ZonedService
     * @param spec what it asks for; without {@code service} no Services but the headless ones of StatefulSets
     * @param knowsPreferSameZone whether the API server has PreferSameZone (Kubernetes 1.34 and later) and not only
     *     PreferClose
     */
    public ServiceManifest(Owner owner, ZonedServiceSpec spec, boolean knowsPreferSameZone) {
        this.owner = owner;
        this.spec = spec.service();
        this.common = spec.commonMetadata();
        this.knowsPreferSameZone = knowsPreferSameZone;
    }

    /**
     * Returns the Service over all zones.
     *
     * @param selector of the pods that it routes to
     */
    public ObjectNode overAllZones(Map<String, String> selector) {
        ObjectNode service = service(owner.name(), Objects.requireNonNullElse(spec.labels(), Map.of()));
        if (spec.annotations() != null && !spec.annotations().isEmpty()) {
            ObjectNode annotations = service.withObjectProperty("metadata").withObjectProperty("annotations");
            new TreeMap<>(spec.annotations()).forEach(annotations::put);
        }
        ObjectNode body = service.putObject("spec");
        body.put("type", type());
        if (spec.clusterIP() != null) {
            body.put("clusterIP", "None");
        }
        ObjectNode pods = body.putObject("selector");
        selector.forEach(pods::put);
        ports(body, true);
        ofEvery(body);
        if (spec.trafficDistribution() != null) {
            body.put("trafficDistribution", trafficDistribution());
        }
        putUnlessNull(body, "externalTrafficPolicy", policy(spec.externalTrafficPolicy()));
        putUnlessNull(body, "loadBalancerClass", spec.loadBalancerClass());
        if (spec.loadBalancerSourceRanges() != null) {
            ArrayNode ranges = body.putArray("loadBalancerSourceRanges");
            spec.loadBalancerSourceRanges().forEach(ranges::add);
        }
        if (spec.allocateLoadBalancerNodePorts() != null) {
            body.put("allocateLoadBalancerNodePorts", spec.allocateLoadBalancerNodePorts());
        }
        return service;
    }

    /**
     * Returns the Service of one zone.
     *
     * @param zone the zone
     * @param headless whether it gives each pod a name of its own, as StatefulSets need
     */
    public ObjectNode ofZone(KnownZone zone, boolean headless) {
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
            ofEvery(body);
        }
        return service;
    }

    /** What holds for the Service over all zones and for those of the zones alike. */
    private void ofEvery(ObjectNode body) {
        putUnlessNull(body, "internalTrafficPolicy", policy(spec.internalTrafficPolicy()));
        if (spec.sessionAffinity() != null) {
            body.put(
                    "sessionAffinity",
                    switch (spec.sessionAffinity()) {
                        case NONE -> "None";
                        case CLIENT_IP -> "ClientIP";
                    });
        }
        if (spec.sessionAffinityConfig() != null) {
            body.putObject("sessionAffinityConfig")
                    .putObject("clientIP")
                    .put(
                            "timeoutSeconds",
                            spec.sessionAffinityConfig().clientIP().timeoutSeconds());
        }
        if (spec.ipFamilyPolicy() != null) {
            body.put(
                    "ipFamilyPolicy",
                    switch (spec.ipFamilyPolicy()) {
                        case SINGLE_STACK -> "SingleStack";
                        case PREFER_DUAL_STACK -> "PreferDualStack";
                        case REQUIRE_DUAL_STACK -> "RequireDualStack";
                    });
        }
        if (spec.ipFamilies() != null) {
            ArrayNode families = body.putArray("ipFamilies");
            spec.ipFamilies()
                    .forEach(family -> families.add(
                            switch (family) {
                                case IPV4 -> "IPv4";
                                case IPV6 -> "IPv6";
                            }));
        }
        if (spec.publishNotReadyAddresses() != null) {
            body.put("publishNotReadyAddresses", spec.publishNotReadyAddresses());
        }
    }

    private static String policy(TrafficPolicy policy) {
        return policy == null
                ? null
                : switch (policy) {
                    case CLUSTER -> "Cluster";
                    case LOCAL -> "Local";
                };
    }

    private ObjectNode service(String name, Map<String, String> labels) {
        ObjectNode service = JsonNodeFactory.instance.objectNode();
        service.put("apiVersion", "v1").put("kind", "Service");
        service.set("metadata", Manifests.metadata(owner, name, labels, common));
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
