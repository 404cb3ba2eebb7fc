package io.zonekeeper.app.evacuation;

import java.util.List;
import java.util.function.Predicate;

import io.zonekeeper.testing.OperatorIdentity;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Write;
import io.zonekeeper.testing.WriteGate;

/** An operator that ends at a write, at each single one or at every so many, once it is mortal; another then begins. */
public final class DyingOperator implements AutoCloseable {
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
