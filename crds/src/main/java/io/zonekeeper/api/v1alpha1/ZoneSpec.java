package io.zonekeeper.api.v1alpha1;

import io.zonekeeper.api.v1alpha1.schema.DurationFields;
import io.zonekeeper.api.v1alpha1.schema.Timestamps;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * What users request for a zone; the operator never writes it.
 *
 * @param cordon a manual cordon: no traffic is sent to the zone and no new pods are placed in it while this is set.
 *     Defaults to none
 * @param closure a planned closure of the zone; services are evacuated gradually before it. Defaults to none
 * @param drill a game day: the zone is treated as lost for a while, within all limits; status.drill reports the result.
 *     Each request is carried out once; removing it ends a running one. Defaults to none
 */
@JsonClassDescription(
        "What users request for the zone: a manual cordon, a planned closure or a drill. The operator never writes it.")
@JsonIgnoreProperties(ignoreUnknown = true)
public record ZoneSpec(
        @JsonPropertyDescription(
                "A manual cordon: no traffic is sent to the zone and no new pods are placed in it while this is set. Defaults to none.")
        Cordon cordon,

        @JsonPropertyDescription(
                "A planned closure of the zone; services are evacuated gradually before it. Defaults to none.")
        Closure closure,

        @JsonPropertyDescription(
                "A game day: the zone is treated as lost for a while, within all limits; status.drill reports the result. Each request is carried out once; removing it ends a running one. Defaults to none.")
        Drill drill) {

    /**
     * A game day: the zone is treated as lost for a while.
     *
     * @param reason why the drill is run; shown with the cordon in status, Events and the command line
     * @param duration how long the zone is treated as lost. A drill that reaches a limit ends earlier
     * @param at when the drill begins (RFC 3339). A drill that could not begin on time is refused and not made up
     *     later. Defaults to now
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "at")
    @SchemaCustomizer(value = DurationFields.class, input = "duration 5s 24h")
    public record Drill(
            @Required
            @Size(min = 1, max = 256)
            @JsonPropertyDescription(
                    "Why the drill is run; shown with the cordon in status, Events and the command line.")
            String reason,

            @Required
            @JsonPropertyDescription("How long the zone is treated as lost. A drill that reaches a limit ends earlier.")
            String duration,

            @JsonPropertyDescription(
                    "When the drill begins (RFC 3339). A drill that could not begin on time is refused and not made up later. Defaults to now.")
            String at) {}

    /**
     * A manual cordon.
     *
     * @param reason why the zone is cordoned; shown with the cordon in status, Events and the command line
     * @param until when the cordon ends (RFC 3339). Defaults to never: it ends when this field is removed
     * @param nodes whether the nodes of the zone are tainted too, so that no other workload is scheduled on them: true
     *     or false. Defaults to false
     * @param force whether to proceed even if limits.maxCordonedZones is reached: true or false. The last healthy zone
     *     is never cordoned. Defaults to false
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "until")
    public record Cordon(
            @Required
            @Size(min = 1, max = 256)
            @JsonPropertyDescription(
                    "Why the zone is cordoned; shown with the cordon in status, Events and the command line.")
            String reason,

            @JsonPropertyDescription(
                    "When the cordon ends (RFC 3339). Defaults to never: it ends when this field is removed.")
            String until,

            @JsonPropertyDescription(
                    "Whether the nodes of the zone are tainted too, so that no other workload is scheduled on them: true or false. Defaults to false.")
            Boolean nodes,

            @JsonPropertyDescription(
                    "Whether to proceed even if limits.maxCordonedZones is reached: true or false. The last healthy zone is never cordoned. Defaults to false.")
            Boolean force) {}

    /**
     * An announced closure of the zone.
     *
     * @param at when the zone closes (RFC 3339)
     * @param leadTime how long before the closure the evacuation begins. Defaults to 2h
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "at")
    @SchemaCustomizer(value = DurationFields.class, input = "leadTime 1m 720h")
    public record Closure(
            @Required @JsonPropertyDescription("When the zone closes (RFC 3339).")
            String at,

            @JsonPropertyDescription("How long before the closure the evacuation begins. Defaults to 2h.")
            String leadTime) {}
}
