package io.zonekeeper.controllers.mongocluster.links;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import io.zonekeeper.core.mongo.facts.RouterReport;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to the mongos of a cluster, through their Service, and what was last heard of them. */
public final class RouterLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RouterLink.class);
    private static final Duration OLD = Duration.ofMinutes(3);

    private final Clock clock;
    private final Executor background;
    private final Runnable onChange;
    private final MongoClient client;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Optional<RouterReport> report = Optional.empty();
    private final Instant since;
    private volatile Instant at = Instant.EPOCH;

    public RouterLink(String host, MongoAccess access, Clock clock, Executor background, Runnable onChange) {
        this.clock = clock;
        this.since = clock.instant();
        this.background = background;
        this.onChange = onChange;
        this.client = access.connect(host, server -> {});
    }

    /** Returns since when it is asked. */
    Instant since() {
        return since;
    }

    /** Returns whether a mongos was asked yet, with whatever answer. */
    boolean asked() {
        return !at.equals(Instant.EPOCH);
    }

    /** Returns what a mongos told lately. */
    public Optional<RouterReport> report() {
        return report.filter(told -> at.isAfter(clock.instant().minus(OLD)));
    }

    public Document run(Document command) {
        return client.getDatabase("admin").runCommand(command);
    }

    void lookSoon() {
        if (looking.compareAndSet(false, true)) {
            background.execute(() -> {
                try {
                    look();
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    /** Asks for shards and balancer. */
    public void look() {
        Optional<RouterReport> fresh;
        try {
            fresh = report(run(new Document("listShards", 1)), run(new Document("balancerStatus", 1)));
        } catch (MongoException | IllegalStateException e) {
            LOG.atDebug().addKeyValue("cause", e.getMessage()).log("no mongos responds");
            fresh = Optional.empty();
        }
        boolean changed = !asked() || !fresh.equals(report);
        report = fresh;
        at = clock.instant();
        if (changed) {
            onChange.run();
        }
    }

    /**
     * Returns the report that two answers make; empty where one cannot be read: a shard that is not named would be
     * added again, and a balancer whose mode is unknown might be started though somebody stopped it.
     */
    static Optional<RouterReport> report(Document listShards, Document balancerStatus) {
        List<Document> shards = AnswerFields.documents(listShards, "shards");
        Set<String> names = shards.stream()
                .flatMap(shard -> AnswerFields.text(shard, "_id").stream())
                .collect(Collectors.toSet());
        return AnswerFields.text(balancerStatus, "mode")
                .filter(mode -> listShards.get("shards") instanceof List<?> all && all.size() == names.size())
                .map(mode -> new RouterReport(
                        names, !"off".equals(mode), AnswerFields.isTrue(balancerStatus, "inBalancerRound")));
    }

    @Override
    public void close() {
        client.close();
    }
}
