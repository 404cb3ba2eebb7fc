package io.zonekeeper.cli.listing;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.cli.cluster.Cluster;
import io.zonekeeper.cli.cluster.ClusterOptions;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.core.audit.facts.ClusterSnapshot;
import io.zonekeeper.core.audit.facts.Source;
import io.zonekeeper.core.audit.facts.Unread;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

/** Lists what an audit needs from the API server, and goes on without what the user may not list. */
public final class ClusterListing {
    private static final Map<Source, Class<? extends HasMetadata>> KINDS = Map.of(
            Source.NODES, Node.class,
            Source.PODS, Pod.class,
            Source.REPLICA_SETS, ReplicaSet.class,
            Source.DEPLOYMENTS, Deployment.class,
            Source.STATEFUL_SETS, StatefulSet.class,
            Source.DAEMON_SETS, DaemonSet.class,
            Source.SERVICES, Service.class,
            Source.BUDGETS, PodDisruptionBudget.class,
            Source.CLAIMS, PersistentVolumeClaim.class,
            Source.VOLUMES, PersistentVolume.class);

    private final Cluster cluster;
    private final Optional<String> namespace;
    private final SnapshotBuilder builder = new SnapshotBuilder();

    private ClusterListing(Cluster cluster, Optional<String> namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    /**
     * Reads what is audited: a file that kubectl wrote, or else the cluster.
     *
     * @param all whether all namespaces are reported on; otherwise that of the options, or of the context
     * @param file the file; empty for the cluster
     */
    public static ClusterSnapshot read(ClusterOptions options, boolean all, Optional<Path> file) {
        if (file.isPresent()) {
            return DumpFile.read(file.get()).build(options.namespace());
        }
        try (Cluster cluster = options.connect()) {
            Optional<String> namespace = all ? Optional.empty() : Optional.of(cluster.namespace());
            return list(cluster, namespace).build(namespace);
        }
    }

    /**
     * Lists a cluster.
     *
     * @param namespace the only namespace to report on; empty for all
     */
    public static SnapshotBuilder list(Cluster cluster, Optional<String> namespace) {
        ClusterListing listing = new ClusterListing(cluster, namespace);
        cluster.minor().ifPresent(listing.builder::serverMinor);
        for (Source source : Source.values()) {
            if (source == Source.PODS) {
                listing.pods();
            } else {
                listing.list(source, source.namespaced() ? namespace : Optional.empty())
                        .ifPresent(refusal -> listing.without(source, refusal));
            }
        }
        if (!listing.builder.hasNodes()) {
            throw new Problem(Exit.NO, "the cluster has no nodes");
        }
        return listing.builder;
    }

    /** Pods of other namespaces need room, too. */
    private void pods() {
        Optional<Problem> refusal = list(Source.PODS, Optional.empty());
        if (refusal.isPresent() && namespace.isPresent()) {
            list(Source.PODS, namespace).ifPresent(both -> without(Source.PODS, both));
            unread(Source.PODS, refusal.get(), "how much room pods of other namespaces leave on the nodes");
        } else {
            refusal.ifPresent(problem -> without(Source.PODS, problem));
        }
    }

    private Optional<Problem> list(Source source, Optional<String> where) {
        return cluster.each(KINDS.get(source), where, builder::add);
    }

    private void without(Source source, Problem refusal) {
        if (source.required()) {
            throw refusal;
        }
        unread(source, refusal, source.meaning());
    }

    private void unread(Source source, Problem refusal, String unknown) {
        builder.unread(
                new Unread(source.resource(), "%s; not known without it: %s".formatted(refusal.getMessage(), unknown)));
    }
}
