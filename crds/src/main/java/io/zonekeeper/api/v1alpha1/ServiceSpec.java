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
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;

/**
 * Services over the pods: one over all zones and one for each.
 *
 * @param type the type of the Service over all zones; the Services of single zones are always ClusterIP. ClusterIP:
 *     reachable from inside the cluster. NodePort: also through a port of every node. LoadBalancer: also through a load
 *     balancer of the provider. Defaults to ClusterIP
 * @param annotations annotations of the Service over all zones. Defaults to none
 * @param labels labels of the Service over all zones. Defaults to none
 * @param ports the ports of all Services
 * @param trafficDistribution which endpoints clients prefer. PreferSameZone: those in the client's zone.
 *     PreferSameNode: those on the client's node. PreferClose: the former name of PreferSameZone. Defaults to none: all
 *     endpoints equally. On Kubernetes before 1.34, PreferSameZone is written as PreferClose
 * @param externalTrafficPolicy which endpoints get traffic from outside the cluster through the Service over all zones:
 *     Cluster (all of them) or Local (only those on the node that received it). Defaults to Cluster. Needs type
 *     NodePort or LoadBalancer
 * @param internalTrafficPolicy which endpoints get traffic from inside the cluster, for all Services: Cluster (all of
 *     them) or Local (only those on the client's node). Defaults to Cluster
 * @param loadBalancerClass which implementation provides the load balancer of the Service over all zones. Defaults to
 *     the cluster's. Needs type LoadBalancer
 * @param loadBalancerSourceRanges the client networks that the load balancer admits, in CIDR notation (10.0.0.0/8).
 *     Defaults to all networks. Needs type LoadBalancer
 * @param allocateLoadBalancerNodePorts whether the Service over all zones gets node ports for its load balancer. true:
 *     a port of every node. false: none, for load balancers that send to pods directly; node ports that exist are kept.
 *     Defaults to true. Needs type LoadBalancer
 * @param sessionAffinity whether connections of a client stay with one pod, for all Services: None (each connection may
 *     reach another pod) or ClientIP (the same client address reaches the same pod). Defaults to None
 * @param sessionAffinityConfig settings of sessionAffinity ClientIP. Defaults to those of Kubernetes (a timeout of
 *     10800 seconds)
 * @param ipFamilyPolicy the number of IP families of all Services: SingleStack (one), PreferDualStack (two where the
 *     cluster has two) or RequireDualStack (two, or the API server refuses the Service). Defaults to SingleStack
 * @param ipFamilies the IP families of all Services: IPv4, IPv6 or both; the first is the primary family. Defaults to
 *     the cluster's families
 * @param publishNotReadyAddresses whether all Services include pods that are not ready, as peers of a clustered
 *     database need while they form a cluster. true: clients of the Service over all zones reach such pods too. false:
 *     only ready pods. Defaults to false
 * @param clusterIP none makes the Service over all zones headless: its name resolves to the addresses of the pods.
 *     Defaults to an address that the cluster assigns. Cannot be changed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "!has(self.externalTrafficPolicy) || (has(self.type) && self.type != 'ClusterIP')",
        message = "externalTrafficPolicy needs type: NodePort or type: LoadBalancer")
@ValidationRule(
        value = "!has(self.loadBalancerClass) || (has(self.type) && self.type == 'LoadBalancer')",
        message = "loadBalancerClass needs type: LoadBalancer")
@ValidationRule(
        value = "!has(self.loadBalancerSourceRanges) || (has(self.type) && self.type == 'LoadBalancer')",
        message = "loadBalancerSourceRanges needs type: LoadBalancer")
@ValidationRule(
        value = "!has(self.allocateLoadBalancerNodePorts) || (has(self.type) && self.type == 'LoadBalancer')",
        message = "allocateLoadBalancerNodePorts needs type: LoadBalancer")
@ValidationRule(
        value = "!has(self.sessionAffinityConfig) || (has(self.sessionAffinity) && self.sessionAffinity == 'ClientIP')",
        message = "sessionAffinityConfig needs sessionAffinity: ClientIP")
@ValidationRule(
        value = "!has(self.clusterIP) || !has(self.type) || self.type == 'ClusterIP'",
        message = "clusterIP: None needs type: ClusterIP")
@ValidationRule(
        value = "has(self.clusterIP) == has(oldSelf.clusterIP)",
        message = "clusterIP cannot be changed: remove service, apply, then set it again with the other clusterIP")
public record ServiceSpec(
        @JsonPropertyDescription(
                "The type of the Service over all zones; the Services of single zones are always ClusterIP. ClusterIP: reachable from inside the cluster. NodePort: also through a port of every node. LoadBalancer: also through a load balancer of the provider. Defaults to ClusterIP.")
        Type type,

        @Size(max = 64) @JsonPropertyDescription("Annotations of the Service over all zones. Defaults to none.")
        Map<String, String> annotations,

        @Size(max = 64) @JsonPropertyDescription("Labels of the Service over all zones. Defaults to none.")
        Map<String, String> labels,

        @Required @Size(min = 1, max = 32) @JsonPropertyDescription("The ports of all Services.")
        List<Port> ports,

        @JsonPropertyDescription(
                "Which endpoints clients prefer. PreferSameZone: those in the client's zone. PreferSameNode: those on the client's node. PreferClose: the former name of PreferSameZone. Defaults to none: all endpoints equally. On Kubernetes before 1.34, PreferSameZone is written as PreferClose.")
        TrafficDistribution trafficDistribution,

        @JsonPropertyDescription(
                "Which endpoints get traffic from outside the cluster through the Service over all zones: Cluster (all of them) or Local (only those on the node that received it). Defaults to Cluster. Needs type NodePort or LoadBalancer.")
        TrafficPolicy externalTrafficPolicy,

        @JsonPropertyDescription(
                "Which endpoints get traffic from inside the cluster, for all Services: Cluster (all of them) or Local (only those on the client's node). Defaults to Cluster.")
        TrafficPolicy internalTrafficPolicy,

        @JsonPropertyDescription(
                "Which implementation provides the load balancer of the Service over all zones. Defaults to the cluster's. Needs type LoadBalancer.")
        String loadBalancerClass,

        @Size(max = 64)
        @JsonPropertyDescription(
                "The client networks that the load balancer admits, in CIDR notation (10.0.0.0/8). Defaults to all networks. Needs type LoadBalancer.")
        List<String> loadBalancerSourceRanges,

        @JsonPropertyDescription(
                "Whether the Service over all zones gets node ports for its load balancer. true: a port of every node. false: none, for load balancers that send to pods directly; node ports that exist are kept. Defaults to true. Needs type LoadBalancer.")
        Boolean allocateLoadBalancerNodePorts,

        @JsonPropertyDescription(
                "Whether connections of a client stay with one pod, for all Services: None (each connection may reach another pod) or ClientIP (the same client address reaches the same pod). Defaults to None.")
        SessionAffinity sessionAffinity,

        @JsonPropertyDescription(
                "Settings of sessionAffinity ClientIP. Defaults to those of Kubernetes (a timeout of 10800 seconds).")
        SessionAffinityConfig sessionAffinityConfig,

        @JsonPropertyDescription(
                "The number of IP families of all Services: SingleStack (one), PreferDualStack (two where the cluster has two) or RequireDualStack (two, or the API server refuses the Service). Defaults to SingleStack.")
        IpFamilyPolicy ipFamilyPolicy,

        @Size(min = 1, max = 2)
        @JsonPropertyDescription(
                "The IP families of all Services: IPv4, IPv6 or both; the first is the primary family. Defaults to the cluster's families.")
        List<IpFamily> ipFamilies,

        @JsonPropertyDescription(
                "Whether all Services include pods that are not ready, as peers of a clustered database need while they form a cluster. true: clients of the Service over all zones reach such pods too. false: only ready pods. Defaults to false.")
        Boolean publishNotReadyAddresses,

        @JsonPropertyDescription(
                "None makes the Service over all zones headless: its name resolves to the addresses of the pods. Defaults to an address that the cluster assigns. Cannot be changed.")
        ClusterIp clusterIP) {

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

    /** Which endpoints get traffic. */
    public enum TrafficPolicy {
        /** All of them. */
        @JsonProperty("Cluster")
        CLUSTER,
        /** Those on the same node. */
        @JsonProperty("Local")
        LOCAL
    }

    /** Whether a client stays with one pod. */
    public enum SessionAffinity {
        /** Each connection may reach another pod. */
        @JsonProperty("None")
        NONE,
        /** The same client address reaches the same pod. */
        @JsonProperty("ClientIP")
        CLIENT_IP
    }

    /**
     * For how long a client stays with one pod.
     *
     * @param clientIP settings of the affinity by client address
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record SessionAffinityConfig(
            @Required @JsonPropertyDescription("Settings of the affinity by client address.")
            ClientIp clientIP) {

        /**
         * For how long a client address stays with one pod.
         *
         * @param timeoutSeconds the number of seconds after a client's last connection until it may reach another pod
         */
        @JsonIgnoreProperties(ignoreUnknown = true)
        public record ClientIp(
                @Required
                @Min(1)
                @Max(86_400)
                @JsonPropertyDescription(
                        "The number of seconds after a client's last connection until it may reach another pod.")
                Integer timeoutSeconds) {}
    }

    /** How many IP families a Service has. */
    public enum IpFamilyPolicy {
        /** One. */
        @JsonProperty("SingleStack")
        SINGLE_STACK,
        /** Two where the cluster has two. */
        @JsonProperty("PreferDualStack")
        PREFER_DUAL_STACK,
        /** Two, or none at all. */
        @JsonProperty("RequireDualStack")
        REQUIRE_DUAL_STACK
    }

    /** An IP family. */
    public enum IpFamily {
        /** IP version 4. */
        @JsonProperty("IPv4")
        IPV4,
        /** IP version 6. */
        @JsonProperty("IPv6")
        IPV6
    }

    /** The address of a Service. */
    public enum ClusterIp {
        /** It has none: its name resolves to the pods' addresses. */
        @JsonProperty("None")
        NONE
    }

    /**
     * A port, as in a Service.
     *
     * @param name the name of the port; required if there are several. Defaults to none
     * @param port the port that clients use
     * @param targetPort the port of the pods, by number or by name. Defaults to the number of port
     * @param protocol the transport protocol: TCP, UDP or SCTP. Defaults to TCP
     * @param appProtocol the application protocol, as a hint to load balancers and meshes: http, https,
     *     kubernetes.io/h2c or a name with a domain prefix. Defaults to none
     * @param nodePort the port of every node, for the Service over all zones. Defaults to one that the cluster assigns.
     *     Needs type NodePort or LoadBalancer
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Port(
            @Size(max = 63)
            @JsonPropertyDescription("The name of the port; required if there are several. Defaults to none.")
            String name,

            @Required @Min(1) @Max(65535) @JsonPropertyDescription("The port that clients use.")
            Integer port,

            @JsonPropertyDescription("The port of the pods, by number or by name. Defaults to the number of port.")
            IntOrString targetPort,

            @JsonPropertyDescription("The transport protocol: TCP, UDP or SCTP. Defaults to TCP.")
            String protocol,

            @JsonPropertyDescription(
                    "The application protocol, as a hint to load balancers and meshes: http, https, kubernetes.io/h2c or a name with a domain prefix. Defaults to none.")
            String appProtocol,

            @Min(1)
            @Max(65535)
            @JsonPropertyDescription(
                    "The port of every node, for the Service over all zones. Defaults to one that the cluster assigns. Needs type NodePort or LoadBalancer.")
            Integer nodePort) {}
}
