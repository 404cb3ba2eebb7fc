package io.zonekeeper.testing.mongo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/**
 * A mongos: it cannot start before a config server can be read, and serves from what it knows afterwards (manual:
 * "Config Servers", "Config Server Availability"). Users are kept on the config servers ("Users in Self-Managed
 * Deployments", "Sharded Cluster Users"): without these those who are logged in stay so and nobody else logs in. A real
 * mongos remembers users for 30 s ("MongoDB Server Parameters", {@code userCacheInvalidationIntervalSecs}); this one
 * does not.
 *
 * <p>Commands: manual, "addShard", "listShards", "balancerStart", "balancerStop", "balancerStatus", "insert", "count".
 */
final class Router {
    private final Servers servers;
    final String name;
    final String zone;
    final List<String> configServers;
    private final Metadata metadata;
    boolean started;

    Router(Servers servers, String name, String zone, List<String> configServers, Metadata metadata) {
        this.servers = servers;
        this.name = name;
        this.zone = zone;
        this.configServers = configServers;
        this.metadata = metadata;
    }

    /** What config servers keep: of one cluster, shared by its routers. */
    static final class Metadata {
        final Map<String, List<String>> shards = new TreeMap<>();
        boolean balancerOff;
        long balancerBusyUntil;
    }

    /** Tries to start; true once it serves. */
    boolean tryStart() {
        synchronized (servers) {
            started |= servers.reachable(configServers).anyMatch(Mongod::readable);
            return started;
        }
    }

    Session session(Optional<Mongod.Admin> admin) {
        return new Session(servers, admin) {
            @Override
            BsonDocument hello() {
                return Answer.ok()
                        .append("helloOk", BsonBoolean.TRUE)
                        .append("isWritablePrimary", BsonBoolean.TRUE)
                        .append("ismaster", BsonBoolean.TRUE)
                        .append("msg", new BsonString("isdbgrid"));
            }

            @Override
            BsonDocument command(String command, BsonDocument body) throws InterruptedException {
                synchronized (servers) {
                    return Router.this.command(command, body);
                }
            }

            @Override
            boolean knowsUsers() {
                synchronized (servers) {
                    return readable();
                }
            }

            @Override
            boolean keepsLogins() {
                return true;
            }

            @Override
            String counted() {
                return "mongos";
            }
        };
    }

    private BsonDocument command(String command, BsonDocument body) throws InterruptedException {
        return switch (command) {
            case "listShards" -> readable() ? list() : unreachable();
            case "addShard" -> writable() ? add(body) : unreachable();
            case "balancerStop" -> writable() ? stopBalancer(body) : unreachable();
            case "balancerStart" -> writable() ? balancer(false) : unreachable();
            case "balancerStatus" -> readable() ? balancerStatus() : unreachable();
            case "insert" -> insert(body);
            case "count" -> count();
            default -> Answer.error(59, "CommandNotFound", "no such command: '" + command + "'");
        };
    }

    private boolean readable() {
        return servers.reachable(configServers).anyMatch(Mongod::readable);
    }

    private boolean writable() {
        return servers.reachable(configServers).anyMatch(Mongod::primary);
    }

    private static BsonDocument unreachable() {
        return Answer.error(
                133, "FailedToSatisfyReadPreference", "Could not find host matching read preference in set cfg");
    }

    private BsonDocument list() {
        BsonArray shards = new BsonArray();
        metadata.shards.forEach((shard, hosts) -> shards.add(new BsonDocument("_id", new BsonString(shard))
                .append("host", new BsonString(shard + "/" + String.join(",", hosts)))
                .append("state", new BsonInt32(1))));
        return Answer.ok().append("shards", shards);
    }

    private BsonDocument add(BsonDocument body) {
        String[] parts = body.getString("addShard").getValue().split("/", 2);
        String name = body.getString("name", new BsonString(parts[0])).getValue();
        List<String> hosts = List.of(parts[1].split(",", -1));
        if (metadata.shards.containsKey(name)) {
            return Answer.ok().append("shardAdded", new BsonString(name));
        }
        Optional<Mongod> primary =
                servers.reachable(hosts).filter(Mongod::primary).findFirst();
        if (primary.isEmpty()) {
            return unreachable();
        }
        if (!primary.get().config.hosts().containsAll(hosts)) {
            return Answer.error(96, "OperationFailed", "in seed list, host does not belong to replica set " + parts[0]);
        }
        metadata.shards.put(name, hosts);
        servers.counted("addShard " + name);
        return Answer.ok().append("shardAdded", new BsonString(name));
    }

    private BsonDocument balancer(boolean off) {
        if (metadata.balancerOff != off) {
            servers.counted(off ? "balancer stopped" : "balancer started");
        }
        metadata.balancerOff = off;
        return Answer.ok();
    }

    /** Waits for the round that continues, as long as it may (manual: "balancerStop"); stopped it is in any case. */
    private BsonDocument stopBalancer(BsonDocument body) throws InterruptedException {
        BsonDocument stopped = balancer(true);
        return servers.doneInTime(body, () -> servers.millis() >= metadata.balancerBusyUntil)
                ? stopped
                : Answer.error(50, "MaxTimeMSExpired", "operation exceeded time limit");
    }

    private BsonDocument balancerStatus() {
        return Answer.ok()
                .append("mode", new BsonString(metadata.balancerOff ? "off" : "full"))
                .append("inBalancerRound", BsonBoolean.valueOf(servers.millis() < metadata.balancerBusyUntil));
    }

    private BsonDocument insert(BsonDocument body) {
        if (metadata.shards.isEmpty()) {
            return Answer.error(70, "ShardNotFound", "No shards found");
        }
        int documents = body.getArray("documents").size();
        List<String> hosts = metadata.shards.values().stream().findFirst().orElseThrow();
        Optional<Mongod> primary = servers.reachable(hosts)
                .filter(Mongod::primary)
                .filter(member -> servers.installed(member))
                .findFirst();
        if (primary.isEmpty()) {
            return Answer.error(133, "FailedToSatisfyReadPreference", "no primary of the shard");
        }
        primary.get().writes += documents;
        return Answer.ok().append("n", new BsonInt32(documents));
    }

    private BsonDocument count() {
        long documents = metadata.shards.values().stream()
                .mapToLong(hosts -> servers.reachable(hosts)
                        .filter(Mongod::readable)
                        .mapToLong(member -> member.writes)
                        .max()
                        .orElse(0))
                .sum();
        return Answer.ok().append("n", new BsonInt32((int) documents));
    }
}
