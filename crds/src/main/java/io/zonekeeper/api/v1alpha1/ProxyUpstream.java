package io.zonekeeper.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;

/**
 * The service that receives a proxy's requests, in the proxy's namespace.
 *
 * @param zonedService the name of a ZonedService in the same namespace, with spec.service. Servers in zones that it is
 *     evacuated from receive no requests. Exactly one of zonedService and service is required
 * @param service the name of any other Service in the same namespace; the zones of its servers are read from its
 *     EndpointSlices. Exactly one of zonedService and service is required
 * @param port the port of the Service, by name or by number
 * @param healthPath the path of the health check, beginning with '/'; a server is healthy if it responds with a status
 *     from 200 to 399. Defaults to none: a server is healthy if it accepts connections
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "has(self.zonedService) != has(self.service)",
        message = "an upstream is exactly one of zonedService and service")
public record ProxyUpstream(
        @Size(min = 1, max = 63)
        @JsonPropertyDescription(
                "The name of a ZonedService in the same namespace, with spec.service. Servers in zones that it is evacuated from receive no requests. Exactly one of zonedService and service is required.")
        String zonedService,

        @Size(min = 1, max = 63)
        @JsonPropertyDescription(
                "The name of any other Service in the same namespace; the zones of its servers are read from its EndpointSlices. Exactly one of zonedService and service is required.")
        String service,

        @Required @JsonPropertyDescription("The port of the Service, by name or by number.")
        IntOrString port,

        @Size(max = 256)
        @Pattern("^/[A-Za-z0-9._~/?&=%:@+,-]*$")
        @JsonPropertyDescription(
                "The path of the health check, beginning with '/'; a server is healthy if it responds with a status from 200 to 399. Defaults to none: a server is healthy if it accepts connections.")
        String healthPath) {}
