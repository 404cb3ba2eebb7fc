package io.zonekeeper.testing.mongo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;

import org.bson.BsonDocument;

/**
 * Doubles of mongod and mongos on loopback, on the port that they have. What a mongod was told survives a stop, as on
 * its volume; zones can be cut.
 */
public final class MongoDouble implements AutoCloseable {
    /** The port of all of them. */
    public static final int PORT = 27017;

    /** How long without a primary until another stands; MongoDB's default is 10 s. */
    public static final Duration ELECTION = Duration.ofMillis(1500);

    private static final long TICK_MILLIS = 50;

    private final Servers servers = new Servers(ELECTION);
    /** What is in the files of servers: one that starts, or reads them again, listens with it. */
    private ServerSocketFactory sockets;

    private final Map<String, Endpoint> endpoints = new HashMap<>();
    private final Map<String, Router> routers = new TreeMap<>();
    /** What config servers keep, by their hosts; and whose that is behind the name of a Service. */
    private final Map<List<String>, Router.Metadata> metadata = new HashMap<>();

    private final Map<String, Router.Metadata> metadataBehind = new HashMap<>();
    private final Map<String, Optional<Mongod.Admin>> services = new HashMap<>();
    private final Set<String> keptDown = new HashSet<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("mongo-double").daemon().factory());

    /** Starts a double without servers, which will not encrypt. */
    public MongoDouble() {
        this(ServerSocketFactory.getDefault());
    }

    /**
     * Starts a double without servers.
     *
     * @param sockets makes the sockets that they listen on; encrypting ones are as {@code --tlsMode requireTLS}
     */
    public MongoDouble(ServerSocketFactory sockets) {
        this.sockets = sockets;
        var unused = clock.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Starts a mongod, with what it had when it was stopped.
     *
     * @param host its name and port in its set
     * @param zone where it runs
     * @param set the name of its set
     * @param configServer whether it was started with {@code --configsvr}
     * @param user name of the administrator; empty for no access control
     * @param password the administrator's
     */
    public synchronized void startMongod(
            String host, String zone, String set, boolean configServer, String user, String password) {
        Optional<Mongod.Admin> admin =
                user.isEmpty() ? Optional.empty() : Optional.of(new Mongod.Admin(user, password));
        Mongod member = servers.member(host, () -> new Mongod(servers, host, zone, set, configServer, admin));
        if (keptDown.contains(host)) {
            return;
        }
        servers.start(member);
        listen(host, zone, () -> new MongodSession(servers, member, () -> rotate(member.host)));
    }

    /** Stops a server. */
    public synchronized void stop(String host) {
        servers.running(host).ifPresent(servers::stop);
        Optional.ofNullable(endpoints.remove(host)).ifPresent(Endpoint::close);
    }

    /** Stops a mongod, and keeps it from being started until {@link #letStart}. */
    public synchronized void keepDown(String host) {
        keptDown.add(host);
        stop(host);
    }

    /** Starts a mongod that was kept down, with what it had. */
    public synchronized void letStart(String host) {
        keptDown.remove(host);
        servers.all().stream()
                .filter(member -> member.host.equals(host) && !member.running)
                .forEach(member -> {
                    servers.start(member);
                    listen(host, member.zone, () -> new MongodSession(servers, member, () -> rotate(member.host)));
                });
    }

    /** Lets a mongod that is started from now on be kept down, as one whose new version does not come up. */
    public synchronized void willNotComeBack(String host) {
        keptDown.add(host);
    }

    /** Changes the files with the certificates; servers that run do not read them on their own. */
    public synchronized void certificates(ServerSocketFactory changed) {
        sockets = changed;
    }

    /** Lets a mongod fall behind its primary, or catch up again. */
    public void replicates(String host, boolean yes) {
        synchronized (servers) {
            servers.running(host).ifPresent(member -> member.replicates = yes);
        }
    }

    private synchronized void rotate(String host) {
        Optional.ofNullable(endpoints.get(host)).ifPresent(endpoint -> endpoint.listenWith(sockets));
    }

    /** Loses the volume of a mongod that does not run. */
    public synchronized void wipe(String host) {
        servers.all().stream().filter(member -> member.host.equals(host)).forEach(servers::wipe);
    }

    /**
     * Starts a mongos; it serves once it reached a config server.
     *
     * @param name its pod
     * @param zone where it runs
     * @param service the name and port under which it is reached
     * @param configServers hosts of the config servers
     */
    public synchronized void startMongos(
            String name, String zone, String service, List<String> configServers, String user, String password) {
        // A config server may have been exchanged for another since: what they keep is the same.
        Router.Metadata shared = metadata.entrySet().stream()
                .filter(known -> !Collections.disjoint(known.getKey(), configServers))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(Router.Metadata::new);
        metadata.put(configServers, shared);
        metadataBehind.put(service, shared);
        routers.put(name, new Router(servers, service + "/" + name, zone, configServers, shared));
        services.put(service, user.isEmpty() ? Optional.empty() : Optional.of(new Mongod.Admin(user, password)));
        tick();
    }

    /** Stops a mongos. */
    public synchronized void stopMongos(String name) {
        Router stopped = routers.remove(name);
        if (stopped != null) {
            // Connections through the service end with the mongos they reached.
            close(service(stopped));
        }
        tick();
    }

    /** Cuts a zone off from the others and from the outside: connections break and none is taken. */
    public void cut(String zone) {
        servers.cut(zone, true);
        synchronized (this) {
            servers.all().stream().filter(member -> member.zone.equals(zone)).forEach(member -> close(member.host));
            routers.values().stream()
                    .filter(router -> router.zone.equals(zone))
                    .map(MongoDouble::service)
                    .forEach(this::close);
        }
    }

    /** Brings a zone back. */
    public synchronized void heal(String zone) {
        servers.cut(zone, false);
        servers.all().stream()
                .filter(member -> member.zone.equals(zone) && member.running)
                .forEach(member ->
                        listen(member.host, zone, () -> new MongodSession(servers, member, () -> rotate(member.host))));
        tick();
    }

    /** Makes the balancer move a chunk for so long, of the cluster whose mongos are reached under this name. */
    public void balancerBusy(String service, Duration time) {
        synchronized (servers) {
            metadataBehind.get(service).balancerBusyUntil = servers.millis() + time.toMillis();
        }
    }

    /** Whether the balancer is on. */
    public boolean balancerOn(String service) {
        synchronized (servers) {
            return !metadataBehind.get(service).balancerOff;
        }
    }

    /** Returns how often something happened: a command to a host, an election, a step-down, an initiation. */
    public int count(String what) {
        return servers.count(what);
    }

    /** Returns all counts whose names begin so. */
    public SortedMap<String, Integer> counts(String prefix) {
        SortedMap<String, Integer> found = new TreeMap<>();
        servers.counts().forEach((what, number) -> {
            if (what.startsWith(prefix)) {
                found.put(what, number.get());
            }
        });
        return found;
    }

    /** Returns the role of each mongod of a set that runs, by host; the words are those of {@code stateStr}. */
    public SortedMap<String, String> roles(String set) {
        SortedMap<String, String> roles = new TreeMap<>();
        synchronized (servers) {
            servers.all().stream()
                    .filter(member -> member.setName.equals(set) && member.running)
                    .forEach(member -> roles.put(member.host, member.role.name()));
        }
        return roles;
    }

    /** Returns the configuration that a mongod has; empty for none. */
    public Optional<BsonDocument> config(String host) {
        synchronized (servers) {
            return servers.running(host).map(member -> member.config).map(SetConfig::told);
        }
    }

    /** Returns the mongos that serve. */
    public synchronized List<String> serving() {
        return routers.entrySet().stream()
                .filter(router -> router.getValue().started && !servers.isCut(router.getValue().zone))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String service(Router router) {
        return router.name.substring(0, router.name.indexOf('/'));
    }

    private void listen(String host, String zone, java.util.function.Supplier<Endpoint.Conversation> conversations) {
        if (!servers.isCut(zone) && !endpoints.containsKey(host)) {
            endpoints.put(
                    host, new Endpoint(sockets, MongoHosts.address(host.replace(":" + PORT, "")), PORT, conversations));
        }
    }

    private void close(String host) {
        Optional.ofNullable(endpoints.remove(host)).ifPresent(Endpoint::close);
    }

    private void tick() {
        servers.tick();
        synchronized (this) {
            Map<String, List<Router>> up = new TreeMap<>();
            routers.values().stream()
                    .filter(Router::tryStart)
                    .filter(router -> !servers.isCut(router.zone))
                    .forEach(router -> up.computeIfAbsent(service(router), key -> new ArrayList<>())
                            .add(router));
            services.forEach((service, admin) -> {
                if (up.containsKey(service)) {
                    listen(service, "", () -> choose(service).session(admin));
                } else {
                    close(service);
                }
            });
        }
    }

    private synchronized Router choose(String service) {
        List<Router> up = routers.values().stream()
                .filter(router -> service(router).equals(service) && router.started && !servers.isCut(router.zone))
                .toList();
        if (up.isEmpty()) {
            throw new IllegalStateException("no mongos of " + service);
        }
        return up.get((int) (System.nanoTime() % up.size()));
    }

    @Override
    public synchronized void close() {
        clock.shutdownNow();
        endpoints.values().forEach(Endpoint::close);
        endpoints.clear();
    }
}
