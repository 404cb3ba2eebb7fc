package io.zonekeeper.testing.mongo;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;

/**
 * A replica set's configuration, and the rules of changing it (manual: "replSetReconfig").
 *
 * @param document as {@code replSetGetConfig} tells it
 * @param term of the primary that made it
 */
record SetConfig(BsonDocument document, long term) {
    String name() {
        return document.getString("_id").getValue();
    }

    long version() {
        return document.getNumber("version").longValue();
    }

    List<BsonDocument> members() {
        return document.getArray("members").stream().map(BsonValue::asDocument).toList();
    }

    List<String> hosts() {
        return members().stream().map(SetConfig::host).toList();
    }

    /** Hosts that vote; one that was just added votes only once it can be read ("newlyAdded", since 5.0). */
    Set<String> voters() {
        Set<String> voters = new HashSet<>();
        members().stream()
                .filter(member -> votes(member) > 0)
                .map(SetConfig::host)
                .forEach(voters::add);
        return voters;
    }

    int majority() {
        return voters().size() / 2 + 1;
    }

    Optional<BsonDocument> member(String host) {
        return members().stream().filter(member -> host(member).equals(host)).findFirst();
    }

    boolean newerThan(SetConfig other) {
        return term > other.term || (term == other.term && version() > other.version());
    }

    static String host(BsonDocument member) {
        return member.getString("host").getValue();
    }

    static int votes(BsonDocument member) {
        return member.getNumber("votes", new BsonInt32(1)).intValue();
    }

    static double priority(BsonDocument member) {
        return member.getNumber("priority", new BsonInt32(1)).doubleValue();
    }

    /** What is wrong with a configuration by itself; empty where it may be one. */
    static Optional<BsonDocument> invalid(BsonDocument config, boolean configServers) {
        if (!config.containsKey("members") || config.getArray("members").isEmpty()) {
            return Optional.of(Answer.error(93, "InvalidReplicaSetConfig", "a set needs members"));
        }
        if (configServers != config.getBoolean("configsvr", BsonBoolean.FALSE).getValue()) {
            return Optional.of(Answer.error(
                    93,
                    "InvalidReplicaSetConfig",
                    "configsvr: true belongs to the configuration of config servers only"));
        }
        if (configServers
                && config.getArray("members").stream()
                        .map(BsonValue::asDocument)
                        .anyMatch(member -> member.getBoolean("arbiterOnly", BsonBoolean.FALSE)
                                .getValue())) {
            return Optional.of(Answer.error(93, "InvalidReplicaSetConfig", "config servers have no arbiters"));
        }
        return Optional.empty();
    }

    /** What forbids this configuration to become that one. */
    Optional<BsonDocument> forbids(BsonDocument next, boolean force) {
        if (!next.getString("_id").equals(document.getString("_id"))) {
            return Optional.of(Answer.error(103, "NewReplicaSetConfigurationIncompatible", "the name of a set stays"));
        }
        if (!force && next.getNumber("version").longValue() <= version()) {
            return Optional.of(Answer.error(
                    103,
                    "NewReplicaSetConfigurationIncompatible",
                    "the version of a new configuration must be higher"));
        }
        SetConfig after = new SetConfig(next, term);
        Set<String> changed = new HashSet<>(voters());
        changed.removeAll(after.voters());
        Set<String> added = new HashSet<>(after.voters());
        added.removeAll(voters());
        changed.addAll(added);
        if (!force && changed.size() > 1) {
            return Optional.of(Answer.error(
                    103,
                    "NewReplicaSetConfigurationIncompatible",
                    "at most one voting member is added or removed at a time: " + changed));
        }
        return Optional.empty();
    }
}
