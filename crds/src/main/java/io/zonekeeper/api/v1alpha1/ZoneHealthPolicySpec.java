package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.DurationFields;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonClassDescription;
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
 * @param mode what happens with verdicts on zones. Automatic: Unhealthy zones are cordoned, within limits. Advise:
 *     verdicts and due cordons are reported, nothing is cordoned or failed back automatically. Disabled: zones are not
 *     judged. Defaults to Automatic
 * @param sensitivity the preset of thresholds. Fast: shortest detection time, most false positives. Balanced: between
 *     the other two. Cautious: longest detection time, fewest false positives. Custom: the values of thresholds.
 *     Defaults to Balanced
 * @param thresholds the thresholds of sensitivity Custom. Each defaults to its value in Balanced
 * @param signals the signals that are evaluated. Defaults to heartbeats, nodes and probes
 * @param aws access to AWS APIs and the resources that may be changed. Defaults to no resources but those with the tag
 *     zonekeeper.io/namespace
 * @param limits limits of automatic actions. Each has its own default
 * @param zoneRetention how long a zone without nodes is remembered before its Zone object is deleted. Defaults to 24h
 * @param failback when a recovered zone is used again. Each setting has its own default
 */
@JsonClassDescription(
        "How zones are judged and the limits of automatic actions. Defaults to the built-in defaults of every field.")
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = DurationFields.class, input = "zoneRetention 1s 8760h")
@ValidationRule(
        value = "!has(self.thresholds) || (has(self.sensitivity) && self.sensitivity == 'Custom')",
        message = "thresholds are only read with sensitivity: Custom")
public record ZoneHealthPolicySpec(
        @JsonPropertyDescription(
                "What happens with verdicts on zones. Automatic: Unhealthy zones are cordoned, within limits. Advise: verdicts and due cordons are reported, nothing is cordoned or failed back automatically. Disabled: zones are not judged. Defaults to Automatic.")
        Mode mode,

        @JsonPropertyDescription(
                "The preset of thresholds. Fast: shortest detection time, most false positives. Balanced: between the other two. Cautious: longest detection time, fewest false positives. Custom: the values of thresholds. Defaults to Balanced.")
        Sensitivity sensitivity,

        @JsonPropertyDescription("The thresholds of sensitivity Custom. Each defaults to its value in Balanced.")
        Thresholds thresholds,

        @JsonPropertyDescription("The signals that are evaluated. Defaults to heartbeats, nodes and probes.")
        Signals signals,

        @JsonPropertyDescription(
                "Access to AWS APIs and the resources that may be changed. Defaults to no resources but those with the tag zonekeeper.io/namespace.")
        Aws aws,

        @JsonPropertyDescription("Limits of automatic actions. Each has its own default.")
        Limits limits,

        @JsonPropertyDescription(
                "How long a zone without nodes is remembered before its Zone object is deleted. Defaults to 24h.")
        String zoneRetention,

        @JsonPropertyDescription("When a recovered zone is used again. Each setting has its own default.")
        Failback failback) {

    /** What happens with verdicts on zones. */
    public enum Mode {
        /** Unhealthy zones are cordoned, within limits. */
        @JsonProperty("Automatic")
        AUTOMATIC,
        /** Verdicts are reported only. */
        @JsonProperty("Advise")
        ADVISE,
        /** Zones are not judged; {@code Off} in objects written before the value was renamed. */
        @JsonProperty("Disabled")
        @JsonAlias("Off")
        DISABLED
    }

    /** A preset of thresholds. */
    public enum Sensitivity {
        /** Shortest detection time, most false positives. */
        @JsonProperty("Fast")
        FAST,
        /** Between the other two. */
        @JsonProperty("Balanced")
        BALANCED,
        /** Longest detection time, fewest false positives. */
        @JsonProperty("Cautious")
        CAUTIOUS,
        /** The values of {@code thresholds}. */
        @JsonProperty("Custom")
        CUSTOM
    }

    /**
     * The thresholds of sensitivity Custom; each defaults to its value in Balanced.
     *
     * @param window the time between two evaluations. Defaults to 1s
     * @param windows the number of recent evaluations that are considered. Defaults to 6
     * @param badWindows the number of these evaluations that must be bad before the signal is bad. Defaults to 4
     * @param heartbeatMargin how late the renewal of a node lease may be before it counts as missed. Defaults to 1s
     * @param silentNodes the number of nodes that must have missed a renewal; in smaller zones, all nodes. Defaults to
     *     3
     * @param silentPercent the percentage of renewals due since the first missed one that must be missing. Defaults to
     *     90
     * @param nodesPercent the percentage of a zone's nodes that must be bad. Defaults to 55
     * @param targetsPercent the percentage of a zone's pods or services that must be bad. Defaults to 50
     * @param ownPercent the percentage of all zones' failures that must be in one zone before they are attributed to
     *     it. Defaults to 70
     * @param staleAfter the age from which a signal is ignored. Defaults to 6s
     * @param recoverAfter how long all signals must be good before an Unhealthy zone becomes Healthy. Defaults to 15s
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(
            value = DurationFields.class,
            input = "window 200ms 5m, heartbeatMargin 100ms 5m, staleAfter 4s 30m, recoverAfter 1s 24h")
    @ValidationRule(
            value = "(has(self.badWindows) ? self.badWindows : 4) <= (has(self.windows) ? self.windows : 6)",
            message = "badWindows must not be above windows (badWindows defaults to 4, windows to 6)")
    public record Thresholds(
            @JsonPropertyDescription("The time between two evaluations. Defaults to 1s.")
            String window,

            @Min(1)
            @Max(30)
            @JsonPropertyDescription("The number of recent evaluations that are considered. Defaults to 6.")
            Integer windows,

            @Min(1)
            @Max(30)
            @JsonPropertyDescription(
                    "The number of these evaluations that must be bad before the signal is bad. Defaults to 4.")
            Integer badWindows,

            @JsonPropertyDescription(
                    "How late the renewal of a node lease may be before it counts as missed. Defaults to 1s.")
            String heartbeatMargin,

            @Min(2)
            @Max(1000)
            @JsonPropertyDescription(
                    "The number of nodes that must have missed a renewal; in smaller zones, all nodes. Defaults to 3.")
            Integer silentNodes,

            @Min(50)
            @Max(100)
            @JsonPropertyDescription(
                    "The percentage of renewals due since the first missed one that must be missing. Defaults to 90.")
            Integer silentPercent,

            @Min(1)
            @Max(100)
            @JsonPropertyDescription("The percentage of a zone's nodes that must be bad. Defaults to 55.")
            Integer nodesPercent,

            @Min(1)
            @Max(100)
            @JsonPropertyDescription("The percentage of a zone's pods or services that must be bad. Defaults to 50.")
            Integer targetsPercent,

            @Min(51)
            @Max(100)
            @JsonPropertyDescription(
                    "The percentage of all zones' failures that must be in one zone before they are attributed to it. Defaults to 70.")
            Integer ownPercent,

            @JsonPropertyDescription("The age from which a signal is ignored. Defaults to 6s.")
            String staleAfter,

            @JsonPropertyDescription(
                    "How long all signals must be good before an Unhealthy zone becomes Healthy. Defaults to 15s.")
            String recoverAfter) {}

    /**
     * Limits of automatic actions.
     *
     * @param maxCordonedZones the maximum number of zones cordoned at the same time. Manual cordons and cordons by
     *     others count. Defaults to 1
     * @param minHealthyZones the minimum number of healthy zones that must remain. Defaults to 1
     * @param zoneCordonsPerDay the maximum number of automatic cordons of zones per day. Defaults to 2
     * @param serviceEvacuationsPerHour the maximum number of evacuations per hour, all services together, of single
     *     services that fail in a zone while the zone itself is not cordoned. Each evacuation counts once. Defaults to
     *     20
     * @param surge the rate at which replacement pods are started. Each setting has its own default
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Limits(
            @Min(0)
            @Max(8)
            @JsonPropertyDescription(
                    "The maximum number of zones cordoned at the same time. Manual cordons and cordons by others count. Defaults to 1.")
            Integer maxCordonedZones,

            @Min(1)
            @Max(16)
            @JsonPropertyDescription("The minimum number of healthy zones that must remain. Defaults to 1.")
            Integer minHealthyZones,

            @Min(0)
            @Max(1000)
            @JsonPropertyDescription("The maximum number of automatic cordons of zones per day. Defaults to 2.")
            Integer zoneCordonsPerDay,

            @Min(0)
            @Max(100_000)
            @JsonPropertyDescription(
                    "The maximum number of evacuations per hour, all services together, of single services that fail in a zone while the zone itself is not cordoned. Each evacuation counts once. Defaults to 20.")
            Integer serviceEvacuationsPerHour,

            @JsonPropertyDescription(
                    "The rate at which replacement pods are started. Each setting has its own default.")
            Surge surge) {}

    /**
     * The rate at which replacement pods are started.
     *
     * @param podsPerSecond the maximum number of replacement pods started per second. Defaults to 50
     * @param maxPendingPods the maximum number of replacement pods of all services that may be starting at the same
     *     time. Pods that cannot start (no node fits, a quota is exceeded, none became ready within 60s) count only for
     *     their own service; pods of a lower priority do not count for services of a higher one. Defaults to 200, or
     *     four for each node where that is more
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Surge(
            @Min(1)
            @Max(10_000)
            @JsonPropertyDescription("The maximum number of replacement pods started per second. Defaults to 50.")
            Integer podsPerSecond,

            @Min(1)
            @Max(100_000)
            @JsonPropertyDescription(
                    "The maximum number of replacement pods of all services that may be starting at the same time. Pods that cannot start (no node fits, a quota is exceeded, none became ready within 60s) count only for their own service; pods of a lower priority do not count for services of a higher one. Defaults to 200, or four for each node where that is more.")
            Integer maxPendingPods) {}

    /**
     * When a recovered zone is used again.
     *
     * @param stableFor how long a zone must have been healthy before its automatic cordon ends. Defaults to 5m
     * @param holdDown how long after failback the zone cannot be cordoned automatically again; grows if the zone flaps.
     *     Defaults to 10m
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = DurationFields.class, input = "stableFor 1s 720h, holdDown 0s 720h")
    public record Failback(
            @JsonPropertyDescription(
                    "How long a zone must have been healthy before its automatic cordon ends. Defaults to 5m.")
            String stableFor,

            @JsonPropertyDescription(
                    "How long after failback the zone cannot be cordoned automatically again; grows if the zone flaps. Defaults to 10m.")
            String holdDown) {}

    /**
     * Access to AWS APIs and the resources that may be changed.
     *
     * @param region the AWS region. Defaults to the region of the operator's nodes
     * @param allow ARNs, with * as wildcard, of resources that may be changed without the tag zonekeeper.io/namespace.
     *     Defaults to none
     * @param announcedClosures what to do when AWS announces the closure of a zone. Defaults to report only
     * @param eksCluster the ARN of the EKS cluster, if ARC shifts the whole cluster; the operator then observes these
     *     shifts. Defaults to none
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Aws(
            @Size(max = 64) @JsonPropertyDescription("The AWS region. Defaults to the region of the operator's nodes.")
            String region,

            @Size(max = 256)
            @JsonPropertyDescription(
                    "ARNs, with * as wildcard, of resources that may be changed without the tag zonekeeper.io/namespace. Defaults to none.")
            List<String> allow,

            @JsonPropertyDescription("What to do when AWS announces the closure of a zone. Defaults to report only.")
            AnnouncedClosures announcedClosures,

            @Size(max = 256)
            @Pattern("^arn:[^:]+:eks:[^:]+:[0-9]{12}:cluster/.+$")
            @JsonPropertyDescription(
                    "The ARN of the EKS cluster, if ARC shifts the whole cluster; the operator then observes these shifts. Defaults to none.")
            String eksCluster) {}

    /**
     * What to do when AWS announces the closure of a zone.
     *
     * @param mode Advise: the announced closure is reported; set spec.closure of the Zone to evacuate it. Automatic:
     *     the zone is evacuated before the closure, beginning leadTime ahead. Defaults to Advise
     * @param leadTime how long before the closure the evacuation begins. Defaults to 2h
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = DurationFields.class, input = "leadTime 1m 720h")
    public record AnnouncedClosures(
            @JsonPropertyDescription(
                    "Advise: the announced closure is reported; set spec.closure of the Zone to evacuate it. Automatic: the zone is evacuated before the closure, beginning leadTime ahead. Defaults to Advise.")
            ClosureMode mode,

            @JsonPropertyDescription("How long before the closure the evacuation begins. Defaults to 2h.")
            String leadTime) {}

    /** Whether an announced closure is acted on. */
    public enum ClosureMode {
        /** The zone is evacuated before the closure. */
        @JsonProperty("Automatic")
        AUTOMATIC,
        /** The closure is reported only. */
        @JsonProperty("Advise")
        ADVISE
    }
}
