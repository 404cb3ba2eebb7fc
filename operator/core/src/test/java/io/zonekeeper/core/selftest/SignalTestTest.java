package io.zonekeeper.core.selftest;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.reasons.PolicyReason;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SignalTestTest {
    @Test
    void aSignalThatSawSomethingHasEvidence() {
        assertThat(SignalTest.kubelets(36, 1, "10250").orElseThrow().evidence()).isTrue();
        assertThat(SignalTest.heartbeats(6, 6).orElseThrow().result())
                .isEqualTo("the leases of 6 of 6 nodes are renewed");
        assertThat(SignalTest.condition(
                        tests(Stream.of(SignalTest.heartbeats(6, 6), SignalTest.kubelets(6, 6, "10250")))))
                .contains(ConditionFact.yes(
                        "SignalsTested", PolicyReason.EVIDENCE, "evidence from heartbeats, kubelets"));
    }

    @Test
    void whatHasNoneIsNamedWithWhatToDo() {
        assertThat(SignalTest.condition(tests(Stream.of(
                        SignalTest.heartbeats(36, 36),
                        SignalTest.kubelets(36, 0, "10250"),
                        SignalTest.probes(2, 0),
                        SignalTest.prometheus(3, 0, Optional.of("latency: connection refused"))))))
                .contains(
                        ConditionFact.no(
                                "SignalsTested",
                                PolicyReason.NO_EVIDENCE,
                                "kubelets: no evidence: none of 36 nodes answers on port 10250; open egress to it; "
                                        + "probes: no evidence: no observer reports, and 2 services have health checks;"
                                        + " observers.enabled must be true; "
                                        + "prometheus: no evidence: none of 3 queries has a value; latency: connection refused"));
    }

    @Test
    void whatIsNotInUseIsNotTested() {
        assertThat(tests(Stream.of(
                        SignalTest.heartbeats(0, 0),
                        SignalTest.kubelets(0, 0, ""),
                        SignalTest.probes(0, 3),
                        SignalTest.prometheus(0, 0, Optional.empty()))))
                .isEmpty();
        assertThat(SignalTest.condition(List.of())).isEmpty();
    }

    private static List<SignalTest> tests(Stream<Optional<SignalTest>> tests) {
        return tests.flatMap(Optional::stream).toList();
    }
}
