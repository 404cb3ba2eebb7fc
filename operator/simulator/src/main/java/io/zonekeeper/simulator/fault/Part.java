package io.zonekeeper.simulator.fault;

/** What a fault can touch. */
public enum Part {
    /** Renewals of leases. */
    LEASES,
    /** Kubelets' ports. */
    KUBELETS,
    /** Probes of pods. */
    PROBES,
    /** Readiness of pods. */
    PODS,
    /** The API server. */
    API,
    /** Whether observers are alive. */
    OBSERVERS,
    /** Which pods run. */
    TARGETS,
    /** What AWS reports. */
    AWS,
    /** Which templates are on trial. */
    TRIALS,
    /** Which nodes count, and are Ready. */
    NODES,
    /** Whether the operator's process runs. */
    OPERATOR
}
