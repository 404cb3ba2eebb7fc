package io.zonekeeper.controllers.shards;

import java.util.Map;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.cluster.StackCensus;
import io.zonekeeper.core.drill.DrillService;
import io.zonekeeper.core.evacuation.StackState;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReportedServiceTest {
    private static final String SETTLED = """
            apiVersion: zonekeeper.io/v1alpha1
            kind: ZonedService
            metadata: {name: web, namespace: shop, generation: 3}
            spec:
              replicas: 6
              healthChecks: [{tcpSocket: {port: 80}}]
              zoneFailure: {minReadyPercent: 50}
            status:
              observedGeneration: 3
              rollout: {revision: abc, phase: Complete, since: "2026-01-01T00:00:00Z"}
              zones:
                - {zone: a, state: Active, desired: 3, ready: 1, updated: 3, serving: true}
                - {zone: b, state: Active, desired: 3, ready: 3, updated: 3, serving: true}
              conditions:
                - {type: Ready, status: "False", reason: PodsNotReady, lastTransitionTime: "2026-01-01T00:00:00Z"}
                - {type: Reconciling, status: "False", reason: Spread, lastTransitionTime: "2026-01-01T00:00:00Z"}
            """;

    @Test
    void missingPodsOfASettledServiceAreEvidence() {
        assertThat(reported(SETTLED).evidence())
                .containsExactly(
                        StackCensus.Entry.of("a", 3, 1, true, false, true),
                        StackCensus.Entry.of("b", 3, 3, true, false, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "phase: Complete/phase: Updating",
                "phase: Complete/phase: Halted",
                "generation: 3/generation: 4",
                "Reconciling, status: \"False\"/Reconciling, status: \"True\"",
                "zone: b, state: Active/zone: b, state: Returning",
                "zone: b, state: Active/zone: b, state: Replacing",
                "zone: b, state: Active/zone: b, state: OfALaterVersion",
                "rollout: {revision: abc, phase: Complete, since: \"2026-01-01T00:00:00Z\"}/paused: true",
            })
    void ofOneThatChangesNoPodIs(String change) {
        int slash = change.indexOf('/');
        ReportedService service = reported(SETTLED.replace(change.substring(0, slash), change.substring(slash + 1)));
        assertThat(service.evidence())
                .filteredOn(stack -> stack.zone().equals("a"))
                .noneMatch(StackCensus.Entry::settled);
    }

    @Test
    void aZoneThatWasLeftIsWatchedOn() {
        assertThat(reported(SETTLED.replace("zone: a, state: Active", "zone: a, state: Drained"))
                        .evidence())
                .contains(StackCensus.Entry.left("a", true));
    }

    @Test
    void aDrillIsToldWhatServesAndWhatMustServe() {
        assertThat(reported(SETTLED).drilled())
                .isEqualTo(new DrillService(
                        "shop/web",
                        6,
                        3,
                        4,
                        Map.of("a", StackState.ACTIVE, "b", StackState.ACTIVE),
                        true,
                        Optional.empty()));
        assertThat(reported(SETTLED.replace("minReadyPercent: 50", "action: Observe"))
                        .drilled()
                        .held())
                .hasValueSatisfying(why -> assertThat(why).contains("Observe"));
    }

    @Test
    void oneThatNobodyHasReconciledIsUnknown() {
        assertThat(ReportedService.of(service(SETTLED.substring(0, SETTLED.indexOf("status:")))))
                .isEmpty();
    }

    private static ReportedService reported(String yaml) {
        return ReportedService.of(service(yaml)).orElseThrow();
    }

    private static ZonedService service(String yaml) {
        return new KubernetesSerialization().unmarshal(yaml, ZonedService.class);
    }
}
