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
 * A look from outside at whether a stack serves.
 *
 * @param name its name among the service's checks
 * @param httpGet succeeds on a status from 200 to 399
 * @param tcpSocket succeeds when a connection opens
 * @param period time between looks at one pod; 2s unless given
 * @param timeout how long an answer may take; 1s unless given
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = DurationFields.class, input = "period 100ms 1h, timeout 10ms 10m")
@ValidationRule(
        value = "has(self.httpGet) != has(self.tcpSocket)",
        message = "a health check has exactly one of httpGet and tcpSocket")
@ValidationRule(
        value =
                "(has(self.timeout) && !self.timeout.matches('^([0-9]{1,6}(ms|s|m|h)){1,4}$'))"
                        + " || (has(self.period) && !self.period.matches('^([0-9]{1,6}(ms|s|m|h)){1,4}$'))"
                        + " || (has(self.period) && duration(self.period) < duration('100ms'))"
                        + " || duration(has(self.timeout) ? self.timeout : '1s') <= duration(has(self.period) ? self.period : '2s')",
        message = "timeout must not be longer than period (timeout is 1s and period 2s unless given)")
public record HealthCheck(
        @Required
        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @JsonPropertyDescription("Its name among the service's checks.")
        String name,

        @JsonPropertyDescription("An HTTP GET; succeeds on a status from 200 to 399.")
        HttpGet httpGet,

        @JsonPropertyDescription("A TCP connection; succeeds when it opens.")
        TcpSocket tcpSocket,

        @JsonPropertyDescription("Time between looks at one pod; 2s unless given.")
        String period,

        @JsonPropertyDescription("How long an answer may take; 1s unless given.")
        String timeout) {

    /**
     * An HTTP GET.
     *
     * @param path the path and query; {@code /} unless given
     * @param port the pods' port, by number or name
     * @param scheme HTTP unless given
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record HttpGet(
            @Size(max = 1024) @JsonPropertyDescription("The path; / unless given.")
            String path,

            @Required @JsonPropertyDescription("The pods' port, by number or name.")
            IntOrString port,

            @JsonPropertyDescription("HTTP (unless given) or HTTPS, whose certificate is not checked.")
            Scheme scheme) {}

    /** How to speak to an HTTP server. */
    public enum Scheme {
        /** In the clear. */
        @JsonProperty("HTTP")
        HTTP,
        /** Over TLS; the certificate is not checked, as with kubelet probes. */
        @JsonProperty("HTTPS")
        HTTPS
    }

    /**
     * A TCP connection.
     *
     * @param port the pods' port, by number or name
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record TcpSocket(
            @Required @JsonPropertyDescription("The pods' port, by number or name.")
            IntOrString port) {}
}
