package io.zonekeeper.controllers.provider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseStatus;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.ZoneState;
import io.zonekeeper.controllers.framework.Next;
import io.zonekeeper.controllers.framework.ObjectInMemory;
import io.zonekeeper.controllers.framework.TestEnvironment;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.aws.AwsFailure;
import io.zonekeeper.core.aws.database.DatabaseControl;
import io.zonekeeper.core.aws.database.DatabaseFact;
import io.zonekeeper.core.cordon.Cordon;
import io.zonekeeper.core.cordon.CordonHistory;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.core.zone.ZoneIdentity;
import io.zonekeeper.kube.events.Events;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A Multi-AZ instance whose writer is in zone a, reconciled by hand. */
class DatabaseControllerTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final List<String> story = Collections.synchronizedList(new ArrayList<>());
    private final Events events = new Events(event -> story.add(event.getReason()), Clock.systemUTC(), "test");
    private final ClusterState state = new ClusterState(null);
    private final Rds rds = new Rds();
    private Optional<Databases> databases = Optional.of(rds);

    @AfterEach
    void close() {
        events.close();
    }

    @Test
    void aWriterInAZoneThatIsNotCordonedStays() {
        cordoned();
        var database = database("{}", "");
        assertThat(database.reconcile()).isPresent();
        assertThat(rds.calls).isEmpty();
        database.reconcile();
        assertThat(database.written()).as("a second reconcile writes nothing").hasSize(1);
    }

    @Test
    void theIntentIsRecordedBeforeAwsIsAsked() {
        cordoned("a");
        var database = database("{}", "");
        rds.whenCalled = () -> assertThat(database.object().getStatus().failover())
                .as("the status when AWS is asked")
                .isNotNull();
        assertThat(database.reconcile()).contains(Duration.ofSeconds(2));
        assertThat(rds.calls).containsExactly("reboot orders");
        await().until(() -> story.contains("FailoverRequested"));
    }

    @Test
    void anIntentThatCannotBeRecordedIsNotActedOn() {
        cordoned("a");
        var database = database("{}", "");
        database.refusesWrites(true);
        assertThatThrownBy(database::reconcile).isInstanceOf(KubernetesClientException.class);
        assertThat(rds.calls).isEmpty();
        database.refusesWrites(false);
        database.reconcile();
        assertThat(rds.calls).hasSize(1);
    }

    @Test
    void aProcessThatDiedAfterTheIntentDoesNotAskTwice() {
        cordoned("a");
        var database = database("{}", "");
        rds.whenCalled = () -> {
            throw new AwsFailure(AwsFailure.Kind.UNCERTAIN, "Timeout", "no answer in 10 s", Optional.empty(), null);
        };
        database.reconcile();
        rds.whenCalled = () -> {};
        var nextLeader = database(database.object());
        nextLeader.reconcile();
        nextLeader.reconcile();
        assertThat(rds.calls)
                .as("it is not known whether AWS received the first")
                .hasSize(1);
        await().until(() -> story.contains("FailoverRefused"));
    }

    @Test
    void whatAwsRefusedIsReported() {
        cordoned("a");
        var database = database("{}", "");
        rds.whenCalled = () -> {
            throw new AwsFailure(
                    AwsFailure.Kind.FORBIDDEN, "AccessDenied", "may not RebootDBInstance", Optional.empty(), null);
        };
        database.reconcile();
        assertThat(database.object().getStatus().failover().error()).contains("may not RebootDBInstance");
        await().until(() -> story.contains("FailoverRefused"));
    }

    @Test
    void adviceIsReportedAndNothingIsAsked() {
        cordoned("a");
        var database = database("{mode: Advise}", "");
        database.reconcile();
        assertThat(rds.calls).isEmpty();
        assertThat(reasons(database)).contains("FailoverHeld");
    }

    @Test
    void whatIsPausedIsReportedAndNothingIsAsked() {
        cordoned("a");
        var database = database("{}", "annotations: {zonekeeper.io/paused: 'true'}");
        assertThat(database.reconcile()).as("RDS is read on").isPresent();
        assertThat(rds.calls).isEmpty();
        assertThat(database.written()).hasSize(1);
    }

    @Test
    void rdsThatDoesNotAnswerIsReported() {
        cordoned("a");
        rds.unreachable = true;
        var database = database("{}", "");
        database.reconcile();
        assertThat(rds.calls).isEmpty();
        assertThat(database.object().getStatus().conditions())
                .anySatisfy(condition -> assertThat(condition.message()).contains("cannot be reached"));
    }

    @Test
    void aRegionThatIsNotKnownIsAskedFor() {
        cordoned();
        rds.regionKnown = false;
        var database = database("{}", "");
        database.reconcile();
        assertThat(database.object().getStatus().conditions())
                .anySatisfy(condition -> assertThat(condition.message()).contains("set spec.rds.region"));
    }

    @Test
    void beforeZonesAreKnownItWaits() {
        var database = database("{}", "");
        assertThat(database.reconcile()).contains(Next.UNTIL_ZONES_ARE_KNOWN);
        assertThat(database.written()).isEmpty();
    }

    @Test
    void withoutAwsItSaysSo() {
        databases = Optional.empty();
        var database = database("{}", "");
        assertThat(database.reconcile()).contains(Next.AFTER_REFUSAL);
        assertThat(database.object().getStatus().conditions())
                .anySatisfy(condition -> assertThat(condition.reason()).isEqualTo("AWSOff"));
    }

    private static List<String> reasons(ObjectInMemory<MultiAZDatabase, MultiAZDatabaseStatus> database) {
        return database.object().getStatus().conditions().stream()
                .filter(condition -> condition.status().equals("True"))
                .map(Condition::type)
                .toList();
    }

    private ObjectInMemory<MultiAZDatabase, MultiAZDatabaseStatus> database(String failover, String metadata) {
        return database(
                new KubernetesSerialization().unmarshal("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: MultiAZDatabase
                metadata:
                  name: orders
                  namespace: shop
                  generation: 1
                  %s
                spec: {rds: {instance: orders}, failover: %s}
                """.formatted(metadata, failover), MultiAZDatabase.class));
    }

    private ObjectInMemory<MultiAZDatabase, MultiAZDatabaseStatus> database(MultiAZDatabase object) {
        return new ObjectInMemory<>(new DatabaseController(TestEnvironment.telling(events), state, databases), object);
    }

    private void cordoned(String... zones) {
        List<KnownZone> known = new ArrayList<>();
        Map<String, ZoneDecision> decisions = new TreeMap<>();
        for (String zone : List.of("a", "b")) {
            boolean cordoned = List.of(zones).contains(zone);
            known.add(new KnownZone(ZoneIdentity.named(zone), zone, true, OptionalInt.of(known.size())));
            decisions.put(
                    zone,
                    new ZoneDecision(
                            new ZoneVerdict(
                                    zone, Verdict.HEALTHY, NOON, Optional.of(NOON), Map.of(), List.of(), false, false),
                            cordoned
                                    ? Optional.of(new Cordon(Cause.MANUAL, "works", NOON, Optional.empty(), false))
                                    : Optional.empty(),
                            Optional.empty(),
                            CordonHistory.NONE));
        }
        state.decided(new ZoneState(ZoneCatalog.of(known), new TreeMap<>(decisions)));
    }

    /** One instance, whose standby is in zone b. */
    private static final class Rds implements Databases, DatabaseControl {
        private final List<String> calls = new ArrayList<>();
        private Runnable whenCalled = () -> {};
        private boolean unreachable;
        private boolean regionKnown = true;

        @Override
        public Optional<DatabaseControl> in(Optional<String> region) {
            return regionKnown ? Optional.of(this) : Optional.empty();
        }

        @Override
        public Optional<Refusal> mistaken(ZoneIdentity zone) {
            return Optional.empty();
        }

        @Override
        public DatabaseFact instance(String identifier) {
            if (unreachable) {
                throw new AwsFailure(AwsFailure.Kind.UNAVAILABLE, "", "RDS cannot be reached", Optional.empty(), null);
            }
            return new DatabaseFact(
                    identifier,
                    "arn:aws:rds:us-east-1:1:db:" + identifier,
                    false,
                    "postgres",
                    "available",
                    true,
                    Optional.of(new DatabaseFact.Member(identifier, "a", "available", 1)),
                    List.of(new DatabaseFact.Member(identifier, "b", "available", 1)),
                    Map.of("zonekeeper.io/namespace", "shop"));
        }

        @Override
        public DatabaseFact cluster(String identifier) {
            throw new AssertionError("it is an instance");
        }

        @Override
        public void failOverInstance(String identifier) {
            calls.add("reboot " + identifier);
            whenCalled.run();
        }

        @Override
        public void failOverCluster(String identifier, Optional<String> target) {
            throw new AssertionError("it is an instance");
        }
    }
}
