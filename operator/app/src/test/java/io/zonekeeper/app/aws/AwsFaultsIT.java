package io.zonekeeper.app.aws;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseStatus;
import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.app.evacuation.UserOfZones;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/** AWS hangs, and the operator dies at the worst moments; and the examples. */
@ZonedCluster
class AwsFaultsIT {
    private static final String ARN =
            "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/storefront/50dc6c495c0c9188";
    private static final Path EXAMPLES = Path.of("../../examples");

    private FakeAws aws;
    private OperatorUnderTest operator;
    private UserOfServices user;
    private UserOfZones zones;
    private KubernetesClient client;
    private Kubectl kubectl;

    @BeforeEach
    void start(OperatorUnderTest started, KubernetesClient client, Kubectl kubectl, TestNamespace namespace)
            throws IOException {
        aws = FakeAws.start();
        this.operator = started;
        this.client = client;
        this.kubectl = kubectl;
        user = new UserOfServices(client, kubectl);
        zones = new UserOfZones(client, kubectl);
        aws.say(
                "{'balancers': {'%s': {'tags': {'zonekeeper.io/namespace': '%2$s'}}}, 'databases': {'orders-prod': {'zone': 'us-east-1b', 'standby': 'us-east-1a', 'tags': {'zonekeeper.io/namespace': '%2$s'}}}, 'clusters': {'ledger-prod': {'writer': 'l1', 'members': {'l1': {'zone': 'us-east-1a'}, 'l2': {'zone': 'us-east-1c'}}, 'tags': {'zonekeeper.io/namespace': '%2$s'}}}}"
                        .formatted(ARN, client.getNamespace()));
    }

    @AfterEach
    void stop(Zones faults) {
        aws.fault("null");
        zones.restore(faults);
        operator.stop();
        aws.close();
    }

    /** With every endpoint hanging from the start the operator starts, and a cordoned zone is left. */
    @Test
    void everyEndpointHangsAndAZoneIsLeftAllTheSame() {
        aws.fault("{'hang': true}");
        run();
        kubectl.run("apply", "-f", EXAMPLES.resolve("08-load-balancer-shift").toString());
        kubectl.run("apply", "-f", EXAMPLES.resolve("07-multi-az-database").toString());
        user.untilReady("storefront");
        zones.spec(B, "{\"cordon\":{\"reason\":\"works\"}}");
        user.untilState("storefront", B, "Drained");
        Waiting.untilAsserted(
                "what is not known is told",
                () -> assertThat(user.get("storefront")
                                .getStatus()
                                .loadBalancers()
                                .getFirst()
                                .state())
                        .isIn("Refused", "Shifting"));
        assertThat(user.spread("storefront")).containsEntry(A, 3).containsEntry(C, 3);
    }

    /** An intent without an outcome is all that a killed operator leaves: the next one asks nothing. */
    @Test
    void killedBetweenIntentAndCallThereIsNoSecondFailover() {
        run();
        kubectl.run("apply", "-f", EXAMPLES.resolve("07-multi-az-database").toString());
        untilReady("orders", "Placed");
        operator.crash();
        Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        client.resources(MultiAZDatabase.class).withName("orders").editStatus(database -> {
            var status = database.getStatus();
            var intent = new MultiAZDatabaseStatus.FailoverStatus(
                    B + "@" + since, "Intended", since.toString(), B, A, null, null, null, null);
            database.setStatus(new MultiAZDatabaseStatus(
                    status.observedGeneration(),
                    status.database(),
                    status.state(),
                    status.writerZone(),
                    status.standby(),
                    status.mode(),
                    intent,
                    null,
                    status.conditions()));
            return database;
        });
        zones.spec(B, "{\"cordon\":{\"reason\":\"works\"}}");
        run();
        untilReady("orders", "FailingOver");
        zones.untilCordoned(B, "Manual");
        Waiting.throughout(
                "nothing is asked",
                Duration.ofSeconds(5),
                () -> assertThat(aws.calls("RebootDBInstance")).isEmpty());
        // The call had been made after all: its end is seen.
        aws.say("{'databases': {'orders-prod': {'zone': 'us-east-1a', 'standby': 'us-east-1b'}}}");
        // Well placed, but for its standby, which is in the cordoned zone now.
        untilReady("orders", "StandbyZoneUnusable");
        assertThat(database("orders").getStatus().lastFailover().by()).isEqualTo("Zonekeeper");
    }

    /** Killed as soon as the intent can be seen: at most one call, whichever came first. */
    @Test
    void killedAtTheSightOfTheIntentThereIsAtMostOneFailover() {
        run();
        kubectl.run("apply", "-f", EXAMPLES.resolve("07-multi-az-database").toString());
        untilReady("orders", "Placed");
        zones.spec(B, "{\"cordon\":{\"reason\":\"works\"}}");
        Waiting.until(
                "an intent is written", () -> database("orders").getStatus().failover() != null);
        operator.crash();
        run();
        Waiting.throughout(
                "one call at most",
                Duration.ofSeconds(6),
                () -> assertThat(aws.calls("RebootDBInstance")).hasSizeLessThan(2));
    }

    /** ARC remembers our shift: the next leader knows it, does not start another, and ends it on the return. */
    @Test
    void aNewLeaderKnowsTheShiftOfTheOneThatDied() {
        run();
        kubectl.run("apply", "-f", EXAMPLES.resolve("08-load-balancer-shift").toString());
        user.untilReady("storefront");
        zones.spec(B, "{\"cordon\":{\"reason\":\"works\"}}");
        Waiting.untilAsserted(
                "it is shifted", () -> assertThat(aws.shiftedAwayFrom()).containsExactly("use1-az2"));
        operator.crash();
        run();
        Waiting.throughout(
                "one shift",
                Duration.ofSeconds(4),
                () -> assertThat(aws.calls("StartZonalShift")).hasSize(1));
        zones.spec(B, "{\"cordon\":null}");
        Waiting.untilAsserted(
                "it is ended",
                Duration.ofSeconds(60),
                () -> assertThat(aws.shiftedAwayFrom()).isEmpty());
    }

    private void run() {
        Map<String, String> settings = aws.settings();
        operator.startJar(settings);
        zones.untilFound();
    }

    private MultiAZDatabase database(String name) {
        return client.resources(MultiAZDatabase.class).withName(name).get();
    }

    private List<Condition> conditions(String name) {
        MultiAZDatabaseStatus status = database(name).getStatus();
        return status == null || status.conditions() == null ? List.of() : status.conditions();
    }

    private void untilReady(String name, String reason) {
        Waiting.untilAsserted(
                name + " is " + reason,
                () -> assertThat(conditions(name))
                        .filteredOn(condition -> condition.type().equals("Ready"))
                        .extracting(condition -> condition.reason())
                        .containsExactly(reason));
    }
}
