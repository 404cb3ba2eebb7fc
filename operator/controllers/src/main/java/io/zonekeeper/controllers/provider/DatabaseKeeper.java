package io.zonekeeper.controllers.provider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseSpec;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseStatus;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicySpec;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.controllers.policies.PolicySettings;
import io.zonekeeper.controllers.zones.ZoneState;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.aws.Allowance;
import io.zonekeeper.core.aws.AwsTrouble;
import io.zonekeeper.core.aws.DatabaseControl;
import io.zonekeeper.core.aws.DatabaseFact;
import io.zonekeeper.core.aws.DatabasePlan;
import io.zonekeeper.core.aws.DatabasePlanner;
import io.zonekeeper.core.aws.DatabaseSituation;
import io.zonekeeper.core.aws.FailoverMemory;
import io.zonekeeper.core.aws.FailoverMemory.Failover;
import io.zonekeeper.core.zone.ZoneIdentity;
import io.zonekeeper.kube.client.KubernetesClients;
import io.zonekeeper.kube.client.TolerantDecoding;
import io.zonekeeper.kube.objects.Labels;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one MultiAZDatabase, in the five steps: resolve, observe, plan, apply, report.
 *
 * <p>It reads the object from the API server and not from a cache, and writes an intent only onto the version that it
 * read: what another leader wrote in between is never overlooked, so that no incident gets two failovers.
 */
final class DatabaseKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseKeeper.class);
    private static final Duration MOVING = Duration.ofSeconds(2);
    private static final Duration HELD = Duration.ofSeconds(15);
    private static final Duration NOT_LEADING = Duration.ofSeconds(30);
    private static final int CONFLICT = 409;

    private final String namespace;
    private final String name;
    private final KubernetesClient client;
    private final AwsRegions regions;
    private final Supplier<Optional<ZoneState>> zones;
    private final Function<ZoneIdentity, Optional<Refusal>> mistaken;
    private final PolicySettings policy;
    private final BooleanSupplier leading;
    private final DatabaseEvents events;
    private final Duration interval;
    private final Clock clock;
    private final Singleton loop;

    DatabaseKeeper(
            String namespace,
            String name,
            KubernetesClient client,
            AwsRegions regions,
            Supplier<Optional<ZoneState>> zones,
            Function<ZoneIdentity, Optional<Refusal>> mistaken,
            PolicySettings policy,
            BooleanSupplier leading,
            DatabaseEvents events,
            Duration interval,
            Clock clock) {
        this.namespace = namespace;
        this.name = name;
        this.client = client;
        this.regions = regions;
        this.zones = zones;
        this.mistaken = mistaken;
        this.policy = policy;
        this.leading = leading;
        this.events = events;
        this.interval = interval;
        this.clock = clock;
        this.loop = Singleton.calling("aws-database", this::round);
    }

    DatabaseKeeper start() {
        loop.start();
        return this;
    }

    void poke() {
        loop.trigger();
    }

    @Override
    public void close() {
        loop.close();
    }

    private Duration round() {
        if (!leading.getAsBoolean()) {
            return NOT_LEADING;
        }
        MultiAZDatabase database = client.resources(MultiAZDatabase.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (database == null || zones.get().isEmpty() || paused(database)) {
            return interval;
        }
        Optional<String> unreadable = TolerantDecoding.problem(database);
        if (unreadable.isPresent()) {
            LOG.atWarn()
                    .addKeyValue("database", name)
                    .addKeyValue("cause", unreadable.get())
                    .log("cannot be read");
            return interval;
        }
        Optional<DatabaseControl> control = control(database.getSpec().rds());
        Optional<DatabaseFact> fact = Optional.empty();
        String unheard = "the region is not known: set spec.rds.region";
        if (control.isPresent()) {
            try {
                fact = Optional.of(read(control.get(), database.getSpec().rds()));
            } catch (AwsTrouble e) {
                unheard = e.getMessage();
            }
        }
        DatabasePlan plan = plan(database, fact, unheard);
        Optional<MultiAZDatabase> written = write(database, fact, plan, plan.memory());
        if (plan.call().isPresent()) {
            if (written.isEmpty()) {
                return Duration.ofMillis(100);
            }
            ask(control.orElseThrow(), written.get(), fact.orElseThrow(), plan);
            return MOVING;
        }
        return next(plan);
    }

    private DatabasePlan plan(MultiAZDatabase database, Optional<DatabaseFact> fact, String unheard) {
        List<String> allowed = policy.aws().map(ZoneHealthPolicySpec.Aws::allow).orElse(List.of());
        Optional<Refusal> objection =
                fact.flatMap(known -> Allowance.objection(known.arn(), Optional.of(known.tags()), namespace, allowed));
        Map<String, DatabaseSituation.Zone> known = DatabaseFacts.zones(zones.get(), mistaken);
        return DatabasePlanner.plan(
                new DatabaseSituation(
                        fact,
                        unheard,
                        known,
                        objection,
                        DatabaseFacts.advice(database, policy.mode()),
                        DatabaseFacts.minInterval(database),
                        DatabaseFacts.memory(Optional.ofNullable(database.getStatus()))),
                clock.instant());
    }

    /** The intent stands in the status: now AWS is asked, once. */
    private void ask(DatabaseControl control, MultiAZDatabase written, DatabaseFact fact, DatabasePlan plan) {
        Failover intent = plan.call().orElseThrow();
        Failover after;
        try {
            if (fact.cluster()) {
                control.failOverCluster(fact.identifier(), intent.target());
            } else {
                control.failOverInstance(fact.identifier());
            }
            after = intent.requested();
            events.requested(written, intent);
        } catch (AwsTrouble e) {
            // Where it is not certain that nothing happened the intent stays as it is, and AWS is not asked again.
            after = e.kind().withoutEffect() ? intent.refused(e.getMessage()) : intent;
            events.notTaken(written, e);
        }
        if (!after.equals(intent)) {
            var memory = new FailoverMemory(
                    plan.memory().writerZone(),
                    Optional.of(after),
                    plan.memory().last());
            MultiAZDatabase current = written;
            DatabasePlan told = DatabasePlanner.plan(
                    new DatabaseSituation(
                            Optional.of(fact),
                            "",
                            DatabaseFacts.zones(zones.get(), mistaken),
                            Optional.empty(),
                            Optional.empty(),
                            DatabaseFacts.minInterval(current),
                            memory),
                    clock.instant());
            var unused = write(current, Optional.of(fact), told, memory);
        }
    }

    private Duration next(DatabasePlan plan) {
        Duration wait = plan.moving() ? MOVING : plan.held().isPresent() ? HELD : interval;
        if (wait.compareTo(interval) > 0) {
            wait = interval;
        }
        Duration normal = wait;
        return plan.nextChange()
                .map(change -> Duration.between(clock.instant(), change))
                .map(left -> left.isNegative() ? Duration.ofMillis(100) : left)
                .filter(left -> left.compareTo(normal) < 0)
                .orElse(normal);
    }

    /** Returns the object as written, or as it was where nothing had to be; empty where somebody wrote in between. */
    private Optional<MultiAZDatabase> write(
            MultiAZDatabase database, Optional<DatabaseFact> fact, DatabasePlan plan, FailoverMemory memory) {
        Instant now = clock.instant();
        MultiAZDatabaseStatus status = DatabaseFacts.status(
                database,
                fact,
                DatabaseFacts.advice(database, policy.mode()).isPresent(),
                memory,
                plan.conditions(),
                now);
        if (Objects.equals(status, database.getStatus())) {
            return Optional.of(database);
        }
        var fresh = new MultiAZDatabase();
        fresh.getMetadata().setName(name);
        fresh.getMetadata().setNamespace(namespace);
        fresh.getMetadata().setResourceVersion(database.getMetadata().getResourceVersion());
        fresh.setStatus(status);
        try {
            MultiAZDatabase written =
                    client.resource(fresh).subresource("status").patch(KubernetesClients.applying(true));
            events.tell(database, status, plan);
            return Optional.of(written);
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<DatabaseControl> control(MultiAZDatabaseSpec.Rds rds) {
        return Optional.ofNullable(rds.region())
                .or(regions::home)
                .map(region -> regions.of(region).databases());
    }

    private static DatabaseFact read(DatabaseControl control, MultiAZDatabaseSpec.Rds rds) {
        return rds.cluster() == null ? control.instance(rds.instance()) : control.cluster(rds.cluster());
    }

    private static boolean paused(MultiAZDatabase database) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(database.getMetadata().getAnnotations(), Map.of());
        return Boolean.parseBoolean(annotations.get(Labels.PAUSED));
    }
}
