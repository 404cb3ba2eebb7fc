package io.zonekeeper.api.v1alpha1;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.IntOrString;

/**
 * Services over the pods: one over all zones and one for each.
 *
 * @param type the kind of the Service over all zones; those of the zones are always ClusterIP
 * @param annotations annotations of the Service over all zones
 * @param labels labels of the Service over all zones
 * @param ports the ports of all of them
 * @param trafficDistribution which endpoints clients prefer; Kubernetes' default unless given
 * @param externalTrafficPolicy as in a Service
 * @param loadBalancerClass as in a Service
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ServiceSpec(
        @JsonPropertyDescription(
                "Kind of the Service over all zones: ClusterIP (unless given), NodePort or LoadBalancer.")
        Type type,

        @Size(max = 64) @JsonPropertyDescription("Annotations of the Service over all zones.")
        Map<String, String> annotations,

        @Size(max = 64) @JsonPropertyDescription("Labels of the Service over all zones.")
        Map<String, String> labels,

        @Required @Size(min = 1, max = 32) @JsonPropertyDescription("The ports.")
        List<Port> ports,

        @JsonPropertyDescription("Which endpoints clients prefer: PreferSameZone, PreferSameNode or PreferClose.")
        TrafficDistribution trafficDistribution,

        @JsonPropertyDescription("As in a Service: Cluster or Local.")
        String externalTrafficPolicy,

        @JsonPropertyDescription("As in a Service of type LoadBalancer.")
        String loadBalancerClass) {

    /** Kind of a Service. */
    public enum Type {
        /** Reached from inside the cluster. */
        @JsonProperty("ClusterIP")
        CLUSTER_IP,
        /** Reached through a port of every node. */
        @JsonProperty("NodePort")
        NODE_PORT,
        /** Reached through a load balancer of the provider. */
        @JsonProperty("LoadBalancer")
        LOAD_BALANCER
    }

    /** Which endpoints clients prefer. */
    public enum TrafficDistribution {
        /** Those in the client's zone; written as PreferClose on servers older than Kubernetes 1.34. */
        @JsonProperty("PreferSameZone")
        PREFER_SAME_ZONE,
        /** Those on the client's node. */
        @JsonProperty("PreferSameNode")
        PREFER_SAME_NODE,
        /** The older name of PreferSameZone. */
        @JsonProperty("PreferClose")
        PREFER_CLOSE
    }

    /**
     * A port, as in a Service.
     *
     * @param name its name; required where there are several
     * @param port the port clients use
     * @param targetPort the pods' port, by number or name; the same number unless given
     * @param protocol TCP unless given
     * @param appProtocol as in a Service
     * @param nodePort as in a Service
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Port(
            @Size(max = 63) @JsonPropertyDescription("Its name; required where there are several.")
            String name,

            @Required @Min(1) @Max(65535) @JsonPropertyDescription("The port clients use.")
            Integer port,

            @JsonPropertyDescription("The pods' port, by number or name; the same number unless given.")
            IntOrString targetPort,

            @JsonPropertyDescription("TCP (unless given), UDP or SCTP.")
            String protocol,

            @JsonPropertyDescription("As in a Service.") String appProtocol,

            @Min(1) @Max(65535) @JsonPropertyDescription("As in a Service; for the one over all zones.")
            Integer nodePort) {}
}
