package io.zonekeeper.controllers.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.core.cordon.CordonPolicy;
import io.zonekeeper.core.health.Sensitivity;
import io.zonekeeper.kube.client.TolerantDecoding;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PolicySettingsTest {
    private static final KubernetesSerialization YAML =
            new KubernetesSerialization(new ObjectMapper().registerModule(TolerantDecoding.module()), true);

    @Test
    void withoutAPolicyTheBuiltInDefaultsHold() {
        var settings = new PolicySettings(Optional::empty);
        assertThat(settings.sensitivity()).isEqualTo(Sensitivity.BALANCED);
        assertThat(settings.cordons()).isEqualTo(CordonPolicy.DEFAULT);
        assertThat(settings.zoneRetention()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.surge(3)).isEqualTo(new PolicySettings.Surge(50, 200, 50));
        assertThat(settings.surge(180)).isEqualTo(new PolicySettings.Surge(50, 720, 180));
        assertThat(settings.serviceEvacuationsPerHour()).isEqualTo(20);
        assertThat(settings.signals()).isEqualTo(new PolicySettings.SignalSwitches(true, true, true));
        assertThat(settings.prometheus()).isEmpty();
    }

    /** A setting makes no API server quicker. */
    @Test
    void howManyStartingPodsAreManyDependsOnTheClusterAlso() {
        String surge = "limits: {surge: {podsPerSecond: 9, maxPendingPods: %d}}";
        assertThat(policy(surge.formatted(100_000)).surge(180)).isEqualTo(new PolicySettings.Surge(9, 100_000, 180));
        assertThat(policy(surge.formatted(20)).surge(180)).isEqualTo(new PolicySettings.Surge(9, 20, 5));
    }

    @Test
    void everyNumberCanBeSet() {
        PolicySettings settings = policy("""
                sensitivity: Custom
                thresholds:
                  window: 2s
                  windows: 8
                  badWindows: 5
                  heartbeatMargin: 3s
                  silentNodes: 4
                  silentPercent: 95
                  nodesPercent: 60
                  targetsPercent: 70
                  ownPercent: 80
                  staleAfter: 20s
                  recoverAfter: 1m
                """);
        assertThat(settings.sensitivity())
                .isEqualTo(new Sensitivity(
                        Duration.ofSeconds(2),
                        8,
                        5,
                        Duration.ofSeconds(3),
                        4,
                        0.95,
                        0.6,
                        0.7,
                        0.8,
                        2,
                        Duration.ofSeconds(20),
                        Duration.ofMinutes(1)));
    }

    @Test
    void signalsAdjustAPreset() {
        PolicySettings settings = policy("""
                sensitivity: Fast
                mode: Advise
                signals:
                  heartbeats: {enabled: false}
                  nodes: {notReadyPercent: 80}
                  probes: {minTargets: 1}
                limits: {maxCordonedZones: 2, minHealthyZones: 3, zoneCordonsPerDay: 4}
                failback: {stableFor: 7m, holdDown: 0s}
                """);
        assertThat(settings.sensitivity())
                .isEqualTo(Sensitivity.FAST.withNodesShare(0.8).withMinTargets(2));
        assertThat(settings.signals().heartbeats()).isFalse();
        assertThat(settings.cordons())
                .isEqualTo(new CordonPolicy(
                        CordonPolicy.Mode.ADVISE, 2, 3, 4, Duration.ofMinutes(7), Duration.ZERO, Duration.ofHours(24)));
    }

    /** An upgrade that is taken back, or a typo, must not switch a cluster to other thresholds, or to acting. */
    @Test
    void aPolicyThatCannotBeReadLeavesInEffectWhatWasReadLast() {
        AtomicReference<ZoneHealthPolicy> policy = new AtomicReference<>(policyOf("mode: Advise"));
        var settings = new PolicySettings(() -> Optional.ofNullable(policy.get()));
        assertThat(settings.mode()).isEqualTo(CordonPolicy.Mode.ADVISE);

        policy.set(policyOf("mode: {of: another version}"));
        assertThat(settings.mode()).isEqualTo(CordonPolicy.Mode.ADVISE);

        policy.set(null);
        assertThat(settings.mode()).isEqualTo(CordonPolicy.Mode.AUTOMATIC);
    }

    private static ZoneHealthPolicy policyOf(String spec) {
        return YAML.unmarshal(
                "apiVersion: zonekeeper.io/v1alpha1\nkind: ZoneHealthPolicy\nmetadata: {name: default}\nspec:\n"
                        + spec.indent(2),
                ZoneHealthPolicy.class);
    }

    private static PolicySettings policy(String spec) {
        ZoneHealthPolicy policy = policyOf(spec);
        return new PolicySettings(() -> Optional.of(policy));
    }
}
