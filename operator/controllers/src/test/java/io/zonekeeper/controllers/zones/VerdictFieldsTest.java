package io.zonekeeper.controllers.zones;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus.SignalStatus;
import io.zonekeeper.core.health.Level;
import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.Sensitivity;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.testing.Manifests;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a status records of a verdict, for people and for the next process. */
class VerdictFieldsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final ZoneStatus DARK = Manifests.parse(Zone.class, """
                    apiVersion: zonekeeper.io/v1alpha1
                    kind: Zone
                    metadata: {name: a}
                    status:
                      zone: a
                      verdict: Unhealthy
                      signals:
                        - {signal: heartbeats, result: Bad, samples: 3, failures: 3}
                        - {signal: kubelets, result: Bad, samples: 3, failures: 3}
                        - {signal: nodes, result: Good, samples: 3, failures: 0}
                    """).getStatus();

    @Test
    void theNextProcessRecallsWhatSpokeAgainstTheZone() {
        assertThat(VerdictFields.bad(DARK)).containsExactlyInAnyOrder(Signal.HEARTBEATS, Signal.KUBELETS);
    }

    @Test
    void whatIsNotSeenYetStaysRecordedWhileTheZoneIsNotHealthy() {
        assertThat(signals(Verdict.UNHEALTHY)).isEqualTo(Set.of("heartbeats Bad", "nodes Good"));
        assertThat(signals(Verdict.SUSPECT)).isEqualTo(Set.of("heartbeats Bad", "nodes Good"));
        assertThat(signals(Verdict.HEALTHY)).isEqualTo(Set.of("nodes Good"));
    }

    private static Set<String> signals(Verdict verdict) {
        List<SignalStatus> signals = VerdictFields.of(
                        new ZoneVerdict(
                                "a",
                                verdict,
                                NOON,
                                Optional.empty(),
                                Map.of(Signal.NODES, Level.GOOD),
                                List.of(new Observation("a", Signal.NODES, 3, 0, Duration.ZERO)),
                                false,
                                false),
                        Optional.of(DARK),
                        Sensitivity.BALANCED)
                .signals();
        return signals.stream()
                .map(signal -> signal.signal() + " " + signal.result())
                .collect(Collectors.toSet());
    }
}
