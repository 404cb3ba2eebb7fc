package io.zonekeeper.controllers.cluster;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.framework.Primaries;
import io.zonekeeper.core.zone.ZoneCatalog;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.source.Cache;

/**
 * What the controllers know of the cluster together: its nodes, the policy, the verdicts, the zones with what was
 * decided of them, and what services run.
 *
 * <p>Each snapshot is immutable and replaced by its one writer; {@link #changes} tells of it. Readers never wait.
 */
public final class ClusterState {
    private final Changes changes = new Changes();
    private final Primaries<ZonedService> services = new Primaries<>();
    private final Primaries<ZonedService> servicesOfOthers = new Primaries<>();
    private final Primaries<ZoneFailover> failovers = new Primaries<>();
    private final Primaries<ZoneHealthPolicy> policies = new Primaries<>();
    private final Primaries<ZonalProxy> proxies = new Primaries<>();
    private final Primaries<MongoCluster> mongoClusters = new Primaries<>();
    private final Primaries<MultiAZDatabase> databases = new Primaries<>();
    private final PolicySettings policy = new PolicySettings(policies);
    private final ProtectedServices checked = new ProtectedServices(failovers);
    private final StackCensus stacks = new StackCensus(this::probedKeys, System::nanoTime);
    private final DrillCensus drills = new DrillCensus(this::allServiceKeys);
    private final NodeWatch nodes;
    private volatile BooleanSupplier othersKnown = () -> true;
    private volatile Verdicts verdicts = Verdicts.NONE;
    private volatile Optional<ZoneState> zones = Optional.empty();

    /** Creates the state of a cluster of which nothing is known yet. */
    public ClusterState(KubernetesClient client) {
        this.nodes = new NodeWatch(client);
    }

    /** Returns where to subscribe to changes, and to publish them. */
    public Changes changes() {
        return changes;
    }

    /** Returns the ZonedServices. */
    public Primaries<ZonedService> services() {
        return services;
    }

    /**
     * Returns the ZonedServices that other operators keep; none where this one keeps all, or does not judge zones. They
     * are evidence, and drills count them.
     */
    public Primaries<ZonedService> servicesOfOthers() {
        return servicesOfOthers;
    }

    /**
     * Has the ZonedServices of other operators read from a cache.
     *
     * @param filled whether it is filled: until then nothing is decided that has to know all services
     */
    public void othersReadFrom(Cache<ZonedService> cache, BooleanSupplier filled) {
        servicesOfOthers.readFrom(cache);
        othersKnown = filled;
    }

    /** Those of others among them; empty while not all are known. */
    private Optional<Set<String>> allServiceKeys() {
        return services.keys().filter(known -> othersKnown.getAsBoolean()).map(own -> {
            Set<String> all = new HashSet<>(own);
            servicesOfOthers.keys().ifPresent(all::addAll);
            return all;
        });
    }

    /** Returns the keys of the ZonedServices; none while they are not known. */
    public Set<String> serviceKeys() {
        return services.keys().orElse(Set.of());
    }

    /** Returns the ZoneFailovers. */
    public Primaries<ZoneFailover> failovers() {
        return failovers;
    }

    /** Returns the Services of ZoneFailovers whose pods observers check. */
    public ProtectedServices checkedServices() {
        return checked;
    }

    /** The keys of all whose pods may be checked; empty while ZonedServices are not known. */
    private Optional<Set<String>> probedKeys() {
        return allServiceKeys().map(zoned -> {
            Set<String> all = new HashSet<>(zoned);
            all.addAll(checked.keys());
            return all;
        });
    }

    /** Returns the ZoneHealthPolicies. */
    public Primaries<ZoneHealthPolicy> policies() {
        return policies;
    }

    /** Returns the ZonalProxies; none before the first exists. */
    public Primaries<ZonalProxy> proxies() {
        return proxies;
    }

    /** Returns the MongoClusters; none before the first exists. */
    public Primaries<MongoCluster> mongoClusters() {
        return mongoClusters;
    }

    /** Returns the MultiAZDatabases; none before the first exists. */
    public Primaries<MultiAZDatabase> databases() {
        return databases;
    }

    /** Returns what the policy in use says. */
    public PolicySettings policy() {
        return policy;
    }

    /** Returns the nodes. */
    public NodeWatch nodes() {
        return nodes;
    }

    /** Returns what services run. */
    public StackCensus stacks() {
        return stacks;
    }

    /** Returns how services stand, for drills. */
    public DrillCensus drills() {
        return drills;
    }

    /** Returns what was last judged. */
    public Verdicts verdicts() {
        return verdicts;
    }

    /** Replaces the verdicts. */
    public void judged(Verdicts judged) {
        Verdicts before = verdicts;
        verdicts = judged;
        if (!judged.sameOfZones(before)) {
            changes.publish(new Change.ZoneVerdicts());
        }
        Set<String> concerned = judged.otherServices(before);
        if (!concerned.isEmpty()) {
            changes.publish(new Change.Services(concerned));
        }
    }

    /**
     * Returns the zones that services can use and what was decided of them; empty until they were first reconciled.
     *
     * <p>It is published after the Zones' status was written, so that a slot is recorded before a pod is made for it.
     * Services use this rather than the Zone objects, which a user may delete while their zone is there.
     */
    public Optional<ZoneState> zones() {
        return zones;
    }

    /** Returns the zones of {@link #zones()}. */
    public Optional<ZoneCatalog> catalog() {
        return zones.map(ZoneState::catalog);
    }

    /** Replaces the zones and what was decided of them. */
    public void decided(ZoneState decided) {
        Optional<ZoneState> before = zones;
        zones = Optional.of(decided);
        if (before.filter(decided::sameAs).isEmpty()) {
            changes.publish(new Change.Zones());
        } else if (before.filter(decided::trustedAs).isEmpty()) {
            changes.publish(new Change.Trust());
        }
    }
}
