package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.DurationFields;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * How zone health is judged and acted on.
 *
 * @param mode whether verdicts are acted on; Automatic unless given
 * @param sensitivity which preset of thresholds; Balanced unless given
 * @param thresholds the numbers of sensitivity Custom
 * @param signals the kinds of evidence, each switchable
 * @param aws how AWS is reached and what there may be acted on
 * @param limits how far automatic action goes
 * @param zoneRetention how long a zone without nodes is remembered; 24h unless given
 * @param failback when a zone is trusted again
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = DurationFields.class, input = "zoneRetention 1s 8760h")
@ValidationRule(
        value = "!has(self.thresholds) || (has(self.sensitivity) && self.sensitivity == 'Custom')",
        message = "thresholds are only read with sensitivity: Custom")
public record ZoneHealthPolicySpec(
        @JsonPropertyDescription(
                "Automatic (unless given), Advise or \"Off\"; write the last in quotes, for YAML takes it for false.")
        Mode mode,

        @JsonPropertyDescription("Fast, Balanced (unless given), Cautious or Custom.")
        Sensitivity sensitivity,

        @JsonPropertyDescription("The numbers of sensitivity Custom; those left out are Balanced's.")
        Thresholds thresholds,

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
        /** The numbers of {@code thresholds}. */
        @JsonProperty("Custom")
        CUSTOM
    }

    /**
     * The numbers that zones are judged by; those left out are Balanced's.
     *
     * @param window time between two looks that are counted; 1s unless given
     * @param windows how many of the last looks are kept; 6 unless given
     * @param badWindows how many of them must be bad; 4 unless given
     * @param heartbeatMargin how late a node's renewal may come; 1s unless given
     * @param silentNodes nodes that must have missed their renewal; 3 unless given, in smaller zones all
     * @param silentPercent of the renewals due since the first missed one, missing; 90 unless given
     * @param nodesPercent of a zone's nodes, bad; 55 unless given
     * @param targetsPercent of a zone's pods or services, bad; 50 unless given
     * @param ownPercent of all zones' failures, in the zone to blame; 70 unless given
     * @param staleAfter age from which evidence says nothing; 6s unless given
     * @param recoverAfter how long all must be good until an Unhealthy zone is Healthy; 15s unless given
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(
            value = DurationFields.class,
            input = "window 200ms 5m, heartbeatMargin 100ms 5m, staleAfter 4s 30m, recoverAfter 1s 24h")
    @ValidationRule(
            value = "(has(self.badWindows) ? self.badWindows : 4) <= (has(self.windows) ? self.windows : 6)",
            message = "badWindows must not be above windows (badWindows is 4 and windows 6 unless given)")
    public record Thresholds(
            @JsonPropertyDescription("Time between two looks that are counted; 1s unless given.")
            String window,

            @Min(1) @Max(30) @JsonPropertyDescription("How many of the last looks are kept; 6 unless given.")
            Integer windows,

            @Min(1) @Max(30) @JsonPropertyDescription("How many of them must be bad; 4 unless given.")
            Integer badWindows,

            @JsonPropertyDescription("How late a node's renewal may come; 1s unless given.")
            String heartbeatMargin,

            @Min(2) @Max(1000) @JsonPropertyDescription("Nodes that must have missed their renewal; 3 unless given.")
            Integer silentNodes,

            @Min(50)
            @Max(100)
            @JsonPropertyDescription("Of the renewals due since the first missed one, missing; 90 unless given.")
            Integer silentPercent,

            @Min(1) @Max(100) @JsonPropertyDescription("Of a zone's nodes, bad; 55 unless given.")
            Integer nodesPercent,

            @Min(1) @Max(100) @JsonPropertyDescription("Of a zone's pods or services, bad; 50 unless given.")
            Integer targetsPercent,

            @Min(51)
            @Max(100)
            @JsonPropertyDescription("Of all zones' failures, in the zone to blame; 70 unless given.")
            Integer ownPercent,

            @JsonPropertyDescription("Age from which evidence says nothing; 6s unless given.")
            String staleAfter,

            @JsonPropertyDescription("How long all must be good until an Unhealthy zone is Healthy; 15s unless given.")
            String recoverAfter) {}

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
            @JsonPropertyDescription(
                    "Evacuations per hour, all services together, of single services that fail in a zone by themselves."
                            + " Each evacuation counts once. Defaults to 20.")
            Integer serviceEvacuationsPerHour,

            @JsonPropertyDescription("How quickly replacements are started.")
            Surge surge) {}

    /**
     * How quickly replacements are started.
     *
     * @param podsPerSecond pods started in a second; 50 unless given
     * @param maxPendingPods replacement pods that are created and not yet ready, all services together; 200 unless
     *     given. Pods that cannot start count only for their own service, pods of a lower priority not for a higher one
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Surge(
            @Min(1) @Max(10_000) @JsonPropertyDescription("Pods started in a second; 50 unless given.")
            Integer podsPerSecond,

            @Min(1)
            @Max(100_000)
            @JsonPropertyDescription(
                    "Replacement pods of all services that may be starting at the same time. Defaults to 200."
                            + " Pods that cannot start (no node fits, a quota is exceeded, none became ready within 60s) count only"
                            + " for their own service; pods of a lower priority do not count for services of a higher one.")
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
     * @param announcedClosures what is done when AWS announces the closure of a zone
     * @param eksCluster ARN of the EKS cluster, if ARC shifts it as a whole: its shifts are observed
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Aws(
            @Size(max = 64) @JsonPropertyDescription("The region of its APIs.")
            String region,

            @Size(max = 256)
            @JsonPropertyDescription("ARNs, with *, that may be acted on though not tagged zonekeeper.io/namespace.")
            List<String> allow,

            @JsonPropertyDescription("What is done when AWS announces the closure of a zone.")
            AnnouncedClosures announcedClosures,

            @Size(max = 256)
            @Pattern("^arn:[^:]+:eks:[^:]+:[0-9]{12}:cluster/.+$")
            @JsonPropertyDescription("ARN of the EKS cluster, if ARC shifts it as a whole: its shifts are observed.")
            String eksCluster) {}

    /**
     * What is done when AWS announces the closure of a zone.
     *
     * @param mode Advise unless given: told, and left to a person's {@code spec.closure} of the Zone
     * @param leadTime how long before it leaving begins; 2h unless given
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = DurationFields.class, input = "leadTime 1m 720h")
    public record AnnouncedClosures(
            @JsonPropertyDescription("Advise (unless given): told only. Automatic: the zone is left in time.")
            ClosureMode mode,

            @JsonPropertyDescription("How long before the closure leaving begins; 2h unless given.")
            String leadTime) {}

    /** Whether an announced closure is acted on. */
    public enum ClosureMode {
        /** The zone is left in time. */
        @JsonProperty("Automatic")
        AUTOMATIC,
        /** It is told. */
        @JsonProperty("Advise")
        ADVISE
    }
}
