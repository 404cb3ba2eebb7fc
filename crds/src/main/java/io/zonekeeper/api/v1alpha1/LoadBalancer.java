package io.zonekeeper.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * An AWS load balancer in front of a service.
 *
 * @param arn the ARN of the Application or Network Load Balancer
 * @param zonalShift whether an ARC zonal shift follows an evacuation of the service. Automatic: a shift is started when
 *     the service is evacuated from a zone and cancelled after failback. Disabled: Zonekeeper never starts a shift.
 *     Defaults to Automatic
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LoadBalancer(
        @Required
        @Size(max = 512)
        @Pattern("^arn:[^:]+:elasticloadbalancing:[^:]+:[0-9]{12}:loadbalancer/.+$")
        @JsonPropertyDescription("The ARN of the Application or Network Load Balancer.")
        String arn,

        @JsonPropertyDescription(
                "Whether an ARC zonal shift follows an evacuation of the service. Automatic: a shift is started when the service is evacuated from a zone and cancelled after failback. Disabled: Zonekeeper never starts a shift. Defaults to Automatic.")
        ZonalShift zonalShift) {

    /** Whether an ARC zonal shift follows an evacuation. */
    public enum ZonalShift {
        /** Started on evacuation, cancelled after failback. */
        @JsonProperty("Automatic")
        AUTOMATIC,
        /** Never; {@code Off} in objects written before the value was renamed. */
        @JsonProperty("Disabled")
        @JsonAlias("Off")
        DISABLED
    }
}
