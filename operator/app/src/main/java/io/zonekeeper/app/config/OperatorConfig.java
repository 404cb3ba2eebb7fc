package io.zonekeeper.app.config;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How the operator, or an observer, runs.
 *
 * @param namespace the operator's own namespace, where its leases live
 * @param namespaces the namespaces whose services it keeps; empty for all
 * @param leaderElection how replicas agree on who acts
 * @param listen where health and metrics are served
 * @param log what is logged and how
 * @param workers services reconciled at the same time
 * @param slots zones that can be told apart in pod labels: 8 or 16; changing it rolls every pod
 * @param defaultPolicy spec of the ZoneHealthPolicy {@code default} that the leader keeps in place; empty to leave it
 *     to people
 * @param zone name of the zone that this process runs in; empty to ask its node
 */
public record OperatorConfig(
        String namespace,
        Set<String> namespaces,
        LeaderElection leaderElection,
        Listen listen,
        Log log,
        int workers,
        int slots,
        Optional<JsonNode> defaultPolicy,
        Optional<String> zone) {

    /**
     * How replicas agree on who acts.
     *
     * @param enabled false where there is one replica only
     * @param leaseName the Lease they share
     * @param leaseDuration how long others wait after the last renewal
     * @param renewDeadline how long the leader tries to renew before it gives up
     * @param retryPeriod time between tries
     */
    public record LeaderElection(
            boolean enabled, String leaseName, Duration leaseDuration, Duration renewDeadline, Duration retryPeriod) {}

    /**
     * Where health and metrics are served.
     *
     * @param address the address to bind
     * @param port the port to bind; 0 for any free one
     */
    public record Listen(String address, int port) {}

    /**
     * What is logged and how.
     *
     * @param level error, warn, info, debug or trace
     * @param format json or text
     */
    public record Log(String level, String format) {}
}
