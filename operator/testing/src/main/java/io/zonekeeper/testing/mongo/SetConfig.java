package io.zonekeeper.testing.mongo;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;

/**
 * A replica set's configuration, and the rules of changing it (manual: "replSetReconfig"; "Replica Set Configuration").
 *
 * @param document what {@code replSetGetConfig} tells, and which members do not vote yet
 * @param term of the primary that made it
 */
record SetConfig(BsonDocument document, long term) {
    private static final String NEWLY_ADDED = "newlyAdded";

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

    /**
     * Hosts that vote. One that was just added does not before it could be read (manual: "replSetReconfig", "Automatic
     * Reconfiguration for New Voting Replica Set Members").
     */
    Set<String> voters() {
        return hosts(member -> votes(member) > 0 && !newlyAdded(member));
    }

    /** Hosts that should vote, at once or later. */
    private Set<String> appointed() {
        return hosts(member -> votes(member) > 0);
    }

    private Set<String> hosts(Predicate<BsonDocument> which) {
        Set<String> hosts = new HashSet<>();
        members().stream().filter(which).map(SetConfig::host).forEach(hosts::add);
        return hosts;
    }

    /** As {@code replSetGetConfig} tells it: who does not vote yet is not part of it. */
    BsonDocument told() {
        BsonDocument told = document.clone();
        told.getArray("members").forEach(member -> member.asDocument().remove(NEWLY_ADDED));
        return told;
    }

    /** The next configuration, in which those who are new, or were not read yet, do not vote. */
    SetConfig followedBy(BsonDocument next, long termOfPrimary) {
        BsonDocument marked = next.clone();
        for (BsonValue value : marked.getArray("members")) {
            BsonDocument member = value.asDocument();
            boolean waits = member(host(member)).map(SetConfig::newlyAdded).orElse(true);
            if (waits && votes(member) > 0) {
                member.append(NEWLY_ADDED, BsonBoolean.TRUE);
            }
        }
        return new SetConfig(marked, termOfPrimary);
    }

    /** The configuration that a primary makes on its own when new members can be read: they vote, in a new version. */
    Optional<SetConfig> withVoteOf(Predicate<String> readable) {
        BsonDocument next = document.clone();
        boolean changed = false;
        BsonArray members = next.getArray("members");
        for (BsonValue value : members) {
            BsonDocument member = value.asDocument();
            if (newlyAdded(member) && readable.test(host(member))) {
                member.remove(NEWLY_ADDED);
                changed = true;
            }
        }
        return changed
                ? Optional.of(new SetConfig(next.append("version", new BsonInt32((int) version() + 1)), term))
                : Optional.empty();
    }

    private static boolean newlyAdded(BsonDocument member) {
        return member.containsKey(NEWLY_ADDED);
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

    static long delaySeconds(BsonDocument member) {
        return member.getNumber("secondaryDelaySecs", new BsonInt32(0)).longValue();
    }

    /** What is wrong with a configuration on its own; empty where it may be one. */
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
        boolean hiddenAndElectable = config.getArray("members").stream()
                .map(BsonValue::asDocument)
                .filter(member -> member.getBoolean("hidden", BsonBoolean.FALSE).getValue() || delaySeconds(member) > 0)
                .anyMatch(member -> priority(member) > 0);
        if (hiddenAndElectable) {
            return Optional.of(Answer.error(
                    93,
                    "InvalidReplicaSetConfig",
                    "priority must be 0 when hidden=true or secondaryDelaySecs is used"));
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
        Set<String> changed = new HashSet<>(appointed());
        changed.removeAll(after.appointed());
        Set<String> added = new HashSet<>(after.appointed());
        added.removeAll(appointed());
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
