package io.zonekeeper.app.evacuation;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.zonekeeper.testing.OperatorIdentity;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Write;
import io.zonekeeper.testing.WriteGate;

/** An operator that ends at a write, at each single one or at every so many, once it is mortal; another then begins. */
public final class DyingOperator implements AutoCloseable {
    private static final int LATELY = 40;

    private final OperatorUnderTest operator;
    private final WriteGate gate;
    private final WriteGate.Closes when;
    private final int most;
    private int every = 1;
    private int deaths;

    /**
     * Starts one that lives.
     *
     * @param counted the writes that count
     * @param when whether it dies before a write arrives, or after, without learning of it
     * @param most how often it may die
     */
    public DyingOperator(
            OperatorUnderTest operator,
            OperatorIdentity identity,
            Predicate<Write> counted,
            WriteGate.Closes when,
            int most) {
        this.operator = operator;
        this.when = when;
        this.gate = WriteGate.of(identity.kubeconfig(), when, counted);
        this.most = most;
        operator.behind(gate.gate());
        operator.startInProcess();
    }

    /** Returns the writes that count and passed. */
    public List<Write> writes() {
        return gate.passed();
    }

    /** Dies at every so many writes from now on: at each one with 1. */
    public void beMortal(int writes) {
        every = writes;
        gate.open(when == WriteGate.Closes.BEFORE_THE_WRITE ? writes - 1 : writes);
    }

    /** Takes a life through its phases; where that fails, it also says what was written lately. */
    public void take(Runnable life) {
        try {
            life.run();
        } catch (AssertionError | RuntimeException e) {
            List<Write> writes = writes();
            throw new AssertionError(
                    "after %d ends, the last writes of %d being%n%s"
                            .formatted(
                                    deaths,
                                    writes.size(),
                                    writes.stream()
                                            .skip(Math.max(0, writes.size() - LATELY))
                                            .map(Write::toString)
                                            .collect(Collectors.joining(System.lineSeparator()))),
                    e);
        }
    }

    /** Begins again where it has died. */
    public void dieAndLive() {
        if (gate.closed()) {
            deaths++;
            restart(deaths < most ? every : Integer.MAX_VALUE);
        }
    }

    /** Returns how often it died. */
    public int deaths() {
        return deaths;
    }

    /** Lives from now on, if it has died. */
    public void live() {
        if (gate.closed()) {
            restart(Integer.MAX_VALUE);
        }
    }

    private void restart(int writes) {
        operator.stop();
        gate.open(writes);
        operator.startInProcess();
    }

    @Override
    public void close() {
        operator.stop();
        gate.close();
    }
}
