package io.zonekeeper.kube.config;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How the operator, or an observer, runs.
 *
 * @param namespace the operator's own namespace, where its leases live
 * @param namespaces the namespaces whose services it keeps; empty for all
 * @param shard its share of the ZonedServices in them
 * @param leaderElection how replicas agree on who acts
 * @param listen where health and metrics are served
 * @param log what is logged and how
 * @param workers services reconciled at the same time
 * @param slots zones that can be distinguished in pod labels: 8 or 16; changing it rolls every pod
 * @param defaultPolicy spec of the ZoneHealthPolicy {@code default} that the leader keeps in place; empty to leave it
 *     to users
 * @param zone name of the zone that this process runs in; empty to ask its node
 * @param aws whether and how AWS is asked
 * @param failovers whether ZoneFailovers are in use: permissions for what they need were given
 * @param web whether and to whom the web view is served
 * @param notifications whether and where notifications are sent
 */
public record OperatorConfig(
        String namespace,
        Set<String> namespaces,
        Shard shard,
        LeaderElection leaderElection,
        Listen listen,
        Log log,
        int workers,
        int slots,
        Optional<JsonNode> defaultPolicy,
        Optional<String> zone,
        Aws aws,
        boolean failovers,
        Web web,
        Notifications notifications) {

    /**
     * The share of an operator, where several divide the ZonedServices of a cluster by their namespaces. Shard 0 also
     * judges the zones and keeps the objects of all other kinds; the others follow what it decides.
     *
     * @param index from 0
     * @param count how many there are; 1 where one operator keeps all
     */
    public record Shard(int index, int count) {
        /** The only one. */
        public static final Shard WHOLE = new Shard(0, 1);

        /** Refuses what is no share. */
        public Shard {
            if (count < 1 || index < 0 || index >= count) {
                throw new IllegalArgumentException("no share: %d of %d".formatted(index, count));
            }
        }

        /** Returns whether this one judges the zones, for all. */
        public boolean judges() {
            return index == 0;
        }

        /** Returns whether there are others. */
        public boolean divided() {
            return count > 1;
        }

        /**
         * Returns whether this one keeps the ZonedServices of a namespace: by its CRC-32, which is the same in every
         * process and version.
         */
        public boolean keeps(String namespace) {
            CRC32 checksum = new CRC32();
            checksum.update(namespace.getBytes(StandardCharsets.UTF_8));
            return checksum.getValue() % count == index;
        }

        /**
         * Returns the Lease by which the replicas of this one elect their leader: shard 0 has the one that is stated.
         */
        String ownLease(String stated) {
            return stated + suffix();
        }

        /** Returns the Lease that is stated for all, of which {@link #ownLease} made this one. */
        public String statedLease(String own) {
            return own.substring(0, own.length() - suffix().length());
        }

        private String suffix() {
            return judges() ? "" : "-shard-" + index;
        }

        /** Returns this shard's part of a limit that is for all of them together: at least one where there is any. */
        public int partOf(int limit) {
            return limit == 0 ? 0 : Math.max(1, limit / count);
        }

        @Override
        public String toString() {
            return index + "/" + count;
        }
    }

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

    /**
     * Whether and to whom the web view is served.
     *
     * @param enabled false unless set: then its port is not bound
     * @param port the port to bind; 0 for any free one
     * @param authentication who may see it
     */
    public record Web(boolean enabled, int port, Authentication authentication) {
        /** Who may see the web view. */
        public enum Authentication {
            /** Whoever may forward ports to the pod: it is bound to the loopback address. */
            PORT_FORWARD,
            /** Whoever has a bearer token of a user who may list what it shows. */
            TOKEN
        }
    }

    /**
     * Whether and where notifications are sent, as CloudEvents.
     *
     * @param url the webhook; empty to send none
     * @param source of all of them, a URI reference: names the cluster
     * @param types what is sent, by names as zone.verdict; empty for all
     * @param headerName the name of a header of each request
     * @param headerFile the file that holds its value; empty for no such header
     * @param timeout of one request
     */
    public record Notifications(
            Optional<URI> url,
            String source,
            Set<String> types,
            String headerName,
            Optional<Path> headerFile,
            Duration timeout) {
        /** Copies the set. */
        public Notifications {
            types = Set.copyOf(types);
        }

        /** Returns those that are never sent. */
        public static Notifications none() {
            return new Notifications(
                    Optional.empty(), "", Set.of(), "Authorization", Optional.empty(), Duration.ofSeconds(10));
        }
    }

    /**
     * Whether and how AWS is asked.
     *
     * @param enabled false unless set: then nothing of it is loaded
     * @param region the region; empty to take the policy's, the environment's or that of the nodes' labels
     * @param endpoint the address of all services, for a stand-in; empty for AWS' own
     * @param endpoints addresses of single services, by ec2, health, arc, rds, elb and cloudwatch
     * @param pollInterval time between two checks of shifts and databases; the other sources are asked half as often
     * @param shiftExpiresIn how long a zonal shift lasts unless it is renewed, which it is at half of that
     */
    public record Aws(
            boolean enabled,
            Optional<String> region,
            Optional<URI> endpoint,
            Map<String, URI> endpoints,
            Duration pollInterval,
            Duration shiftExpiresIn) {
        /** Copies the map. */
        public Aws {
            endpoints = Map.copyOf(endpoints);
        }
    }
}
