package io.zonekeeper.controllers.mongocluster.manifests;

import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.zone.KnownZone;

/**
 * Names of a cluster's objects and members. The host names are the stable ones of StatefulSet pods, short of the
 * cluster's domain, which resolvers in a pod add.
 *
 * @param namespace the MongoCluster's namespace
 * @param cluster its name
 */
public record MongoNames(String namespace, String cluster) {
    /** The port of mongod and mongos. */
    static final int PORT = 27017;

    /** Label of pods: whose they are. */
    public static final String CLUSTER = "mongo.zonekeeper.io/cluster";

    /** Label of pods: config, shard or mongos. The admission policy of the chart selects by it. */
    static final String ROLE = "mongo.zonekeeper.io/role";

    /** Label of pods: their replica set. */
    public static final String SET = "mongo.zonekeeper.io/set";

    /** The value of {@link #ROLE} on mongos. */
    static final String MONGOS = "mongos";

    /** Returns the name of a member's StatefulSet and headless Service. */
    String member(String set, KnownZone zone) {
        return "%s-%s-%s".formatted(cluster, set, zone.objectName());
    }

    /** Returns the name and port of a member in its set. */
    String host(String set, KnownZone zone) {
        return hostOf(member(set, zone));
    }

    /** Returns whether a host is named as this operator names members of a set, in whatever zone. */
    public boolean isMember(String set, String host) {
        String suffix = ".%s.svc:%d".formatted(namespace, PORT);
        String prefix = "%s-%s-".formatted(cluster, set);
        if (!host.startsWith(prefix) || !host.endsWith(suffix)) {
            return false;
        }
        String[] names = host.substring(0, host.length() - suffix.length()).split("\\.", -1);
        return names.length == 2 && names[0].equals(names[1] + "-0");
    }

    /** Returns the name of the StatefulSet behind a member's host. */
    public static String memberOf(String host) {
        return host.substring(0, host.indexOf("-0."));
    }

    /** Returns the host of a member by the name of its StatefulSet. */
    public String hostOf(String member) {
        return "%s-0.%s.%s.svc:%d".formatted(member, member, namespace, PORT);
    }

    /** Returns the name of a set's budget. */
    public String set(String set) {
        return cluster + "-" + set;
    }

    /** Returns the name of the ZonedService of mongos, of the Service over them, and of their budget. */
    public String routers() {
        return cluster + "-" + MONGOS;
    }

    /** Returns the name and port under which mongos are reached. */
    public String routerHost() {
        return "%s.%s.svc:%d".formatted(routers(), namespace, PORT);
    }

    /** Returns the value of {@link #ROLE} for members of a set. */
    static String role(String set) {
        return set.equals(SetFact.CONFIG) ? "config" : "shard";
    }
}
