package io.zonekeeper.controllers.mongocluster.manifests;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MongoClusterSpec;
import io.zonekeeper.core.mongo.facts.Credentials;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.kube.objects.Owner;

/**
 * What a spec asks for, with its zones found.
 *
 * @param cluster the MongoCluster
 * @param owner the same, as owner
 * @param names names of its objects
 * @param zones its zones, in the order of the spec
 * @param credentials what its Secrets hold for servers
 */
public record ClusterView(
        MongoCluster cluster, Owner owner, MongoNames names, List<KnownZone> zones, Credentials credentials) {
    public static ClusterView of(MongoCluster cluster, List<KnownZone> zones) {
        return of(cluster, zones, Credentials.NONE);
    }

    public static ClusterView of(MongoCluster cluster, List<KnownZone> zones, Credentials credentials) {
        Owner owner = Owner.of(cluster);
        return new ClusterView(
                cluster, owner, new MongoNames(owner.namespace(), owner.name()), List.copyOf(zones), credentials);
    }

    /**
     * A member that should be.
     *
     * @param set its set
     * @param zone its zone
     * @param name of its StatefulSet and Service
     * @param host its name and port in the set
     */
    public record Place(String set, KnownZone zone, String name, String host) {}

    public MongoClusterSpec spec() {
        return cluster.getSpec();
    }

    /** Returns the sets' names, the config servers first. */
    public List<String> setNames() {
        List<String> sets = new ArrayList<>(List.of(SetFact.CONFIG));
        Objects.requireNonNullElse(spec().shards(), List.<MongoClusterSpec.Shard>of())
                .forEach(shard -> sets.add(shard.name()));
        return sets;
    }

    /** Returns all members. */
    public List<Place> places() {
        return setNames().stream().flatMap(set -> places(set).stream()).toList();
    }

    /** Returns the members of a set. */
    public List<Place> places(String set) {
        return zones.stream()
                .map(zone -> new Place(set, zone, names.member(set, zone), names.host(set, zone)))
                .toList();
    }

    public MemberManifest memberManifest() {
        return new MemberManifest(owner, spec(), credentials);
    }

    public RouterManifest routerManifest() {
        return new RouterManifest(owner, spec(), zones, credentials);
    }
}
