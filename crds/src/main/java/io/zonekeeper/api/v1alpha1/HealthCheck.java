package io.zonekeeper.api.v1alpha1;

import io.zonekeeper.api.v1alpha1.schema.DurationFields;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;

/**
 * A health check that observers run against each pod of a ZonedService, or of the Services of a ZoneFailover.
 *
 * @param name the name of the check, unique within the object
 * @param httpGet an HTTP GET request; it succeeds on a status from 200 to 399. Exactly one of httpGet, http and
 *     tcpSocket is required
 * @param http same meaning as httpGet
 * @param tcpSocket a TCP connection; it succeeds when the connection opens. Exactly one of httpGet, http and tcpSocket
 *     is required
 * @param period the time between two checks of one pod by one observer. Defaults to 2s
 * @param timeout how long a response may take before the check counts as failed; at most period. Defaults to 1s
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = DurationFields.class, input = "period 100ms 1h, timeout 10ms 10m")
@ValidationRule(
        value = "(has(self.httpGet) ? 1 : 0) + (has(self.http) ? 1 : 0) + (has(self.tcpSocket) ? 1 : 0) == 1",
        message = "a health check has exactly one of httpGet (or http, which means the same) and tcpSocket")
@ValidationRule(
        value =
                "(has(self.timeout) && !self.timeout.matches('^([0-9]{1,6}(ms|s|m|h)){1,4}$'))"
                        + " || (has(self.period) && !self.period.matches('^([0-9]{1,6}(ms|s|m|h)){1,4}$'))"
                        + " || (has(self.period) && duration(self.period) < duration('100ms'))"
                        + " || duration(has(self.timeout) ? self.timeout : '1s') <= duration(has(self.period) ? self.period : '2s')",
        message = "timeout must not be longer than period (timeout defaults to 1s, period to 2s)")
public record HealthCheck(
        @Required
        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @JsonPropertyDescription("The name of the check, unique within the object.")
        String name,

        @JsonPropertyDescription(
                "An HTTP GET request; it succeeds on a status from 200 to 399. Exactly one of httpGet, http and tcpSocket is required.")
        HttpGet httpGet,

        @JsonPropertyDescription("Same meaning as httpGet. Exactly one of httpGet, http and tcpSocket is required.")
        HttpGet http,

        @JsonPropertyDescription(
                "A TCP connection; it succeeds when the connection opens. Exactly one of httpGet, http and tcpSocket is required.")
        TcpSocket tcpSocket,

        @JsonPropertyDescription("The time between two checks of one pod by one observer. Defaults to 2s.")
        String period,

        @JsonPropertyDescription(
                "How long a response may take before the check counts as failed; at most period. Defaults to 1s.")
        String timeout) {

    /**
     * An HTTP GET.
     *
     * @param path the path and query of the request. Defaults to /
     * @param port the port of the pods, by number or by name
     * @param scheme the protocol of the request. HTTP: without encryption. HTTPS: with TLS; the certificate is not
     *     verified, as with kubelet probes. Defaults to HTTP
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record HttpGet(
            @Size(max = 1024) @JsonPropertyDescription("The path and query of the request. Defaults to /.")
            String path,

            @Required @JsonPropertyDescription("The port of the pods, by number or by name.")
            IntOrString port,

            @JsonPropertyDescription(
                    "The protocol of the request. HTTP: without encryption. HTTPS: with TLS; the certificate is not verified, as with kubelet probes. Defaults to HTTP.")
            Scheme scheme) {}

    /** The protocol of an HTTP request. */
    public enum Scheme {
        /** Without encryption. */
        @JsonProperty("HTTP")
        HTTP,
        /** With TLS; the certificate is not verified, as with kubelet probes. */
        @JsonProperty("HTTPS")
        HTTPS
    }

    /**
     * A TCP connection.
     *
     * @param port the port of the pods, by number or by name
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record TcpSocket(
            @Required @JsonPropertyDescription("The port of the pods, by number or by name.")
            IntOrString port) {}
}
