package io.zonekeeper.core.selftest;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.reasons.PolicyReason;

/**
 * Whether a signal that is in use has evidence now.
 *
 * @param signal the signal
 * @param evidence whether it has
 * @param result what was found, and what to do where it has none
 */
public record SignalTest(Signal signal, boolean evidence, String result) {
    /** The condition that reports them. */
    public static final String CONDITION = "SignalsTested";

    /**
     * Returns the test of heartbeats; empty where there are no nodes.
     *
     * @param nodes nodes whose leases are watched
     * @param renewed those whose lease was seen to be renewed
     */
    public static Optional<SignalTest> heartbeats(int nodes, int renewed) {
        return of(
                Signal.HEARTBEATS,
                nodes,
                renewed,
                "the leases of %d of %d nodes are renewed".formatted(renewed, nodes),
                "none of %d nodes was seen to renew its lease; watch on leases in kube-node-lease must be permitted"
                        .formatted(nodes));
    }

    /**
     * Returns the test of kubelets; empty where no node has a kubelet port.
     *
     * @param nodes nodes with a kubelet port
     * @param answered those whose kubelet accepted a connection when it was tried last
     * @param ports the ports, for users: {@code 10250}
     */
    public static Optional<SignalTest> kubelets(int nodes, int answered, String ports) {
        return of(
                Signal.KUBELETS,
                nodes,
                answered,
                "%d of %d nodes answer on port %s".formatted(answered, nodes, ports),
                "none of %d nodes answers on port %s; open egress to it".formatted(nodes, ports));
    }

    /**
     * Returns the test of probes; empty where no service has health checks.
     *
     * @param services services with health checks
     * @param vantages zones whose observers report
     */
    public static Optional<SignalTest> probes(int services, int vantages) {
        return of(
                Signal.PROBES,
                services,
                vantages,
                "observers in %d zones report on %d services".formatted(vantages, services),
                "no observer reports, and %d services have health checks; observers.enabled must be true"
                        .formatted(services));
    }

    /**
     * Returns the test of Prometheus queries; empty where there are none.
     *
     * @param queries queries of the policy
     * @param answered those with an answer that is not stale
     * @param problem what the last one that failed ended with; empty for none
     */
    public static Optional<SignalTest> prometheus(int queries, int answered, Optional<String> problem) {
        String why = problem.map("; "::concat).orElse("");
        return of(
                Signal.PROMETHEUS,
                queries,
                answered,
                "%d of %d queries have values%s".formatted(answered, queries, why),
                "none of %d queries has a value%s".formatted(queries, why));
    }

    private static Optional<SignalTest> of(Signal signal, int asked, int found, String some, String none) {
        return asked == 0
                ? Optional.empty()
                : Optional.of(new SignalTest(signal, found > 0, found > 0 ? some : "no evidence: " + none));
    }

    /** Returns what to report of all signals in use; empty where none was tested yet. */
    public static Optional<ConditionFact> condition(List<SignalTest> tests) {
        List<SignalTest> without =
                tests.stream().filter(test -> !test.evidence()).toList();
        if (tests.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                without.isEmpty()
                        ? ConditionFact.yes(
                                CONDITION,
                                PolicyReason.EVIDENCE,
                                "evidence from "
                                        + tests.stream()
                                                .map(test -> test.signal().word())
                                                .collect(Collectors.joining(", ")))
                        : ConditionFact.no(
                                CONDITION,
                                PolicyReason.NO_EVIDENCE,
                                without.stream()
                                        .map(test -> test.signal().word() + ": " + test.result())
                                        .collect(Collectors.joining("; "))));
    }
}
