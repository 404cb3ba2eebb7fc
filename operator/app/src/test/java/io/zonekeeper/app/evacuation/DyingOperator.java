package io.zonekeeper.app.evacuation;

import java.util.List;
import java.util.Set;

import io.zonekeeper.testing.OperatorIdentity;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Write;
import io.zonekeeper.testing.WriteGate;

/** An operator that ends after each single write, before it learns of it, once it was told to; another then begins. */
public final class DyingOperator implements AutoCloseable {
    private final OperatorUnderTest operator;
    private final WriteGate gate;
    private final int most;
    private int deaths;

    /**
     * Starts one that lives.
     *
     * @param resources the kinds of objects whose writes count, as in {@code zonedservices/status}
     * @param most how often it may die
     */
    public DyingOperator(OperatorUnderTest operator, OperatorIdentity identity, Set<String> resources, int most) {
        this.operator = operator;
        this.gate = WriteGate.of(identity, write -> resources.contains(write.resource()));
        this.most = most;
        operator.behind(gate);
        operator.startInProcess();
    }

    /** Returns the writes that count and passed. */
    public List<Write> writes() {
        return gate.passed();
    }

    /** Dies after each write from now on. */
    public void beMortal() {
        gate.open(1);
    }

    /** Begins again where it has died. */
    public void dieAndLive() {
        if (gate.closed()) {
            deaths++;
            restart(deaths < most ? 1 : Integer.MAX_VALUE);
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
