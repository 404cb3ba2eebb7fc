package io.zonekeeper.controllers.signals;

import java.util.List;

import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.core.selftest.SignalTest;

/** What the policy's Prometheus queries show of zones. */
public final class PrometheusSignals implements SignalSource {
    private final ClusterState state;
    private final PrometheusQueries queries = new PrometheusQueries(System::nanoTime);

    /** Creates a source of the queries in the policy, for the zones that are known. */
    public PrometheusSignals(ClusterState state) {
        this.state = state;
    }

    @Override
    public void observe(Moment moment, Findings findings) {
        state.catalog()
                .ifPresent(zones -> findings.add(queries.look(state.policy().prometheus(), zones)));
    }

    @Override
    public List<SignalTest> test() {
        return queries.test(state.policy().prometheus()).stream().toList();
    }
}
