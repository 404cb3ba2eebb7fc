package io.zonekeeper.core.health;

/**
 * Signals that fail for one reason are one witness: two of them are needed to distrust a zone. Each is a failure of
 * something that worked before: a node that was Ready, a port that answered, a pod that passed its health checks.
 */
enum Witness {
    /** The path from the zone's kubelets to the API server. */
    CONTROL_PATH,
    /** The nodes themselves, as connected to from outside the zone. */
    CONTACT,
    /** The applications: one bad release makes all of these signals fail. */
    APPLICATIONS,
    /** Several services failing in the zone and nowhere else: not one bad release. */
    SEVERAL_SERVICES,
    /** What the provider says. */
    PROVIDER
}
