package io.zonekeeper.api.v1alpha1;

import java.util.List;
import java.util.Map;

import io.zonekeeper.api.v1alpha1.schema.DurationFields;
import io.zonekeeper.api.v1alpha1.schema.KeyedLists;

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
 * What a proxy is, what it stands in front of, and how it copes with trouble. Absent fields stay null; their defaults
 * are given by the operator.
 *
 * @param engine which proxy; cannot be changed
 * @param image its image, with the engine's own binary and a POSIX shell in it
 * @param listen the port it takes requests on
 * @param upstream what it stands in front of
 * @param locality which servers it prefers; PreferSameZone unless given
 * @param balance how it spreads requests over servers; LeastConnections unless given, RoundRobin for Varnish
 * @param timeouts how long it waits
 * @param retries what it tries again
 * @param replicasPerZone proxies in each zone; 1 unless given
 * @param resources what each proxy asks for, as in a container
 * @param service the Service over the proxies
 */
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
        @Required @JsonPropertyDescription("HAProxy, Nginx or Varnish. Cannot be changed.")
        Engine engine,

        @Required
        @Size(min = 1, max = 512)
        @JsonPropertyDescription("The image: the engine's own binary and a POSIX shell.")
        String image,

        @Required @Min(1) @Max(65535) @JsonPropertyDescription("The port it takes requests on.")
        Integer listen,

        @Required @JsonPropertyDescription("What it stands in front of.")
        ProxyUpstream upstream,

        @JsonPropertyDescription("Which servers it prefers: PreferSameZone (unless given) or AllZones.")
        Locality locality,

        @JsonPropertyDescription(
                "How it spreads requests: LeastConnections (unless given; not with Varnish) or RoundRobin.")
        Balance balance,

        @JsonPropertyDescription("How long it waits.") Timeouts timeouts,

        @JsonPropertyDescription("What it tries again.") Retries retries,

        @Min(1) @Max(100) @JsonPropertyDescription("Proxies in each zone; 1 unless given.")
        Integer replicasPerZone,

        @SchemaFrom(type = Object.class)
        @PreserveUnknownFields
        @JsonPropertyDescription("What each proxy asks for, as resources of a container.")
        JsonNode resources,

        @JsonPropertyDescription("The Service over the proxies, named as this object.")
        FrontService service) {

    /** Which proxy. */
    public enum Engine {
        /** HAProxy 2.6 or newer. */
        @JsonProperty("HAProxy")
        HAPROXY,
        /** nginx 1.22 or newer, the open source one. */
        @JsonProperty("Nginx")
        NGINX,
        /** Varnish 7.1 or newer. */
        @JsonProperty("Varnish")
        VARNISH
    }

    /** Which servers are preferred. */
    public enum Locality {
        /** Those of the proxy's own zone; the others when it fails. */
        @JsonProperty("PreferSameZone")
        PREFER_SAME_ZONE,
        /** All alike. */
        @JsonProperty("AllZones")
        ALL_ZONES
    }

    /** How requests are spread. */
    public enum Balance {
        /** To the server with the fewest open requests. */
        @JsonProperty("LeastConnections")
        LEAST_CONNECTIONS,
        /** In turn. */
        @JsonProperty("RoundRobin")
        ROUND_ROBIN
    }

    /**
     * How long a proxy waits; the same meaning over all engines.
     *
     * @param connect until a server takes a connection; 1s unless given
     * @param read longest silence of a server that owes an answer; 5s unless given
     * @param check until a server answers a health check; 1s unless given
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = DurationFields.class, input = "connect 10ms 1m, read 10ms 1h, check 10ms 1m")
    public record Timeouts(
            @JsonPropertyDescription("Until a server takes a connection; 1s unless given.")
            String connect,

            @JsonPropertyDescription("Longest silence of a server that owes an answer; 5s unless given.")
            String read,

            @JsonPropertyDescription("Until a server answers a health check; 1s unless given. nginx has none.")
            String check) {}

    /**
     * What a proxy tries again. A request of any other method is sent once, and elsewhere only where nothing of it was
     * sent.
     *
     * @param attempts how often a request is sent at most, the first time included; 3 unless given. It is raised where
     *     it takes more to reach a server of another zone
     * @param methods what may be sent again after it was sent; GET, HEAD and OPTIONS unless given
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = KeyedLists.class, input = "methods *")
    @ValidationRule(
            value = "!has(self.methods) || self.methods.all(method, method in ['GET', 'HEAD', 'OPTIONS'])",
            message =
                    "only GET, HEAD and OPTIONS are replayed: POST, PUT, PATCH, DELETE and others could take effect twice, so leave them out",
            fieldPath = ".methods")
    public record Retries(
            @Min(1)
            @Max(10)
            @JsonPropertyDescription(
                    "How often a request is sent at most, the first time included; 3 unless given, raised where it takes more to reach another zone.")
            Integer attempts,

            @Size(max = 3) @JsonPropertyDescription("What may be sent again: GET, HEAD and OPTIONS unless given.")
            List<@Size(max = 16) @Pattern("^[A-Z]+$") String> methods) {}

    /**
     * The Service over the proxies.
     *
     * @param port the port clients use; {@code listen} unless given
     * @param type ClusterIP unless given
     * @param annotations annotations of the Service
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record FrontService(
            @Min(1) @Max(65535) @JsonPropertyDescription("The port clients use; listen unless given.")
            Integer port,

            @JsonPropertyDescription("ClusterIP (unless given), NodePort or LoadBalancer.")
            ServiceSpec.Type type,

            @Size(max = 64) @JsonPropertyDescription("Annotations of the Service.")
            Map<String, String> annotations) {}
}
