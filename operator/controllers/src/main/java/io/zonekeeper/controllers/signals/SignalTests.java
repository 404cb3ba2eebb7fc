package io.zonekeeper.controllers.signals;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.controllers.metrics.SignalMetrics;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.selftest.SignalTest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether the signals in use have evidence, before it is needed: in the first outage it is too late to learn
 * that a firewall keeps this process from all kubelets.
 *
 * <p>Each process tests for itself, shows it in a metric, and logs a signal that has none once. The leader reports it
 * in the policy.
 */
public final class SignalTests implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(SignalTests.class);

    /** After a start, observers, Prometheus and slow kubelets have had their say by then. */
    private static final Duration EVERY = Duration.ofMinutes(1);

    /** Nodes are known by then, so that the metric begins to show what there is. */
    private static final Duration SOON = Duration.ofSeconds(3);

    private final SignalMetrics metrics;
    private final Singleton loop;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile List<SignalSource> sources = List.of();
    private volatile List<SignalTest> tests = List.of();
    private Set<Signal> without = Set.of();
    private int looks;

    /** Creates them without sources. */
    public SignalTests(OperatorMetrics metrics) {
        this.metrics = metrics.signals();
        this.loop = Singleton.calling("signal-tests", this::look);
    }

    /** Sets what is tested. */
    public void of(List<SignalSource> tested) {
        sources = List.copyOf(tested);
    }

    /** Runs this whenever another signal has evidence, or has none any more. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    /** Returns what to report; empty before the first test. */
    public Optional<ConditionFact> condition() {
        return SignalTest.condition(tests);
    }

    @Override
    public void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
    }

    private Duration look() {
        looks = Math.min(looks + 1, 3);
        switch (looks) {
            case 1 -> {
                return SOON;
            }
            case 2 -> metrics.tested(tested());
            default -> test();
        }
        return EVERY;
    }

    private List<SignalTest> tested() {
        return sources.stream().flatMap(source -> source.test().stream()).toList();
    }

    /** Tests all once. */
    void test() {
        Optional<ConditionFact> before = condition();
        tests = tested();
        metrics.tested(tests);
        Set<Signal> now = new HashSet<>();
        tests.stream().filter(test -> !test.evidence()).forEach(test -> {
            now.add(test.signal());
            if (!without.contains(test.signal())) {
                LOG.atWarn().addKeyValue("signal", test.signal().word()).log(test.result());
            }
        });
        without = now;
        if (!before.equals(condition())) {
            listeners.forEach(Runnable::run);
        }
    }
}
