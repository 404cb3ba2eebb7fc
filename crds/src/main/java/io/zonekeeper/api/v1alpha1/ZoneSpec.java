package io.zonekeeper.api.v1alpha1;

import io.zonekeeper.api.v1alpha1.schema.DurationFields;
import io.zonekeeper.api.v1alpha1.schema.Timestamps;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * What people say of a zone; the operator never writes here.
 *
 * @param cordon no traffic to and no new work in the zone; null for none
 * @param closure an announced end of the zone; null for none
 * @param drill a game day: the zone is treated as lost for a while; null for none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ZoneSpec(
        @JsonPropertyDescription("No traffic to and no new work in this zone.")
        Cordon cordon,

        @JsonPropertyDescription("An announced closure: be out of the zone, unhurried, before it closes.")
        Closure closure,

        @JsonPropertyDescription(
                "A game day: the zone is treated as lost for a while, under all guards; status.drill tells what happened. Each is carried out once; removing it ends one that runs.")
        Drill drill) {

    /**
     * A game day: the zone is treated as lost for a while.
     *
     * @param reason why, shown wherever the cordon is
     * @param duration how long
     * @param at when it begins, RFC 3339; null for at once
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "at")
    @SchemaCustomizer(value = DurationFields.class, input = "duration 5s 24h")
    public record Drill(
            @Required @Size(min = 1, max = 256) @JsonPropertyDescription("Why; shown wherever the cordon is.")
            String reason,

            @Required @JsonPropertyDescription("How long the zone is treated as lost; breaking a guard ends it sooner.")
            String duration,

            @JsonPropertyDescription(
                    "When it begins (RFC 3339); at once without it. One that could not begin in its time is refused, not made up for.")
            String at) {}

    /**
     * A person's order to keep out of the zone.
     *
     * @param reason why, shown wherever the cordon is
     * @param until when it ends by itself, RFC 3339; null for never
     * @param nodes also taints the zone's nodes
     * @param force goes ahead although as many zones are cordoned as the policy allows; never touches the last healthy
     *     zone
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "until")
    public record Cordon(
            @Required @Size(min = 1, max = 256) @JsonPropertyDescription("Why; shown wherever the cordon is.")
            String reason,

            @JsonPropertyDescription(
                    "When the cordon ends by itself (RFC 3339); without it, when this field is removed.")
            String until,

            @JsonPropertyDescription("Also taints the zone's nodes.")
            Boolean nodes,

            @JsonPropertyDescription(
                    "Goes ahead although as many zones are cordoned as the policy allows; the last healthy zone is never touched.")
            Boolean force) {}

    /**
     * An announced closure of the zone.
     *
     * @param at when the zone closes, RFC 3339
     * @param leadTime how long before that leaving begins
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "at")
    @SchemaCustomizer(value = DurationFields.class, input = "leadTime 1m 720h")
    public record Closure(
            @Required @JsonPropertyDescription("When the zone closes (RFC 3339).")
            String at,

            @JsonPropertyDescription("How long before that leaving begins; 2h unless said otherwise.")
            String leadTime) {}
}
