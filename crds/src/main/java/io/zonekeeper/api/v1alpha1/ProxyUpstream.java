package io.zonekeeper.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;

/**
 * What a proxy stands in front of; in its own namespace.
 *
 * @param zonedService a ZonedService, with {@code spec.service}; zones that it evacuates are left
 * @param service any other Service, with the zones that its EndpointSlices tell
 * @param port the Service's port, by name or number
 * @param healthPath the page that says whether a server serves; without it a server is healthy that takes connections
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "has(self.zonedService) != has(self.service)",
        message = "an upstream is exactly one of zonedService and service")
public record ProxyUpstream(
        @Size(min = 1, max = 63) @JsonPropertyDescription("A ZonedService; zones that it evacuates are left.")
        String zonedService,

        @Size(min = 1, max = 63)
        @JsonPropertyDescription("Any other Service, with the zones that its EndpointSlices tell.")
        String service,

        @Required @JsonPropertyDescription("The Service's port, by name or number.")
        IntOrString port,

        @Size(max = 256)
        @Pattern("^/[A-Za-z0-9._~/?&=%:@+,-]*$")
        @JsonPropertyDescription(
                "The page, beginning with '/', that says whether a server serves; without it one is healthy that takes connections.")
        String healthPath) {}
