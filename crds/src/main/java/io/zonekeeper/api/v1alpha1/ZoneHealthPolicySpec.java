package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.DurationFields;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;

/**
 * How zone health is judged and acted on.
 *
 * @param mode whether verdicts are acted on; Automatic unless given
 * @param sensitivity which preset of thresholds; Balanced unless given
 * @param signals the kinds of evidence, each switchable
 * @param aws how AWS is reached and what there may be acted on
 * @param limits how far automatic action goes
 * @param zoneRetention how long a zone without nodes is remembered; 24h unless given
 * @param failback when a zone is trusted again
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = DurationFields.class, input = "zoneRetention 1s 8760h")
public record ZoneHealthPolicySpec(
        @JsonPropertyDescription(
                "Automatic (unless given), Advise or \"Off\"; write the last in quotes, for YAML takes it for false.")
        Mode mode,

        @JsonPropertyDescription("Fast, Balanced (unless given), Cautious or Custom.")
        Sensitivity sensitivity,

        @JsonPropertyDescription("The kinds of evidence.") Signals signals,

        @JsonPropertyDescription("How AWS is reached and what there may be acted on.")
        Aws aws,

        @JsonPropertyDescription("How far automatic action goes.")
        Limits limits,

        @JsonPropertyDescription("How long a zone without nodes is remembered; 24h unless given.")
        String zoneRetention,

        @JsonPropertyDescription("When a zone is trusted again.")
        Failback failback) {

    /** Whether verdicts are acted on. */
    public enum Mode {
        /** Acted on, within the limits. */
        @JsonProperty("Automatic")
        AUTOMATIC,
        /** Told, not acted on. */
        @JsonProperty("Advise")
        ADVISE,
        /** Not judged at all. */
        @JsonProperty("Off")
        OFF
    }

    /** A preset of thresholds. */
    public enum Sensitivity {
        /** Quick, at the price of false alarms. */
        @JsonProperty("Fast")
        FAST,
        /** Between the two. */
        @JsonProperty("Balanced")
        BALANCED,
        /** Slow and sure. */
        @JsonProperty("Cautious")
        CAUTIOUS,
        /** Every number is given. */
        @JsonProperty("Custom")
        CUSTOM
    }

    /**
     * How far automatic action goes.
     *
     * @param maxCordonedZones zones cordoned at once, those of people and others counted; 1 unless given
     * @param minHealthyZones zones that must be left; 1 unless given
     * @param zoneCordonsPerDay automatic cordons of zones in a day; 2 unless given
     * @param serviceEvacuationsPerHour automatic evacuations of a service from a zone in an hour; 20 unless given
     * @param surge how quickly replacements are started
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Limits(
            @Min(0) @Max(8) @JsonPropertyDescription("Zones cordoned at once; 1 unless given.")
            Integer maxCordonedZones,

            @Min(1) @Max(16) @JsonPropertyDescription("Healthy zones that must be left; 1 unless given.")
            Integer minHealthyZones,

            @Min(0) @Max(1000) @JsonPropertyDescription("Automatic cordons of zones in a day; 2 unless given.")
            Integer zoneCordonsPerDay,

            @Min(0)
            @Max(100_000)
            @JsonPropertyDescription("Automatic evacuations of a service from a zone in an hour; 20 unless given.")
            Integer serviceEvacuationsPerHour,

            @JsonPropertyDescription("How quickly replacements are started.")
            Surge surge) {}

    /**
     * How quickly replacements are started.
     *
     * @param podsPerSecond pods started in a second; 50 unless given
     * @param maxPendingPods pods waiting for a node at once; 200 unless given
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Surge(
            @Min(1) @Max(10_000) @JsonPropertyDescription("Pods started in a second; 50 unless given.")
            Integer podsPerSecond,

            @Min(1) @Max(100_000) @JsonPropertyDescription("Pods waiting for a node at once; 200 unless given.")
            Integer maxPendingPods) {}

    /**
     * When a zone is trusted again.
     *
     * @param stableFor how long it must have been healthy; 5m unless given
     * @param holdDown wait after a return before it may be cordoned automatically again; 10m unless given
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = DurationFields.class, input = "stableFor 1s 720h, holdDown 0s 720h")
    public record Failback(
            @JsonPropertyDescription("How long the zone must have been healthy; 5m unless given.")
            String stableFor,

            @JsonPropertyDescription("Wait after a return; grows when the zone flaps; 10m unless given.")
            String holdDown) {}

    /**
     * How AWS is reached and what there may be acted on.
     *
     * @param region the region of its APIs
     * @param allow ARNs, with {@code *}, that may be acted on though not tagged {@code zonekeeper.io/namespace}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Aws(
            @Size(max = 64) @JsonPropertyDescription("The region of its APIs.")
            String region,

            @Size(max = 256)
            @JsonPropertyDescription("ARNs, with *, that may be acted on though not tagged zonekeeper.io/namespace.")
            List<String> allow) {}
}
