package io.zonekeeper.controllers.signals;

import io.zonekeeper.controllers.cluster.ClusterState;

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
}
