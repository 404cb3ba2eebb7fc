package io.zonekeeper.controllers.signals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.zonekeeper.controllers.cluster.StackCensus;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.StackJudge;
import io.zonekeeper.core.health.StackVerdict;
import io.zonekeeper.core.selftest.SignalTest;

/** What the readiness of pods and the probes of observers show of services, and of the zones they run in. */
public final class ProbeSignals implements SignalSource {
    private final StackCensus stacks;
    private final ObserverLeases observers;
    private final Predicate<ProbeMatrix.Stack> onTrial;
    private Map<ProbeMatrix.Stack, StackVerdict> judged = Map.of();
    private volatile List<SignalTest> tests = List.of();

    /**
     * Creates a source.
     *
     * @param stacks what services run
     * @param observers what observers report
     * @param onTrial whether a stack of a service that this process has not planned is being rolled out
     */
    public ProbeSignals(StackCensus stacks, ObserverLeases observers, Predicate<ProbeMatrix.Stack> onTrial) {
        this.stacks = stacks;
        this.observers = observers;
        this.onTrial = onTrial;
    }

    @Override
    public void start() {
        observers.start();
    }

    @Override
    public void close() {
        observers.close();
    }

    @Override
    public void observe(Moment moment, Findings findings) {
        ProbeMatrix matrix = ProbeMatrix.of(
                moment.switches().probes()
                        ? observers.reports(moment.sensitivity().staleAfter())
                        : List.of(),
                moment.sensitivity().targetsShare());
        judged = new StackJudge(moment.sensitivity()).judge(matrix.stacks(), matrix.reporting(), judged, moment.now());
        findings.add(stacks.pods());
        Set<ProbeMatrix.Stack> rolling = stacks.rolling(matrix.listed(), onTrial);
        findings.add(matrix.zones(rolling));
        if (matrix.vantages() >= 2) {
            findings.add(StackJudge.services(stacks.probed(moment.sensitivity().minTargets()), judged, rolling));
        }
        findings.probed(new Findings.Probed(judged, matrix.accused(), matrix.vantages(), matrix.unanswered()));
        tests = moment.switches().probes()
                ? SignalTest.probes(stacks.servicesProbed(), matrix.vantages()).stream()
                        .toList()
                : List.of();
    }

    @Override
    public List<SignalTest> test() {
        return tests;
    }

    /** Begins again, as if nothing had been judged. */
    @Override
    public void forget() {
        judged = Map.of();
    }
}
