package io.zonekeeper.api.v1alpha1;

import java.util.List;
import java.util.Map;

import io.zonekeeper.api.v1alpha1.schema.DurationFields;
import io.zonekeeper.api.v1alpha1.schema.KeyedLists;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * The desired state of a proxy. Absent fields stay null; the operator applies their defaults.
 *
 * @param engine the proxy software. HAProxy: version 2.6 or later. Nginx: open source nginx 1.22 or later. Varnish:
 *     version 7.1 or later. Cannot be changed
 * @param image the container image, with the engine's own binary and a POSIX shell
 * @param listen the port that the proxy accepts requests on
 * @param upstream the service that receives the requests
 * @param locality which servers are preferred. PreferSameZone: those in the proxy's own zone, those of other zones only
 *     if it fails. AllZones: all servers equally. Defaults to PreferSameZone
 * @param balance how requests are distributed over servers. LeastConnections: to the server with the fewest open
 *     requests; not with Varnish. RoundRobin: in rotation. Defaults to LeastConnections, with Varnish to RoundRobin
 * @param timeouts how long the proxy waits for servers. Defaults to the values described below
 * @param retries which requests the proxy retries, and how often. Defaults to the values described below
 * @param replicasPerZone the number of proxies in each zone. Defaults to 1
 * @param resources CPU and memory of each proxy; same meaning as resources of a container in a PodSpec. Defaults to
 *     none
 * @param rollout how a change of the proxies' pods, such as another image, is rolled out over the zones. Servers and
 *     evacuated zones are not part of it: these reach all proxies at once. Defaults to one zone after the other, 60s
 *     apart
 * @param service the Service over the proxies; it has the name of this object. Defaults to a ClusterIP Service on the
 *     port listen
 */
@JsonClassDescription(
        "The desired state: the proxy software, the service it sends requests to, and how it handles failures.")
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "self.engine == oldSelf.engine",
        message = "engine cannot be changed: create another ZonalProxy and move the traffic",
        fieldPath = ".engine")
@ValidationRule(
        value = "self.engine != 'Varnish' || !has(self.balance) || self.balance != 'LeastConnections'",
        message = "Varnish cannot balance by least connections: write balance: RoundRobin",
        fieldPath = ".balance")
@ValidationRule(
        value = "self.listen != 8404",
        message = "8404 is the port of the proxy's readiness page: use another port",
        fieldPath = ".listen")
public record ZonalProxySpec(
        @Required
        @JsonPropertyDescription(
                "The proxy software. HAProxy: version 2.6 or later. Nginx: open source nginx 1.22 or later. Varnish: version 7.1 or later. Cannot be changed.")
        Engine engine,

        @Required
        @Size(min = 1, max = 512)
        @JsonPropertyDescription("The container image, with the engine's own binary and a POSIX shell.")
        String image,

        @Required @Min(1) @Max(65535) @JsonPropertyDescription("The port that the proxy accepts requests on.")
        Integer listen,

        @Required @JsonPropertyDescription("The service that receives the requests.")
        ProxyUpstream upstream,

        @JsonPropertyDescription(
                "Which servers are preferred. PreferSameZone: those in the proxy's own zone, those of other zones only if it fails. AllZones: all servers equally. Defaults to PreferSameZone.")
        Locality locality,

        @JsonPropertyDescription(
                "How requests are distributed over servers. LeastConnections: to the server with the fewest open requests; not with Varnish. RoundRobin: in rotation. Defaults to LeastConnections, with Varnish to RoundRobin.")
        Balance balance,

        @JsonPropertyDescription("How long the proxy waits for servers. Defaults to the values described below.")
        Timeouts timeouts,

        @JsonPropertyDescription(
                "Which requests the proxy retries, and how often. Defaults to the values described below.")
        Retries retries,

        @Min(1) @Max(100) @JsonPropertyDescription("The number of proxies in each zone. Defaults to 1.")
        Integer replicasPerZone,

        @SchemaFrom(type = Object.class)
        @PreserveUnknownFields
        @JsonPropertyDescription(
                "CPU and memory of each proxy; same meaning as resources of a container in a PodSpec. Defaults to none.")
        JsonNode resources,

        @JsonPropertyDescription(
                "How a change of the proxies' pods, such as another image, is rolled out over the zones. Servers and evacuated zones are not part of it: these reach all proxies at once. Defaults to one zone after the other, 60s apart.")
        Rollout rollout,

        @JsonPropertyDescription(
                "The Service over the proxies; it has the name of this object. Defaults to a ClusterIP Service on the port listen.")
        FrontService service) {

    /** Which proxy. */
    public enum Engine {
        /** HAProxy 2.6 or later. */
        @JsonProperty("HAProxy")
        HAPROXY,
        /** Open source nginx 1.22 or later. */
        @JsonProperty("Nginx")
        NGINX,
        /** Varnish 7.1 or later. */
        @JsonProperty("Varnish")
        VARNISH
    }

    /** Which servers are preferred. */
    public enum Locality {
        /** Those of the proxy's own zone; the others when it fails. */
        @JsonProperty("PreferSameZone")
        PREFER_SAME_ZONE,
        /** All servers equally. */
        @JsonProperty("AllZones")
        ALL_ZONES
    }

    /** How requests are distributed over servers. */
    public enum Balance {
        /** To the server with the fewest open requests. */
        @JsonProperty("LeastConnections")
        LEAST_CONNECTIONS,
        /** In rotation. */
        @JsonProperty("RoundRobin")
        ROUND_ROBIN
    }

    /**
     * How long a proxy waits; same meaning for all engines.
     *
     * @param connect the maximum time until a server accepts a connection. Defaults to 1s
     * @param read the maximum time a server may stay silent while a response is outstanding. Defaults to 5s
     * @param check the maximum time until a server responds to a health check. Defaults to 1s. Ignored with nginx,
     *     which has no health checks
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = DurationFields.class, input = "connect 10ms 1m, read 10ms 1h, check 10ms 1m")
    public record Timeouts(
            @JsonPropertyDescription("The maximum time until a server accepts a connection. Defaults to 1s.")
            String connect,

            @JsonPropertyDescription(
                    "The maximum time a server may stay silent while a response is outstanding. Defaults to 5s.")
            String read,

            @JsonPropertyDescription(
                    "The maximum time until a server responds to a health check. Defaults to 1s. Ignored with nginx, which has no health checks.")
            String check) {}

    /**
     * Which requests a proxy retries. Requests with any other method are sent once, and to another server only if
     * nothing was sent to the first.
     *
     * @param attempts the maximum number of times a request is sent, including the first. Raised where more are needed
     *     to reach a server in another zone. Defaults to 3
     * @param methods the idempotent methods that may be retried after the request was sent: GET, HEAD, OPTIONS.
     *     Requests with any other method are never retried. Defaults to all three
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = KeyedLists.class, input = "methods *")
    @ValidationRule(
            value = "!has(self.methods) || self.methods.all(method, method in ['GET', 'HEAD', 'OPTIONS'])",
            message =
                    "only GET, HEAD and OPTIONS are retried: remove POST, PUT, PATCH, DELETE and others, which could take effect twice",
            fieldPath = ".methods")
    public record Retries(
            @Min(1)
            @Max(10)
            @JsonPropertyDescription(
                    "The maximum number of times a request is sent, including the first. Raised where more are needed to reach a server in another zone. Defaults to 3.")
            Integer attempts,

            @Size(max = 3)
            @JsonPropertyDescription(
                    "The idempotent methods that may be retried after the request was sent: GET, HEAD, OPTIONS. Requests with any other method are never retried. Defaults to all three.")
            List<@Size(max = 16) @Pattern("^[A-Z]+$") String> methods) {}

    /**
     * The Service over the proxies.
     *
     * @param port the port that clients use. Defaults to listen
     * @param type the type of the Service. ClusterIP: reachable from inside the cluster. NodePort: also through a port
     *     of every node. LoadBalancer: also through a load balancer of the provider. Defaults to ClusterIP
     * @param annotations annotations of the Service. Defaults to none
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record FrontService(
            @Min(1) @Max(65535) @JsonPropertyDescription("The port that clients use. Defaults to listen.")
            Integer port,

            @JsonPropertyDescription(
                    "The type of the Service. ClusterIP: reachable from inside the cluster. NodePort: also through a port of every node. LoadBalancer: also through a load balancer of the provider. Defaults to ClusterIP.")
            ServiceSpec.Type type,

            @Size(max = 64) @JsonPropertyDescription("Annotations of the Service. Defaults to none.")
            Map<String, String> annotations) {}
}
