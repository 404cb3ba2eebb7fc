package io.zonekeeper.testing.mongo;

import java.util.Optional;

import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonTimestamp;

/** One mongod: what it keeps on its volume, and what it is while it runs. All of it is guarded by its world's lock. */
final class Mongod {
    /** States with the numbers of the manual ("Replica Set Member States"). */
    enum Role {
        STARTUP(0),
        PRIMARY(1),
        SECONDARY(2),
        STARTUP2(5),
        REMOVED(10);

        final int number;

        Role(int number) {
            this.number = number;
        }
    }

    private final Servers world;
    final String host;
    final String zone;
    final String setName;
    final boolean configServer;
    final Optional<Admin> admin;

    // On its volume.
    SetConfig config;
    long term;
    long applied;
    long writes;
    final String featureCompatibility = "8.0";

    // While it runs.
    boolean running;
    boolean replicates = true;
    Role role = Role.STARTUP;
    long heardPrimaryAt;
    long sawMajorityAt;
    long frozenUntil;
    long syncedAt;

    Mongod(Servers world, String host, String zone, String setName, boolean configServer, Optional<Admin> admin) {
        this.world = world;
        this.host = host;
        this.zone = zone;
        this.setName = setName;
        this.configServer = configServer;
        this.admin = admin;
    }

    /**
     * Whether it knows its users. One that copies the data of another dropped its own before, users among them (manual:
     * "Replica Set Data Synchronization"); a real one knows them again before all is copied.
     */
    boolean knowsUsers() {
        return role != Role.STARTUP2;
    }

    boolean primary() {
        return running && role == Role.PRIMARY;
    }

    boolean readable() {
        return running && (role == Role.PRIMARY || role == Role.SECONDARY);
    }

    /** Answers {@code hello}, which needs no authentication (manual: "hello"). */
    BsonDocument hello() {
        BsonDocument answer = Answer.ok()
                .append("helloOk", BsonBoolean.TRUE)
                .append("isWritablePrimary", BsonBoolean.valueOf(primary()))
                .append("ismaster", BsonBoolean.valueOf(primary()))
                .append("secondary", BsonBoolean.valueOf(role == Role.SECONDARY));
        if (config == null) {
            answer.append("isreplicaset", BsonBoolean.TRUE)
                    .append("info", new BsonString("Does not have a valid replica set config"));
            return answer;
        }
        if (role == Role.REMOVED) {
            answer.append("isreplicaset", BsonBoolean.TRUE);
            return answer;
        }
        BsonArray hosts = new BsonArray();
        config.hosts().forEach(member -> hosts.add(new BsonString(member)));
        answer.append("setName", new BsonString(config.name()))
                .append("setVersion", new BsonInt32((int) config.version()))
                .append("hosts", hosts)
                .append("me", new BsonString(host));
        world.primarySeenBy(this).ifPresent(primary -> answer.append("primary", new BsonString(primary.host)));
        answer.append(
                "lastWrite",
                new BsonDocument("opTime", opTime()).append("lastWriteDate", new BsonDateTime(applied * 1000)));
        return answer;
    }

    BsonDocument opTime() {
        return new BsonDocument("ts", new BsonTimestamp((int) applied, 1)).append("t", new BsonInt64(term));
    }

    /** Answers {@code replSetGetStatus} (manual: "replSetGetStatus"). */
    BsonDocument status() {
        if (config == null) {
            return Answer.error(94, "NotYetInitialized", "no replset config has been received");
        }
        if (role == Role.REMOVED) {
            return Answer.error(
                    93, "InvalidReplicaSetConfig", "Our replica set config is invalid or we are not a member of it");
        }
        BsonArray members = new BsonArray();
        for (BsonDocument member : config.members()) {
            Optional<Mongod> peer = world.seenBy(this, SetConfig.host(member));
            members.add(new BsonDocument("_id", member.get("_id"))
                    .append("name", member.get("host"))
                    .append("health", new BsonInt32(peer.isPresent() ? 1 : 0))
                    .append(
                            "state",
                            new BsonInt32(peer.map(other -> other.role.number).orElse(8)))
                    .append(
                            "stateStr",
                            new BsonString(peer.map(other -> other.role.name()).orElse("(not reachable/healthy)")))
                    .append("optime", peer.map(Mongod::opTime).orElse(new BsonDocument("ts", new BsonTimestamp(0, 0))))
                    .append("self", BsonBoolean.valueOf(SetConfig.host(member).equals(host))));
        }
        return Answer.ok()
                .append("set", new BsonString(config.name()))
                .append("myState", new BsonInt32(role.number))
                .append("term", new BsonInt64(term))
                .append("majorityVoteCount", new BsonInt32(config.majority()))
                .append("votingMembersCount", new BsonInt32(config.voters().size()))
                .append("optimes", new BsonDocument("appliedOpTime", opTime()))
                .append("members", members);
    }

    /** Answers {@code replSetInitiate} (manual: "replSetInitiate"). */
    BsonDocument initiate(BsonDocument asked) {
        if (config != null) {
            return Answer.error(23, "AlreadyInitialized", "already initialized");
        }
        Optional<BsonDocument> invalid = SetConfig.invalid(asked, configServer);
        if (invalid.isPresent()) {
            return invalid.get();
        }
        if (!asked.getString("_id").getValue().equals(setName)) {
            return Answer.error(93, "InvalidReplicaSetConfig", "the set of this server is called " + setName);
        }
        SetConfig first = new SetConfig(asked.append("version", new BsonInt32(1)), 1);
        if (first.member(host).isEmpty()) {
            return Answer.error(93, "InvalidReplicaSetConfig", "no member of this configuration is this server");
        }
        config = first;
        term = 0;
        applied = world.seconds();
        world.counted("initiate " + setName);
        role = Role.SECONDARY;
        world.changed();
        return Answer.ok();
    }

    /** Answers {@code replSetReconfig} (manual: "replSetReconfig"). */
    BsonDocument reconfigure(BsonDocument next, boolean force) {
        if (config == null) {
            return Answer.error(94, "NotYetInitialized", "no replset config has been received");
        }
        if (force) {
            world.counted("force");
        }
        if (!primary() && !force) {
            return Answer.error(Answer.NOT_WRITABLE_PRIMARY, "NotWritablePrimary", "replSetReconfig is for a primary");
        }
        Optional<BsonDocument> refused = SetConfig.invalid(next, configServer).or(() -> config.forbids(next, force));
        if (refused.isPresent()) {
            return refused.get();
        }
        if (!force && !world.installed(this)) {
            return Answer.error(
                    308, "CurrentConfigNotCommittedYet", "the last configuration is not yet installed on a majority");
        }
        SetConfig after = config.followedBy(next, term);
        long answering = after.voters().stream()
                .filter(peer -> world.reaches(this, peer))
                .count();
        if (!force && answering < after.majority()) {
            return Answer.error(74, "NodeNotFound", "Quorum check failed: not enough voting nodes responded");
        }
        config = after;
        world.counted("reconfigure " + setName);
        world.changed();
        return Answer.ok();
    }

    /** Answers {@code replSetStepDown} (manual: "replSetStepDown"). */
    BsonDocument stepDown(int seconds, boolean force) {
        if (!primary()) {
            return Answer.error(Answer.NOT_WRITABLE_PRIMARY, "NotWritablePrimary", "not primary so can't step down");
        }
        if (force) {
            world.counted("force");
        }
        if (!hasSuccessor() && !force) {
            world.counted("stepDown refused " + setName);
            return Answer.error(
                    262, "ExceededTimeLimit", "No electable secondaries caught up; use force to step down anyway");
        }
        role = Role.SECONDARY;
        frozenUntil = world.millis() + seconds * 1000L;
        // A secondary that is caught up does not wait for the timeout: it is told to stand ("election handoff").
        world.handOver(this);
        world.counted("stepDown " + setName);
        world.changed();
        return Answer.ok();
    }

    /** Whether a member that can be elected has all that this one has. */
    boolean hasSuccessor() {
        return config.members().stream()
                .filter(member -> SetConfig.priority(member) > 0 && SetConfig.votes(member) > 0)
                .map(SetConfig::host)
                .filter(peer -> !peer.equals(host))
                .flatMap(peer -> world.seenBy(this, peer).stream())
                .anyMatch(peer -> peer.role == Role.SECONDARY && peer.applied >= applied);
    }

    /**
     * Applies what its primary wrote, as far as it replicates and is not delayed (manual: "Delayed Replica Set
     * Members").
     */
    void replicateFrom(Mongod primary) {
        if (!replicates) {
            return;
        }
        long delay = config.member(host).map(SetConfig::delaySeconds).orElse(0L);
        applied = Math.max(applied, primary.applied - delay);
        if (delay == 0) {
            writes = primary.writes;
        }
    }

    /** Answers {@code getParameter} (manual: "setFeatureCompatibilityVersion", "View FeatureCompatibilityVersion"). */
    BsonDocument parameter(BsonDocument asked) {
        return asked.containsKey("featureCompatibilityVersion")
                ? Answer.ok()
                        .append(
                                "featureCompatibilityVersion",
                                new BsonDocument("version", new BsonString(featureCompatibility)))
                : Answer.error(72, "InvalidOptions", "no option found to get");
    }

    /**
     * The administrator that a server knows.
     *
     * @param user name
     * @param password password
     */
    record Admin(String user, String password) {}
}
