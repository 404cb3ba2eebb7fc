package io.zonekeeper.controllers.mongocluster.links;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.zonekeeper.core.mongo.facts.MemberReport;
import io.zonekeeper.core.mongo.facts.RouterReport;
import io.zonekeeper.core.mongo.facts.ServerReport;

/** The connections to all servers of one cluster. */
public final class ClusterLinks implements AutoCloseable {
    private static final Duration FIRST_WORDS = Duration.ofSeconds(5);

    private final MongoAccess access;
    private final Clock clock;
    private final Runnable onChange;
    private final ExecutorService background = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("mongo-poll-", 0).factory());
    private final TreeMap<String, MemberLink> members = new TreeMap<>();
    private Optional<RouterLink> router = Optional.empty();
    /** What mongos told the connections in whose place these are; it counts until these have asked. */
    private Optional<RouterReport> before = Optional.empty();

    private final Instant since;

    public ClusterLinks(MongoAccess access, Clock clock, Runnable onChange) {
        this.access = access;
        this.clock = clock;
        this.onChange = onChange;
        this.since = clock.instant();
    }

    MongoAccess access() {
        return access;
    }

    /** Ends these and returns connections to the same servers by another access. */
    ClusterLinks replacedBy(MongoAccess next) {
        ClusterLinks fresh = new ClusterLinks(next, clock, onChange);
        List<String> hosts;
        synchronized (this) {
            hosts = List.copyOf(members.keySet());
        }
        fresh.before = routerReport();
        close();
        fresh.members(hosts);
        return fresh;
    }

    /** Whether every member presents a certificate that {@code ca.crt} verifies. */
    synchronized boolean allTrusted() {
        return members.values().stream()
                .allMatch(link -> link.report()
                        .flatMap(report -> report.server().certificate())
                        .filter(ServerReport.Presented::trusted)
                        .isPresent());
    }

    /** Connects to these members, and to no others any more. */
    public synchronized void members(Collection<String> hosts) {
        members.entrySet().removeIf(link -> {
            boolean gone = !hosts.contains(link.getKey());
            if (gone) {
                link.getValue().close();
            }
            return gone;
        });
        hosts.forEach(host -> members.computeIfAbsent(host, this::open));
    }

    /** Connects to mongos under this name. */
    public synchronized void router(String host) {
        if (router.isEmpty()) {
            router = Optional.of(new RouterLink(host, access, clock, background(), onChange));
            router.get().lookSoon();
        }
    }

    public synchronized Optional<MemberReport> report(String host) {
        return Optional.ofNullable(members.get(host)).flatMap(MemberLink::report);
    }

    /** Returns what these hosts reported, as far as they did. */
    public synchronized Map<String, MemberReport> reports(Collection<String> hosts) {
        Map<String, MemberReport> found = new TreeMap<>();
        hosts.forEach(host -> report(host).ifPresent(report -> found.put(host, report)));
        return found;
    }

    /**
     * Whether the servers reported enough to plan by: every member what it is, those with data what they know, and a
     * mongos whether it responds; or they had their time. A leader that has just begun must not take its own ignorance
     * for silence.
     */
    public synchronized boolean heard() {
        Instant begun = clock.instant().minus(FIRST_WORDS);
        return (begun.isAfter(since) || membersHeard())
                && router.filter(link -> !link.asked() && !begun.isAfter(link.since()))
                        .isEmpty();
    }

    private boolean membersHeard() {
        return members.values().stream()
                .allMatch(link -> link.report()
                        .filter(report ->
                                !report.state().readable() || report.view().isPresent())
                        .isPresent());
    }

    public synchronized Optional<RouterReport> routerReport() {
        return router.filter(RouterLink::asked).map(RouterLink::report).orElse(before);
    }

    public synchronized Optional<MemberLink> member(String host) {
        return Optional.ofNullable(members.get(host));
    }

    public synchronized Optional<RouterLink> router() {
        return router;
    }

    /** Checks all servers soon. */
    public synchronized void lookSoon() {
        members.values().forEach(MemberLink::lookSoon);
        router.ifPresent(RouterLink::lookSoon);
    }

    /** Checks these members now, all at once, and returns when all were asked. */
    public void look(Collection<String> hosts) {
        List<MemberLink> links =
                hosts.stream().flatMap(host -> member(host).stream()).toList();
        List<? extends Future<?>> looks =
                links.stream().map(link -> background.submit(link::look)).toList();
        for (Future<?> look : looks) {
            try {
                look.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (java.util.concurrent.ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    @Override
    public synchronized void close() {
        Stream.concat(members.values().stream(), router.stream()).forEach(link -> {
            try {
                link.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        members.clear();
        router = Optional.empty();
        background.shutdown();
    }

    private Executor background() {
        return task -> {
            if (!background.isShutdown()) {
                background.execute(task);
            }
        };
    }

    private MemberLink open(String host) {
        MemberLink link = new MemberLink(host, access, clock, background(), onChange);
        link.lookSoon();
        return link;
    }
}
