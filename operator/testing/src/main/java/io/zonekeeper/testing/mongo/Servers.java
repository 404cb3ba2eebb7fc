package io.zonekeeper.testing.mongo;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.bson.BsonDocument;
import org.bson.BsonInt32;

/**
 * All mongod of a double and what passes between them: heartbeats, elections, replication, in rounds ({@link #tick}).
 *
 * <ol>
 *   <li>A configuration spreads to the members that it names. One that is new copies the data; when it can be read its
 *       primary makes it a voter.
 *   <li>A primary that sees no majority for the election timeout steps down.
 *   <li>A secondary that sees no primary for the election timeout, and a majority of voters none of which has more than
 *       it, becomes primary of the next term.
 *   <li>Secondaries that see the primary apply what it has, unless they are told to lag.
 * </ol>
 *
 * <p>Manual: "Replica Set Elections", "Replica Set Data Synchronization", "replSetReconfig", "Replica Set
 * Configuration" ({@code settings.electionTimeoutMillis}, 10 s there; here shorter, so that tests need not wait).
 */
final class Servers {
    /** How long a command waits that says nothing of it. */
    private static final int MOST_MILLIS = 60_000;

    private final long electionMillis;
    private final Map<String, Mongod> members = new TreeMap<>();
    private final Set<String> cut = new HashSet<>();
    private final ConcurrentMap<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final long began = System.nanoTime();
    private long changes = 1;

    Servers(Duration electionTimeout) {
        electionMillis = electionTimeout.toMillis();
    }

    long millis() {
        return (System.nanoTime() - began) / 1_000_000;
    }

    long seconds() {
        return System.currentTimeMillis() / 1000;
    }

    /** Counts something that tests ask for. */
    void counted(String what) {
        counts.computeIfAbsent(what, key -> new AtomicInteger()).incrementAndGet();
    }

    int count(String what) {
        AtomicInteger counter = counts.get(what);
        return counter == null ? 0 : counter.get();
    }

    Map<String, AtomicInteger> counts() {
        return counts;
    }

    synchronized Mongod member(String host, java.util.function.Supplier<Mongod> make) {
        return members.computeIfAbsent(host, key -> make.get());
    }

    synchronized Collection<Mongod> all() {
        return java.util.List.copyOf(members.values());
    }

    synchronized void start(Mongod member) {
        member.running = true;
        member.role = member.config == null ? Mongod.Role.STARTUP : Mongod.Role.SECONDARY;
        member.heardPrimaryAt = millis();
        member.sawMajorityAt = millis();
        changed();
    }

    synchronized void stop(Mongod member) {
        member.running = false;
        member.role = Mongod.Role.STARTUP;
        changed();
    }

    synchronized void wipe(Mongod member) {
        member.config = null;
        member.applied = 0;
        member.term = 0;
    }

    synchronized void cut(String zone, boolean gone) {
        if (gone) {
            cut.add(zone);
        } else {
            cut.remove(zone);
        }
        changed();
    }

    synchronized boolean isCut(String zone) {
        return cut.contains(zone);
    }

    /** Wakes those who wait for the topology to change. */
    synchronized void changed() {
        changes++;
        notifyAll();
    }

    synchronized long changes() {
        return changes;
    }

    /** Waits until something changed since, as a {@code hello} with {@code maxAwaitTimeMS} does. */
    synchronized void await(long since, long mostMillis) throws InterruptedException {
        long deadline = millis() + mostMillis;
        while (changes <= since && millis() < deadline) {
            wait(Math.max(1, deadline - millis()));
        }
    }

    /** Waits until something is done, as long as the command's {@code maxTimeMS} allows; returns whether it is. */
    boolean doneInTime(BsonDocument command, BooleanSupplier done) throws InterruptedException {
        return doneWithin(
                command.getNumber("maxTimeMS", new BsonInt32(MOST_MILLIS)).longValue(), done);
    }

    /** Waits so long until something is done; returns whether it is. */
    synchronized boolean doneWithin(long mostMillis, BooleanSupplier done) throws InterruptedException {
        long deadline = millis() + mostMillis;
        while (!done.getAsBoolean()) {
            if (millis() >= deadline) {
                return false;
            }
            wait(10);
        }
        return true;
    }

    synchronized Optional<Mongod> running(String host) {
        return Optional.ofNullable(members.get(host)).filter(member -> member.running);
    }

    /** The member of that name as another one sees it; empty where it does not answer. */
    synchronized Optional<Mongod> seenBy(Mongod from, String host) {
        return running(host)
                .filter(to ->
                        to == from || (!cut.contains(from.zone) && !cut.contains(to.zone)) || from.zone.equals(to.zone))
                .filter(to -> to.config != null && to.role != Mongod.Role.REMOVED);
    }

    synchronized boolean reaches(Mongod from, String host) {
        return running(host)
                .filter(to ->
                        to == from || (!cut.contains(from.zone) && !cut.contains(to.zone)) || from.zone.equals(to.zone))
                .isPresent();
    }

    /** A member that a router or the outside reaches. */
    synchronized Stream<Mongod> reachable(Collection<String> hosts) {
        return hosts.stream().flatMap(host -> running(host).stream()).filter(member -> !cut.contains(member.zone));
    }

    synchronized Optional<Mongod> primarySeenBy(Mongod from) {
        return from.config == null
                ? Optional.empty()
                : from.config.hosts().stream()
                        .flatMap(host -> seenBy(from, host).stream())
                        .filter(Mongod::primary)
                        .findFirst();
    }

    /** Whether a majority of the voters has this primary's configuration. */
    synchronized boolean installed(Mongod primary) {
        return primary.config.voters().stream()
                        .flatMap(host -> seenBy(primary, host).stream())
                        .filter(peer -> peer.config.version() == primary.config.version())
                        .count()
                >= primary.config.majority();
    }

    synchronized void handOver(Mongod from) {
        from.config.hosts().stream()
                .flatMap(host -> seenBy(from, host).stream())
                .filter(peer -> peer != from && peer.role == Mongod.Role.SECONDARY && peer.applied >= from.applied)
                .findFirst()
                .ifPresent(peer -> peer.heardPrimaryAt = Long.MIN_VALUE / 2);
    }

    /** One round of heartbeats. */
    synchronized void tick() {
        for (Mongod member : members.values()) {
            if (member.running) {
                spread(member);
            }
        }
        for (Mongod member : members.values()) {
            if (member.running && member.config != null && member.role != Mongod.Role.REMOVED) {
                live(member);
            }
        }
    }

    private void spread(Mongod from) {
        if (from.config == null) {
            return;
        }
        if (from.config.member(from.host).isEmpty()) {
            if (from.role != Mongod.Role.REMOVED) {
                from.role = Mongod.Role.REMOVED;
                changed();
            }
            return;
        }
        for (String host : from.config.hosts()) {
            running(host).filter(to -> reaches(from, host)).ifPresent(to -> adopt(from, to));
        }
        // Those that were members until now learn that they are not.
        members.values().stream()
                .filter(to -> to.running && to.config != null && to.setName.equals(from.setName))
                .filter(to -> to.config.hosts().contains(from.host)
                        && from.config.member(to.host).isEmpty())
                .filter(to -> reaches(from, to.host) && from.config.newerThan(to.config))
                .forEach(to -> to.config = from.config);
    }

    private void adopt(Mongod from, Mongod to) {
        if (to.config != null && !from.config.newerThan(to.config)) {
            return;
        }
        boolean fresh = to.config == null || to.role == Mongod.Role.REMOVED;
        to.config = from.config;
        if (fresh) {
            to.role = Mongod.Role.STARTUP2;
            to.syncedAt = millis() + electionMillis / 2;
            to.heardPrimaryAt = millis();
        }
        changed();
    }

    private void live(Mongod member) {
        long now = millis();
        long votersSeen = member.config.voters().stream()
                .flatMap(host -> seenBy(member, host).stream())
                .filter(Mongod::readable)
                .count();
        boolean majority = votersSeen >= member.config.majority();
        if (majority) {
            member.sawMajorityAt = now;
        }
        Optional<Mongod> primary = member.config.hosts().stream()
                .flatMap(host -> seenBy(member, host).stream())
                .filter(Mongod::primary)
                .max(java.util.Comparator.comparingLong(peer -> peer.term));
        if (member.role == Mongod.Role.PRIMARY) {
            member.applied = Math.max(member.applied, seconds());
            if (primary.filter(other -> other.term > member.term).isPresent()
                    || now - member.sawMajorityAt > electionMillis) {
                member.role = Mongod.Role.SECONDARY;
                member.heardPrimaryAt = now;
                changed();
                return;
            }
            member.config
                    .withVoteOf(host -> seenBy(member, host)
                            .filter(peer -> peer.role == Mongod.Role.SECONDARY)
                            .isPresent())
                    .ifPresent(next -> {
                        member.config = next;
                        counted("votes given in " + member.setName);
                        changed();
                    });
            return;
        }
        if (primary.isPresent()) {
            member.heardPrimaryAt = Math.max(member.heardPrimaryAt, now);
            member.term = primary.get().term;
            if (member.role == Mongod.Role.STARTUP2 && now >= member.syncedAt) {
                member.role = Mongod.Role.SECONDARY;
                changed();
            }
            if (member.role == Mongod.Role.SECONDARY) {
                member.replicateFrom(primary.get());
            }
            return;
        }
        stand(member, majority, now);
    }

    private void stand(Mongod member, boolean majority, long now) {
        boolean electable = member.role == Mongod.Role.SECONDARY
                && now >= member.frozenUntil
                && member.config
                        .member(member.host)
                        .filter(self -> SetConfig.priority(self) > 0)
                        .isPresent()
                && member.config.voters().contains(member.host);
        boolean alone = member.config.voters().size() == 1;
        boolean newest = member.config.voters().stream()
                .flatMap(host -> seenBy(member, host).stream())
                .allMatch(peer -> peer.applied <= member.applied);
        if (electable && majority && newest && (alone || now - member.heardPrimaryAt > electionMillis)) {
            member.term = members.values().stream()
                            .filter(peer ->
                                    peer.config != null && peer.config.hosts().contains(member.host))
                            .mapToLong(peer -> peer.term)
                            .max()
                            .orElse(0)
                    + 1;
            member.role = Mongod.Role.PRIMARY;
            member.config = new SetConfig(member.config.document(), member.term);
            member.sawMajorityAt = now;
            counted("election " + member.setName);
            changed();
        }
    }
}
