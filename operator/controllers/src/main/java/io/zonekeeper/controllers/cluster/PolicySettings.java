package io.zonekeeper.controllers.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import io.zonekeeper.api.v1alpha1.Signals;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicySpec;
import io.zonekeeper.controllers.framework.Primaries;
import io.zonekeeper.core.DurationText;
import io.zonekeeper.core.cordon.CordonPolicy;
import io.zonekeeper.core.health.Sensitivity;
import io.zonekeeper.kube.client.TolerantDecoding;

import io.javaoperatorsdk.operator.processing.event.ResourceID;

/** What the ZoneHealthPolicy named {@code default} says now, and the built-in defaults where it says nothing. */
public final class PolicySettings {
    /** The one policy that is read. */
    public static final String NAME = "default";

    private static final int DEFAULT_EVACUATIONS_PER_HOUR = 20;
    private static final int DEFAULT_PODS_PER_SECOND = 50;
    private static final int DEFAULT_PENDING_PODS = 200;

    /**
     * A kubelet pulls one image after the other by default, so more would wait on their nodes; and a third of the nodes
     * may be those that were lost.
     */
    private static final int DEFAULT_PENDING_PODS_OF_A_NODE = 4;

    private static final int MANY_OF = 4;

    private final Supplier<Optional<ZoneHealthPolicy>> source;
    private volatile Optional<ZoneHealthPolicySpec> lastRead = Optional.empty();
    private volatile Judging judging = new Judging(null, judging(Optional.empty()));

    /** Thresholds made of a spec; they are asked for several times a second. */
    private record Judging(ZoneHealthPolicySpec spec, Sensitivity sensitivity) {}

    /**
     * How quickly replacements are started.
     *
     * @param podsPerSecond pods started in a second
     * @param maxPendingPods pods that may wait to become ready at once
     * @param many pods that start at once, where more of them keep Kubernetes' controllers busy: a fourth of what may,
     *     or of what may by default where more is set, for a setting makes no API server quicker
     */
    public record Surge(int podsPerSecond, int maxPendingPods, int many) {}

    /** Reads the policy from a cache. */
    public PolicySettings(Primaries<ZoneHealthPolicy> policies) {
        this(() -> policies.get(new ResourceID(NAME)));
    }

    /** Reads the policy from a source that is asked each time. */
    public PolicySettings(Supplier<Optional<ZoneHealthPolicy>> source) {
        this.source = source;
    }

    /** Returns how long a zone without nodes is remembered. */
    public Duration zoneRetention() {
        return spec().map(ZoneHealthPolicySpec::zoneRetention)
                .map(DurationText::parse)
                .orElse(CordonPolicy.DEFAULT.zoneRetention());
    }

    /** Returns the numbers that zones are judged by. */
    public Sensitivity sensitivity() {
        Optional<ZoneHealthPolicySpec> spec = spec();
        Judging known = judging;
        if (!Objects.equals(known.spec(), spec.orElse(null))) {
            known = new Judging(spec.orElse(null), judging(spec));
            judging = known;
        }
        return known.sensitivity();
    }

    /** Returns which signals are in use; AWS' are asked for one by one. */
    public SignalSwitches signals() {
        Optional<Signals> signals = spec().map(ZoneHealthPolicySpec::signals);
        return new SignalSwitches(
                signals.map(Signals::heartbeats)
                        .map(Signals.Heartbeats::enabled)
                        .orElse(true),
                signals.map(Signals::nodes).map(Signals.Nodes::enabled).orElse(true),
                signals.map(Signals::probes).map(Signals.Probes::enabled).orElse(true));
    }

    /**
     * Which signals are in use.
     *
     * @param heartbeats silence of nodes, and the kubelets that are tried because of it
     * @param nodes readiness of nodes
     * @param probes health checks
     */
    public record SignalSwitches(boolean heartbeats, boolean nodes, boolean probes) {}

    /** Returns which signals of AWS are in use. */
    public Optional<Signals.AwsSignals> awsSignals() {
        return spec().map(ZoneHealthPolicySpec::signals).map(Signals::aws);
    }

    /** Returns how AWS is reached and what there may be acted on. */
    public Optional<ZoneHealthPolicySpec.Aws> aws() {
        return spec().map(ZoneHealthPolicySpec::aws);
    }

    /** Returns the Prometheus queries. */
    public List<Signals.PrometheusQuery> prometheus() {
        return spec().map(ZoneHealthPolicySpec::signals)
                .map(Signals::prometheus)
                .orElse(List.of());
    }

    /** Returns how far automatic cordons go. */
    public CordonPolicy cordons() {
        Optional<ZoneHealthPolicySpec> spec = spec();
        Optional<ZoneHealthPolicySpec.Limits> limits = spec.map(ZoneHealthPolicySpec::limits);
        Optional<ZoneHealthPolicySpec.Failback> failback = spec.map(ZoneHealthPolicySpec::failback);
        CordonPolicy otherwise = CordonPolicy.DEFAULT;
        return new CordonPolicy(
                mode(),
                limits.map(ZoneHealthPolicySpec.Limits::maxCordonedZones).orElse(otherwise.maxCordonedZones()),
                limits.map(ZoneHealthPolicySpec.Limits::minHealthyZones).orElse(otherwise.minHealthyZones()),
                limits.map(ZoneHealthPolicySpec.Limits::zoneCordonsPerDay).orElse(otherwise.zoneCordonsPerDay()),
                failback.map(ZoneHealthPolicySpec.Failback::stableFor)
                        .map(DurationText::parse)
                        .orElse(otherwise.stableFor()),
                failback.map(ZoneHealthPolicySpec.Failback::holdDown)
                        .map(DurationText::parse)
                        .orElse(otherwise.holdDown()),
                zoneRetention());
    }

    /** Returns whether verdicts are acted on. */
    public CordonPolicy.Mode mode() {
        return switch (spec().map(ZoneHealthPolicySpec::mode).orElse(ZoneHealthPolicySpec.Mode.AUTOMATIC)) {
            case AUTOMATIC -> CordonPolicy.Mode.AUTOMATIC;
            case ADVISE -> CordonPolicy.Mode.ADVISE;
            case DISABLED -> CordonPolicy.Mode.DISABLED;
        };
    }

    /** Returns how many times in an hour a service may leave a zone because it fails there on its own. */
    public int serviceEvacuationsPerHour() {
        return spec().map(ZoneHealthPolicySpec::limits)
                .map(ZoneHealthPolicySpec.Limits::serviceEvacuationsPerHour)
                .orElse(DEFAULT_EVACUATIONS_PER_HOUR);
    }

    /**
     * Returns how quickly replacements are started.
     *
     * @param nodes how many there are: more of them start more pods at once
     */
    public Surge surge(int nodes) {
        Optional<ZoneHealthPolicySpec.Surge> surge =
                spec().map(ZoneHealthPolicySpec::limits).map(ZoneHealthPolicySpec.Limits::surge);
        int usual = Math.max(DEFAULT_PENDING_PODS, nodes * DEFAULT_PENDING_PODS_OF_A_NODE);
        int most = surge.map(ZoneHealthPolicySpec.Surge::maxPendingPods).orElse(usual);
        return new Surge(
                surge.map(ZoneHealthPolicySpec.Surge::podsPerSecond).orElse(DEFAULT_PODS_PER_SECOND),
                most,
                Math.min(most, usual) / MANY_OF);
    }

    /** A policy that cannot be read leaves in effect what was last read of it. */
    private Optional<ZoneHealthPolicySpec> spec() {
        Optional<ZoneHealthPolicy> policy = source.get();
        if (policy.flatMap(TolerantDecoding::problem).isEmpty()) {
            lastRead = policy.map(ZoneHealthPolicy::getSpec);
        }
        return lastRead;
    }

    private static Sensitivity judging(Optional<ZoneHealthPolicySpec> spec) {
        Sensitivity preset =
                switch (spec.map(ZoneHealthPolicySpec::sensitivity).orElse(ZoneHealthPolicySpec.Sensitivity.BALANCED)) {
                    case FAST -> Sensitivity.FAST;
                    case BALANCED -> Sensitivity.BALANCED;
                    case CAUTIOUS -> Sensitivity.CAUTIOUS;
                    case CUSTOM -> custom(spec.map(ZoneHealthPolicySpec::thresholds));
                };
        Optional<Signals> signals = spec.map(ZoneHealthPolicySpec::signals);
        double nodesShare = signals.map(Signals::nodes)
                .map(Signals.Nodes::notReadyPercent)
                .map(PolicySettings::share)
                .orElse(preset.nodesShare());
        // A single pod is no evidence of a zone, whatever is set.
        int minTargets = signals.map(Signals::probes)
                .map(Signals.Probes::minTargets)
                .map(least -> Math.max(2, least))
                .orElse(preset.minTargets());
        return preset.withNodesShare(nodesShare).withMinTargets(minTargets);
    }

    private static Sensitivity custom(Optional<ZoneHealthPolicySpec.Thresholds> given) {
        Sensitivity otherwise = Sensitivity.BALANCED;
        return new Sensitivity(
                time(given.map(ZoneHealthPolicySpec.Thresholds::window), otherwise.window()),
                given.map(ZoneHealthPolicySpec.Thresholds::windows).orElse(otherwise.windows()),
                given.map(ZoneHealthPolicySpec.Thresholds::badWindows).orElse(otherwise.badWindows()),
                time(given.map(ZoneHealthPolicySpec.Thresholds::heartbeatMargin), otherwise.heartbeatMargin()),
                given.map(ZoneHealthPolicySpec.Thresholds::silentNodes).orElse(otherwise.silentNodes()),
                share(given.map(ZoneHealthPolicySpec.Thresholds::silentPercent), otherwise.silentShare()),
                share(given.map(ZoneHealthPolicySpec.Thresholds::nodesPercent), otherwise.nodesShare()),
                share(given.map(ZoneHealthPolicySpec.Thresholds::targetsPercent), otherwise.targetsShare()),
                share(given.map(ZoneHealthPolicySpec.Thresholds::ownPercent), otherwise.ownShare()),
                otherwise.minTargets(),
                time(given.map(ZoneHealthPolicySpec.Thresholds::staleAfter), otherwise.staleAfter()),
                time(given.map(ZoneHealthPolicySpec.Thresholds::recoverAfter), otherwise.recoverAfter()));
    }

    private static Duration time(Optional<String> text, Duration otherwise) {
        return text.map(DurationText::parse).orElse(otherwise);
    }

    private static double share(Optional<Integer> percent, double otherwise) {
        return percent.map(PolicySettings::share).orElse(otherwise);
    }

    private static double share(int percent) {
        return percent / 100.0;
    }
}
