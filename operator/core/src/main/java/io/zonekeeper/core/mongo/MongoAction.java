package io.zonekeeper.core.mongo;

import java.util.List;

import io.zonekeeper.core.mongo.facts.SetMember;

/** One thing to do. Each may be done twice: what was done already changes nothing. */
public sealed interface MongoAction {
    /**
     * Records the host on which a set will be initiated; nothing is sent before that is written.
     *
     * @param set the set
     * @param host the host
     */
    record ChooseFirst(String set, String host) implements MongoAction {}

    /**
     * {@code replSetInitiate} with this one member; the others are added one by one.
     *
     * @param set the set
     * @param member the first member
     */
    record Initiate(String set, SetMember member) implements MongoAction {}

    /**
     * {@code replSetReconfig}, never with force.
     *
     * @param set the set
     * @param primary the host to send it to
     * @param version the version that it changes; with any other it is not sent
     * @param members the members there should be; at most one voter more or less than there are
     * @param why a sentence
     */
    record Reconfigure(String set, String primary, long version, List<SetMember> members, String why)
            implements MongoAction {
        /** Copies the list. */
        public Reconfigure {
            members = List.copyOf(members);
        }
    }

    /**
     * {@code replSetStepDown}, never with force.
     *
     * @param set the set
     * @param host its primary
     * @param why a sentence
     */
    record StepDown(String set, String host, String why) implements MongoAction {}

    /**
     * {@code addShard} through a mongos.
     *
     * @param shard the shard
     * @param hosts its members
     */
    record AddShard(String shard, List<String> hosts) implements MongoAction {
        /** Copies the list. */
        public AddShard {
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * Asks the members of a set again before something is done that depends on it.
     *
     * @param set the set
     */
    record Look(String set) implements MongoAction {}

    /**
     * Records that a change begins.
     *
     * @param balancerWasOn whether the balancer is on now
     */
    record BeginRoll(boolean balancerWasOn) implements MongoAction {}

    /** {@code balancerStop} through a mongos. */
    record StopBalancer() implements MongoAction {}

    /**
     * Gives one member its new template; its pod is replaced.
     *
     * @param set the set
     * @param host the member
     */
    record Renew(String set, String host) implements MongoAction {}

    /**
     * {@code rotateCertificates}: a member reads its certificate and authorities from its files again.
     *
     * @param set the set
     * @param host the member
     */
    record RotateCertificates(String set, String host) implements MongoAction {}

    /** Gives the mongos their new template. */
    record RenewRouters() implements MongoAction {}

    /** {@code balancerStart} through a mongos. */
    record StartBalancer() implements MongoAction {}

    /** Records that a change has ended. */
    record EndRoll() implements MongoAction {}
}
