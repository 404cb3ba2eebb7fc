package io.zonekeeper.core.mongo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.zonekeeper.core.mongo.facts.ClusterFact;
import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.MemberReport;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.PodFact;
import io.zonekeeper.core.mongo.facts.RollMemory;
import io.zonekeeper.core.mongo.facts.RouterFact;
import io.zonekeeper.core.mongo.facts.RouterReport;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.mongo.facts.SetView;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replica sets, a balancer and mongos in memory, second by second, to run the planner against. Every action that the
 * planner asks for is checked against the truth before it is done.
 */
final class MongoModel {
    static final Instant START = Instant.parse("2026-11-26T12:00:00Z");
    private static final int RESTART_SECONDS = 3;
    private static final int SYNC_SECONDS = 2;
    private static final int FROZEN_SECONDS = 20;

    /** Zones that the spec asks for. */
    List<String> zones;

    final List<String> sets = List.of(SetFact.CONFIG, "rs0", "rs1");
    final Map<String, Server> servers = new LinkedHashMap<>();
    final Set<String> cordoned = new HashSet<>();
    final List<String> log = new ArrayList<>();

    // What the status remembers.
    final Map<String, String> chosen = new TreeMap<>();
    final Set<String> formed = new HashSet<>();
    Optional<RollMemory> roll = Optional.empty();

    // What mongos and config servers remember.
    final Set<String> shards = new HashSet<>();
    boolean balancerOn = true;
    int balancerBusyUntil;
    boolean routersMade;
    int routerTemplate;
    int routersSettledAt;

    int wanted;
    int now;
    int blindUntil;

    /** One mongod. */
    static final class Server {
        final String set;
        final String zone;
        final String host;
        boolean dead;
        int upAt;
        int syncedAt;
        int frozenUntil;
        /** Until then it applies nothing of what its primary writes. */
        int lagsUntil;

        long applied;
        int template;
        boolean primary;
        long version;
        List<SetMember> members = List.of();

        Server(String set, String zone) {
            this.set = set;
            this.zone = zone;
            this.host = set + "-" + zone;
        }

        @Override
        public String toString() {
            return host;
        }

        boolean has() {
            return !members.isEmpty();
        }
    }

    MongoModel(List<String> zones) {
        ask(zones);
    }

    /** The spec asks for members in these zones. */
    final void ask(List<String> asked) {
        zones = List.copyOf(asked);
        for (String set : sets) {
            for (String zone : zones) {
                Server server = new Server(set, zone);
                server.template = wanted;
                servers.putIfAbsent(server.host, server);
            }
        }
    }

    /** A member of a set's configuration, which may be dead. */
    boolean inConfig(Server server) {
        return of(server.set).stream()
                .max(Comparator.comparing(other -> other.version))
                .filter(newest -> has(newest.members, server))
                .isPresent();
    }

    Instant time() {
        return START.plusSeconds(now);
    }

    boolean up(Server server) {
        return !server.dead && now >= server.upAt;
    }

    boolean readable(Server server) {
        return up(server) && server.has() && now >= server.syncedAt && member(server);
    }

    private static boolean member(Server server) {
        return server.members.stream().anyMatch(member -> member.host().equals(server.host));
    }

    List<Server> of(String set) {
        return servers.values().stream()
                .filter(server -> server.set.equals(set))
                .toList();
    }

    Optional<Server> primary(String set) {
        return of(set).stream().filter(server -> server.primary && up(server)).findFirst();
    }

    /** A second passes: configurations spread, primaries without a majority step down, others are elected. */
    void second() {
        now++;
        for (String set : sets) {
            List<Server> all = of(set);
            long newest = all.stream()
                    .filter(this::up)
                    .mapToLong(server -> server.version)
                    .max()
                    .orElse(0);
            List<SetMember> config = all.stream()
                    .filter(server -> server.version == newest && newest > 0)
                    .map(server -> server.members)
                    .findFirst()
                    .orElse(List.of());
            if (config.isEmpty()) {
                continue;
            }
            for (Server server : all) {
                if (up(server) && server.version < newest && has(config, server)) {
                    if (!server.has()) {
                        server.syncedAt = now + SYNC_SECONDS;
                    }
                    server.members = config;
                    server.version = newest;
                }
            }
            long voters = config.stream().filter(SetMember::voter).count();
            List<Server> readable = all.stream()
                    .filter(this::readable)
                    .filter(server -> has(config, server))
                    .toList();
            boolean majority = readable.size() >= voters / 2 + 1;
            all.stream().filter(server -> !majority || !readable(server)).forEach(server -> server.primary = false);
            if (majority && primary(set).isEmpty()) {
                readable.stream()
                        .filter(server -> now >= server.frozenUntil)
                        .max(Comparator.comparing(server -> server.applied))
                        .ifPresent(server -> server.primary = true);
            }
            replicate(set, readable);
        }
    }

    private void replicate(String set, List<Server> readable) {
        primary(set).ifPresent(primary -> {
            primary.applied = now;
            readable.stream().filter(server -> now >= server.lagsUntil).forEach(server -> server.applied = now);
        });
    }

    private static boolean has(List<SetMember> config, Server server) {
        return config.stream().anyMatch(member -> member.host().equals(server.host));
    }

    /** What an operator sees; a new one sees nothing for a while. */
    ClusterFact observe() {
        List<SetFact> facts = sets.stream()
                .map(set -> new SetFact(
                        set,
                        of(set).stream()
                                .filter(server -> zones.contains(server.zone))
                                .map(this::fact)
                                .toList(),
                        Optional.ofNullable(chosen.get(set)),
                        formed.contains(set),
                        of(set).stream()
                                .filter(server -> !zones.contains(server.zone) && inConfig(server))
                                .map(this::fact)
                                .toList(),
                        List.of()))
                .toList();
        boolean answers = routersMade && primary(SetFact.CONFIG).isPresent() && now >= blindUntil;
        var routers = new RouterFact(
                routersMade,
                routersMade && routerTemplate != wanted,
                now >= routersSettledAt,
                answers
                        ? Optional.of(new RouterReport(shards, balancerOn, now < balancerBusyUntil))
                        : Optional.empty());
        facts.stream().filter(set -> set.view().isPresent()).forEach(set -> formed.add(set.name()));
        return new ClusterFact(facts, routers, cordoned, roll);
    }

    private MemberFact fact(Server server) {
        Optional<MemberReport> report = now < blindUntil ? Optional.empty() : Optional.of(report(server));
        return new MemberFact(
                server.zone,
                server.host,
                report,
                new PodFact(true, server.template != wanted, up(server), Optional.of(server.zone)));
    }

    private MemberReport report(Server server) {
        MemberState state = !up(server)
                ? MemberState.UNREACHABLE
                : !server.has()
                        ? MemberState.UNINITIATED
                        : !readable(server)
                                ? MemberState.SYNCING
                                : server.primary ? MemberState.PRIMARY : MemberState.SECONDARY;
        return new MemberReport(
                state,
                time(),
                up(server) && server.has()
                        ? Optional.of(new SetView(server.version, server.members, server.applied))
                        : Optional.empty());
    }

    /** Does an action, after checking that it may be done. */
    void act(MongoAction action) {
        log.add(now + " " + action);
        switch (action) {
            case MongoAction.ChooseFirst(String set, String host) -> chosen.put(set, host);
            case MongoAction.Initiate(String set, SetMember member) -> initiate(set, member);
            case MongoAction.Reconfigure change -> reconfigure(change);
            case MongoAction.StepDown(String set, String host, String why) -> stepDown(set, host);
            case MongoAction.AddShard(String shard, List<String> hosts) -> {
                assertThat(primary(SetFact.CONFIG))
                        .as("config primary for addShard")
                        .isPresent();
                assertThat(primary(shard))
                        .as("primary of the shard that is added")
                        .isPresent();
                shards.add(shard);
            }
            case MongoAction.Look look -> {}
            case MongoAction.BeginRoll(boolean on) -> {
                assertThat(on).as("what is remembered of the balancer").isEqualTo(balancerOn);
                roll = Optional.of(new RollMemory(time(), on, "", time()));
            }
            case MongoAction.StopBalancer() -> {
                assertThat(roll)
                        .as("a roll is recorded before the balancer stops")
                        .isPresent();
                balancerOn = false;
            }
            case MongoAction.StartBalancer() -> {
                assertThat(roll.orElseThrow().balancerWasOn()).isTrue();
                balancerOn = true;
            }
            case MongoAction.Renew(String set, String host) -> renew(set, host);
            case MongoAction.RenewRouters() -> {
                assertThat(primary(SetFact.CONFIG))
                        .as("config primary while mongos restart")
                        .isPresent();
                assertThat(servers.values()).as("mongos are last").allMatch(server -> server.template == wanted);
                assertThat(balancerOn).isFalse();
                routerTemplate = wanted;
                routersSettledAt = now + 5;
            }
            case MongoAction.RotateCertificates(String set, String host) ->
                throw new AssertionError("there are no certificates here");
            case MongoAction.EndRoll() -> roll = Optional.empty();
        }
    }

    private void initiate(String set, SetMember member) {
        assertThat(chosen).as("recorded before").containsEntry(set, member.host());
        assertThat(of(set)).as("no member of " + set + " has data").noneMatch(Server::has);
        Server server = servers.get(member.host());
        if (up(server)) {
            server.members = List.of(member);
            server.version = 1;
            server.syncedAt = now;
        }
    }

    private void reconfigure(MongoAction.Reconfigure change) {
        Server primary = servers.get(change.primary());
        assertThat(primary.primary).as("reconfig goes to the primary").isTrue();
        assertThat(change.version()).isEqualTo(primary.version);
        Set<SetMember> difference = new HashSet<>(change.members());
        primary.members.forEach(member -> {
            if (!difference.remove(member)) {
                difference.add(member);
            }
        });
        assertThat(difference.stream().map(SetMember::host).distinct().count())
                .as("one member a time: " + change)
                .isEqualTo(1);
        assertThat(change.members())
                .as("the primary is not removed")
                .extracting(SetMember::host)
                .contains(primary.host);
        assertThat(of(change.set()).stream()
                        .filter(server -> zones.contains(server.zone) && has(primary.members, server)))
                .as("all members are there while one changes")
                .allMatch(server -> readable(server) && primary.applied - server.applied <= Lag.CAUGHT_UP.toSeconds());
        primary.members = change.members();
        primary.version++;
    }

    private void stepDown(String set, String host) {
        Server server = servers.get(host);
        assertThat(server.primary).as("only a primary steps down").isTrue();
        boolean successor = of(set).stream()
                .anyMatch(other -> other != server
                        && readable(other)
                        && has(server.members, other)
                        && server.applied - other.applied <= Lag.CAUGHT_UP.toSeconds());
        assertThat(successor).as("another can take over").isTrue();
        server.primary = false;
        server.frozenUntil = now + FROZEN_SECONDS;
    }

    private void renew(String set, String host) {
        Server server = servers.get(host);
        assertThat(cordoned).as("nothing is restarted while a zone is cordoned").isEmpty();
        if (up(server)) {
            assertThat(servers.values())
                    .as("all are there before one is taken away: %s\n%s", host, String.join("\n", log))
                    .filteredOn(this::inConfig)
                    .allMatch(this::readable)
                    .allMatch(other -> newest(other.set) - other.applied <= Lag.CAUGHT_UP.toSeconds());
            assertThat(server.primary && zones.size() > 1)
                    .as("a primary is not restarted")
                    .isFalse();
        } else {
            assertThat(of(set).stream().filter(other -> other != server))
                    .as("the others of a set are there while one is mended")
                    .allMatch(this::readable);
        }
        if (routersMade) {
            assertThat(balancerOn && up(server))
                    .as("balancer while a member restarts")
                    .isFalse();
        }
        if (set.equals("rs0") || set.equals("rs1")) {
            assertThat(up(server) && of(SetFact.CONFIG).stream().anyMatch(other -> other.template != wanted))
                    .as("config servers come first")
                    .isFalse();
        }
        server.template = wanted;
        server.primary = false;
        server.upAt = now + RESTART_SECONDS;
        server.dead = false;
    }

    private long newest(String set) {
        return of(set).stream().mapToLong(server -> server.applied).max().orElse(0);
    }

    /** Mongos are made when config servers have a primary, as the reconciler does. */
    void makeRouters() {
        if (!routersMade && primary(SetFact.CONFIG).isPresent()) {
            routersMade = true;
            routerTemplate = wanted;
            routersSettledAt = now + 3;
        }
    }

    /** Whether all is as asked for. */
    Optional<String> unfinished() {
        for (Server server : servers.values()) {
            if (!zones.contains(server.zone)) {
                if (inConfig(server)) {
                    return Optional.of(server.host + " is still a member");
                }
                continue;
            }
            if (!readable(server) || server.members.size() != zones.size() || server.template != wanted) {
                return Optional.of("%s: up %s, members %d, template %d"
                        .formatted(server.host, up(server), server.members.size(), server.template));
            }
        }
        if (!shards.equals(Set.of("rs0", "rs1")) || roll.isPresent() || !balancerOn || routerTemplate != wanted) {
            return Optional.of("shards %s, roll %s, balancer %s".formatted(shards, roll, balancerOn));
        }
        return Optional.empty();
    }
}
