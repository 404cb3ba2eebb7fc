package io.zonekeeper.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * An AWS load balancer in front of a service.
 *
 * @param arn its ARN
 * @param zonalShift whether an ARC zonal shift follows a cordon; Automatic unless given
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LoadBalancer(
        @Required
        @Size(max = 512)
        @Pattern("^arn:[^:]+:elasticloadbalancing:[^:]+:[0-9]{12}:loadbalancer/.+$")
        @JsonPropertyDescription("Its ARN.")
        String arn,

        @JsonPropertyDescription("Automatic (unless given) or \"Off\", in quotes.")
        ZonalShift zonalShift) {

    /** Whether an ARC zonal shift follows a cordon. */
    public enum ZonalShift {
        /** Started on a cordon, cancelled on return. */
        @JsonProperty("Automatic")
        AUTOMATIC,
        /** Never. */
        @JsonProperty("Off")
        OFF
    }
}
