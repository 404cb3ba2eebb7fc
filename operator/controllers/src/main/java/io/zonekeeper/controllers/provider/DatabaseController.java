package io.zonekeeper.controllers.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseSpec;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseStatus;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicySpec;
import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.framework.Controller;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Next;
import io.zonekeeper.controllers.framework.Resolution;
import io.zonekeeper.controllers.framework.Session;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.aws.Allowance;
import io.zonekeeper.core.aws.AwsFailure;
import io.zonekeeper.core.aws.database.DatabaseControl;
import io.zonekeeper.core.aws.database.DatabaseFact;
import io.zonekeeper.core.aws.database.DatabasePlan;
import io.zonekeeper.core.aws.database.DatabasePlanner;
import io.zonekeeper.core.aws.database.DatabaseSituation;
import io.zonekeeper.core.aws.database.FailoverMemory;
import io.zonekeeper.core.aws.database.FailoverMemory.Failover;
import io.zonekeeper.core.reasons.DatabaseReason;

import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/**
 * Moves the writers of MultiAZDatabases out of cordoned zones.
 *
 * <p>An intent is recorded only onto the version of the object that it was planned from: what another leader wrote in
 * between is never overlooked, so that no incident gets two failovers.
 */
public final class DatabaseController
        extends Controller<MultiAZDatabase, MultiAZDatabaseStatus, DatabaseController.Facts, DatabasePlan> {
    private static final Refusal OFF = new Refusal(
            DatabaseReason.AWS_OFF, "AWS is disabled, so RDS is not used: set the chart's aws.enabled to true");

    private static final Duration WHILE_MOVING = Duration.ofSeconds(2);
    private static final Duration WHILE_HELD = Duration.ofSeconds(15);

    private final ClusterState state;
    private final Optional<Databases> databases;
    private final DatabaseEvents events;
    private final Duration interval;

    /**
     * What is known of a database.
     *
     * @param control asks RDS; empty where the region is not known
     * @param situation as it is planned from
     */
    public record Facts(Optional<DatabaseControl> control, DatabaseSituation situation) {}

    /** Creates a controller; where AWS is switched off it only reports that. */
    public DatabaseController(Environment environment, ClusterState state, AwsIntegration aws) {
        this(environment, state, aws.databases());
    }

    DatabaseController(Environment environment, ClusterState state, Optional<Databases> databases) {
        super(MultiAZDatabase.class, environment, state.databases());
        this.state = state;
        this.databases = databases;
        this.events = new DatabaseEvents(environment.events(), environment.metrics());
        this.interval = environment.config().aws().pollInterval().multipliedBy(2);
    }

    @Override
    protected List<EventSource<?, MultiAZDatabase>> eventSources(EventSourceContext<MultiAZDatabase> context) {
        var changes = new SimpleInboundEventSource<MultiAZDatabase>("zones-and-policy");
        state.changes().subscribe(change -> {
            if (change instanceof Change.Zones || change instanceof Change.Policy) {
                primaries().ids().forEach(changes::propagateEvent);
            }
        });
        return List.of(changes);
    }

    @Override
    protected boolean waitsForOthers() {
        return true;
    }

    @Override
    protected Resolution<Facts> resolve(MultiAZDatabase database) {
        if (databases.isEmpty()) {
            return new Resolution.Refused<>(OFF);
        }
        if (state.zones().isEmpty()) {
            return new Resolution.NotYet<>(Next.UNTIL_ZONES_ARE_KNOWN);
        }
        MultiAZDatabaseSpec.Rds rds = database.getSpec().rds();
        Optional<DatabaseControl> control = databases.get().in(Optional.ofNullable(rds.region()));
        if (control.isEmpty()) {
            return ready(
                    control, situation(database, Optional.empty(), "the region is not known: set spec.rds.region"));
        }
        try {
            return ready(control, situation(database, Optional.of(read(control.get(), rds)), ""));
        } catch (AwsFailure e) {
            return ready(control, situation(database, Optional.empty(), e.getMessage()));
        }
    }

    private static Resolution<Facts> ready(Optional<DatabaseControl> control, DatabaseSituation situation) {
        return new Resolution.Ready<>(new Facts(control, situation));
    }

    private static DatabaseFact read(DatabaseControl control, MultiAZDatabaseSpec.Rds rds) {
        return rds.cluster() == null ? control.instance(rds.instance()) : control.cluster(rds.cluster());
    }

    private DatabaseSituation situation(MultiAZDatabase database, Optional<DatabaseFact> fact, String unreachable) {
        String namespace = database.getMetadata().getNamespace();
        List<String> allowed =
                state.policy().aws().map(ZoneHealthPolicySpec.Aws::allow).orElse(List.of());
        return new DatabaseSituation(
                fact,
                unreachable,
                zones(),
                fact.flatMap(known -> Allowance.objection(known.arn(), Optional.of(known.tags()), namespace, allowed)),
                advice(database),
                DatabaseFacts.minInterval(database),
                DatabaseFacts.memory(Optional.ofNullable(database.getStatus())));
    }

    private Map<String, DatabaseSituation.Zone> zones() {
        return DatabaseFacts.zones(state.zones(), databases.orElseThrow()::mistaken);
    }

    /** Returns why nothing is done but report; empty where the database is acted on. */
    private Optional<String> advice(MultiAZDatabase database) {
        return paused(database)
                ? Optional.of("its writer stays, because the object is paused")
                : DatabaseFacts.advice(database, state.policy().mode());
    }

    @Override
    protected DatabasePlan plan(MultiAZDatabase database, Facts facts) {
        return DatabasePlanner.plan(facts.situation(), now());
    }

    @Override
    protected Next apply(Session<MultiAZDatabase, MultiAZDatabaseStatus> session, Facts facts, DatabasePlan plan) {
        MultiAZDatabaseStatus status = status(session.object(), facts.situation(), plan.memory(), plan);
        if (plan.call().isPresent()) {
            session.record(status);
            call(session, facts, plan);
            return Next.in(WHILE_MOVING);
        }
        session.report(status);
        Duration regular = plan.moving() ? WHILE_MOVING : plan.held().isPresent() ? WHILE_HELD : interval;
        return Next.in(regular).orIn(interval).orAt(plan.nextChange(), now());
    }

    /** The intent is recorded: now AWS is asked, once. */
    private void call(Session<MultiAZDatabase, MultiAZDatabaseStatus> session, Facts facts, DatabasePlan plan) {
        Failover intent = plan.call().orElseThrow();
        DatabaseControl control = facts.control().orElseThrow();
        DatabaseFact fact = facts.situation().fact().orElseThrow();
        Failover after;
        try {
            if (fact.cluster()) {
                control.failOverCluster(fact.identifier(), intent.target());
            } else {
                control.failOverInstance(fact.identifier());
            }
            after = intent.requested();
            events.requested(session.object(), intent);
        } catch (AwsFailure e) {
            // Where it is not certain that nothing happened the intent stays as it is, and AWS is not asked again.
            after = e.kind().withoutEffect() ? intent.refused(e.getMessage()) : intent;
            events.notTaken(session.object(), e);
        }
        if (!after.equals(intent)) {
            var memory = new FailoverMemory(
                    plan.memory().writerZone(),
                    Optional.of(after),
                    plan.memory().last());
            DatabaseSituation answered = new DatabaseSituation(
                    Optional.of(fact),
                    "",
                    zones(),
                    Optional.empty(),
                    Optional.empty(),
                    facts.situation().minInterval(),
                    memory);
            session.report(status(session.object(), answered, memory, DatabasePlanner.plan(answered, now())));
        }
    }

    private MultiAZDatabaseStatus status(
            MultiAZDatabase database, DatabaseSituation situation, FailoverMemory memory, DatabasePlan plan) {
        return DatabaseFacts.status(
                database, situation.fact(), advice(database).isPresent(), memory, plan.conditions(), now());
    }

    @Override
    protected MultiAZDatabaseStatus paused(MultiAZDatabase database, Facts facts, DatabasePlan plan) {
        return status(database, facts.situation(), plan.memory(), plan);
    }

    @Override
    protected Next whilePaused() {
        return Next.in(interval);
    }

    /** What was decided before stays recorded. */
    @Override
    protected MultiAZDatabaseStatus refused(MultiAZDatabase database, Refusal why) {
        return DatabaseFacts.status(
                database,
                Optional.empty(),
                true,
                DatabaseFacts.memory(Optional.ofNullable(database.getStatus())),
                ConditionFact.refused(why),
                now());
    }

    @Override
    protected MultiAZDatabase empty() {
        return new MultiAZDatabase();
    }

    @Override
    protected void tell(MultiAZDatabase before, MultiAZDatabaseStatus status) {
        events.tell(before, status);
    }

    private Instant now() {
        return environment().clock().instant();
    }
}
