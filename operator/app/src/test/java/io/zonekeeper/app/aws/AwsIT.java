package io.zonekeeper.app.aws;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseStatus;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicyStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.LoadBalancerStatus;
import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.app.evacuation.UserOfZones;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/** What people see of AWS: against a real API server and a stand-in of AWS. */
@ZonedCluster
class AwsIT {
    private static final String ARN =
            "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188";

    private static FakeAws aws;

    private KubernetesClient client;
    private Kubectl kubectl;
    private UserOfServices user;
    private UserOfZones zones;
    private String namespace;

    @BeforeAll
    static void start(OperatorUnderTest operator) throws IOException {
        aws = FakeAws.start();
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        operator.startInProcess(aws.settings());
    }

    @AfterAll
    static void stop() {
        aws.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @BeforeEach
    void connect(KubernetesClient client, Kubectl kubectl, TestNamespace testNamespace) {
        this.client = client;
        this.kubectl = kubectl;
        this.namespace = client.getNamespace();
        user = new UserOfServices(client, kubectl);
        zones = new UserOfZones(client, kubectl);
        zones.untilFound();
        zones.trustSoon();
        zones.policy(
                "{\"signals\":{\"aws\":{\"availabilityZoneState\":true,\"healthEvents\":true,\"autoshifts\":true,\"instanceStatus\":true,\"alarms\":[{\"name\":\"az-{zoneId}-latency\"}]}}}");
        Waiting.untilAsserted("AWS is heard", () -> assertThat(heard().status()).isEqualTo("True"));
    }

    @AfterEach
    void restore(Zones faults) {
        aws.fault("null");
        aws.say("{'autoshifts': [], 'failoverSeconds': 2}");
        for (String zone : UserOfZones.ALL) {
            aws.say("{'zones': {'%s': {'state': 'available', 'messages': []}}}".formatted(zone));
        }
        aws.say("{'zones': {'us-east-1b': {'id': 'use1-az2'}, 'us-east-1c': {'id': 'use1-az4'}}}");
        aws.state()
                .path("events")
                .fieldNames()
                .forEachRemaining(arn -> aws.say("{'events': {'%s': null}}".formatted(arn)));
        aws.state()
                .path("shifts")
                .fieldNames()
                .forEachRemaining(id -> aws.say("{'shifts': {'%s': {'status': 'CANCELED'}}}".formatted(id)));
        zones.policy("{\"aws\":null,\"mode\":\"Automatic\"}");
        kubectl.run("delete", "mazdb", "--all");
        zones.restore(faults);
    }

    @Test
    void anImpairedZoneMakesItSuspectAndNeverMore() {
        aws.say("{'zones': {'us-east-1b': {'state': 'impaired', 'messages': ['We are looking into power.']}}}");
        zones.untilVerdict(B, "Suspect");
        assertThat(says(B)).isEqualTo("state impaired: We are looking into power.");
        Waiting.throughout("it is not cordoned", Duration.ofSeconds(3), () -> {
            zones.noneIsCordoned();
            assertThat(zones.verdict(B)).isEqualTo("Suspect");
        });
        user.untilTold("Zone", B, "AWSReportsIssue");
    }

    @Test
    void aClosureScheduledInTwoDaysIsToldAndActedOnOnlyAsThePolicyAllows() {
        Instant at = Instant.now().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        aws.say(event(
                "AWS_EC2_AVAILABILITY_ZONE_POWER_SCHEDULED",
                "scheduledChange",
                "upcoming",
                at,
                "",
                "Power works close use1-az2 then."));
        Waiting.untilAsserted(
                "it is told",
                () -> assertThat(says(B))
                        .isEqualTo("closes at " + at + " (AWS_EC2_AVAILABILITY_ZONE_POWER_SCHEDULED)"));
        ZoneStatus.AnnouncedClosure closure =
                zones.status(B).orElseThrow().aws().closure();
        assertThat(closure.at()).isEqualTo(at.toString());
        assertThat(closure.source()).startsWith("arn:aws:health:");
        zones.noneIsCordoned();
        user.untilTold("Zone", B, "ClosureAnnounced");

        zones.policy("{\"aws\":{\"announcedClosures\":{\"mode\":\"Automatic\",\"leadTime\":\"24h\"}}}");
        Waiting.throughout("two days are too early", Duration.ofSeconds(1), zones::noneIsCordoned);
        zones.policy("{\"aws\":{\"announcedClosures\":{\"leadTime\":\"72h\"}}}");
        zones.untilCordoned(B, "Closure");
        assertThat(zones.status(B).orElseThrow().cordon().deadline()).isEqualTo(at.toString());

        aws.fault("{'status': 503, 'code': 'ServiceUnavailable'}");
        Waiting.throughout(
                "what cannot be asked is not forgotten",
                Duration.ofSeconds(2),
                () -> assertThat(zones.cordonedBy(B)).contains("Closure"));
        aws.fault("null");
        aws.say("{'events': {'arn:aws:health:us-east-1::event/x': null}}");
        Waiting.untilAsserted(
                "it is called off", () -> assertThat(zones.cordonedBy(B)).isEmpty());
    }

    @Test
    void anAutoshiftBeginsAndEndsAndAPracticeRunIsNoIncident() {
        shift("practice-1", "use1-az2", "PRACTICE_RUN", "practice");
        shift("fis-1", "use1-az2", "FIS_EXPERIMENT", "fis");
        Waiting.untilAsserted(
                "the exercises are told",
                () -> assertThat(says(B)).contains("practice run, not an incident", "experiment, not an incident"));
        assertThat(zones.verdict(B)).isEqualTo("Healthy");
        aws.say("{'autoshifts': ['use1-az2']}");
        zones.untilVerdict(B, "Suspect");
        assertThat(says(B)).contains("autoshift: AWS shifts traffic away");
        aws.say("{'autoshifts': []}");
        zones.untilVerdict(B, "Healthy");
    }

    @Test
    void noSupportPlanAndForbiddenAndExpiredCredentialsAreToldAndTheRestGoesOn() {
        aws.fault("{'status': 400, 'code': 'SubscriptionRequiredException', 'operations': ['DescribeEvents']}");
        Waiting.untilAsserted("it is told", () -> {
            assertThat(heard().reason()).isEqualTo("Forbidden");
            assertThat(heard().message()).contains("healthEvents", "Business support plan");
        });
        int asked = aws.calls("DescribeEvents").size();
        aws.say("{'zones': {'us-east-1b': {'state': 'unavailable'}}}");
        zones.untilVerdict(B, "Suspect");
        assertThat(aws.calls("DescribeEvents")).hasSize(asked);
        // The policy is touched: what was given up is asked for again.
        zones.policy("{\"aws\":{\"allow\":[\"x\"]}}");
        Waiting.untilAsserted(
                "retrying", () -> assertThat(aws.calls("DescribeEvents").size()).isGreaterThan(asked));

        aws.fault("{'status': 400, 'code': 'ExpiredTokenException'}");
        Waiting.untilAsserted(
                "expired credentials are told",
                () -> assertThat(heard().message()).contains("autoshifts cannot be polled", "ExpiredTokenException"));
        aws.fault("null");
        zones.policy("{\"aws\":{\"allow\":[\"y\"]}}");
        Waiting.untilAsserted(
                "all is heard again", () -> assertThat(heard().status()).isEqualTo("True"));
    }

    @Test
    void zoneNamesShuffledBetweenAccountsAreAConditionAndCountForNothing() {
        zones.untilVerdict(B, "Healthy");
        aws.say("{'zones': {'us-east-1b': {'id': 'use1-az4', 'state': 'impaired'}, 'us-east-1c': {'id': 'use1-az2'}}}");
        Waiting.untilAsserted(
                "it is told",
                () -> assertThat(condition(B, "KnownToAWS")).hasValueSatisfying(known -> {
                    assertThat(known.reason()).isEqualTo("ZoneIdMismatch");
                    assertThat(known.message()).contains("us-east-1b (use1-az2)", "use1-az4");
                }));
        assertThat(condition(A, "KnownToAWS").orElseThrow().status()).isEqualTo("True");
        // On a busy machine it may be Unknown for a moment: that is not what AWS states.
        assertThat(zones.verdict(B)).isNotIn("Suspect", "Unhealthy");
        user.apply(balanced("web"));
        aws.say("{'balancers': {'%s': {'tags': {'zonekeeper.io/namespace': '%s'}}}}".formatted(ARN, namespace));
        user.untilReady("web");
        zones.spec(B, "{\"cordon\":{\"reason\":\"works\"}}");
        Waiting.untilAsserted("no shift of a zone that is not known", () -> {
            assertThat(balancer().state()).isEqualTo("Refused");
            assertThat(balancer().reason()).contains("topology.k8s.aws/zone-id");
        });
        assertThat(aws.calls("StartZonalShift")).noneMatch(body -> body.contains(namespace));
    }

    @Test
    void aCordonShiftsTheLoadBalancerItIsRenewedAtHalfOfItsLifeAndTheReturnEndsIt() {
        aws.say("{'balancers': {'%s': {'tags': {}}}}".formatted(ARN));
        user.apply(balanced("web"));
        user.untilReady("web");
        zones.spec(B, "{\"cordon\":{\"reason\":\"works\"}}");
        Waiting.untilAsserted("it says how to allow it", () -> {
            assertThat(balancer().state()).isEqualTo("Refused");
            assertThat(balancer().reason())
                    .contains("Tag it zonekeeper.io/namespace=" + namespace, "spec.aws.allow of the ZoneHealthPolicy");
        });
        user.untilState("web", B, "Drained");
        assertThat(aws.shiftedAwayFrom()).isEmpty();

        zones.policy("{\"aws\":{\"allow\":[\"arn:aws:elasticloadbalancing:us-east-1:*:loadbalancer/app/web/*\"]}}");
        Waiting.untilAsserted("it is shifted", Duration.ofSeconds(75), () -> {
            assertThat(aws.shiftedAwayFrom()).containsExactly("use1-az2");
            assertThat(balancer().state()).isEqualTo("Shifted");
        });
        assertThat(balancer().zone()).isEqualTo(B);
        assertThat(Instant.parse(balancer().expires())).isBefore(Instant.now().plus(Duration.ofMinutes(31)));

        int renewals = aws.calls("UpdateZonalShift").size();
        aws.say("{'shifts': {'%s': {'expiryTime': %d}}}"
                .formatted(
                        balancer().shiftId(),
                        Instant.now()
                                .plus(Duration.ofMinutes(15))
                                .plusSeconds(4)
                                .getEpochSecond()));
        // A change of the policy makes the operator look; that half of the shift's life is over comes 4 s after that.
        zones.policy("{\"aws\":{\"allow\":[\"arn:aws:elasticloadbalancing:us-east-1:*:loadbalancer/app/*\"]}}");
        Waiting.untilAsserted("it is renewed", Duration.ofSeconds(75), () -> {
            assertThat(aws.calls("UpdateZonalShift")).hasSize(renewals + 1);
            assertThat(Instant.parse(balancer().expires()))
                    .isAfter(Instant.now().plus(Duration.ofMinutes(25)));
        });

        zones.spec(B, "{\"cordon\":null}");
        Waiting.untilAsserted("it is open", Duration.ofSeconds(60), () -> {
            assertThat(aws.shiftedAwayFrom()).isEmpty();
            assertThat(balancer().state()).isEqualTo("Open");
        });
        user.untilTold("ZonedService", "web", "LoadBalancerNotShifted", "LoadBalancerShifted", "LoadBalancerReturned");
    }

    @Test
    void instancesThatFailTogetherAndAlarmsMakeAZoneSuspectAndTheClustersOwnShiftIsOnlyTold() {
        aws.say(
                "{'instances': {'i-1': {'zone': 'us-east-1b', 'system': 'impaired'}, 'i-2': {'zone': 'us-east-1b', 'system': 'impaired'}, 'i-3': {'zone': 'us-east-1b', 'volume': 'impaired'}}}");
        zones.untilVerdict(B, "Suspect");
        aws.say("{'instances': {'i-1': null, 'i-2': null, 'i-3': null}, 'alarms': {'az-use1-az2-latency': 'OK'}}");
        zones.untilVerdict(B, "Healthy");
        aws.say("{'alarms': {'az-use1-az2-latency': 'ALARM'}}");
        zones.untilVerdict(B, "Suspect");
        assertThat(says(B)).contains("az-use1-az2-latency");
        aws.say("{'alarms': {'az-use1-az2-latency': 'OK'}}");
        zones.untilVerdict(B, "Healthy");

        // ARC shifts the EKS cluster itself: seen and told, no evidence, and nothing is shifted besides.
        int started = aws.calls("StartZonalShift").size();
        aws.say(
                "{'cluster': {'shifts': [{'appliedStatus': 'APPLIED', 'zonalShiftId': 'eks-1', 'resourceIdentifier': 'arn:eks', 'awayFrom': 'use1-az2', 'expiryTime': %d, 'startTime': 1, 'comment': 'by hand'}]}}"
                        .formatted(Instant.now().plusSeconds(3600).getEpochSecond()));
        zones.policy("{\"aws\":{\"eksCluster\":\"arn:aws:eks:us-east-1:123456789012:cluster/shop\"}}");
        Waiting.untilAsserted("it is told", () -> assertThat(says(B)).isNotEmpty());
        assertThat(zones.verdict(B)).isEqualTo("Healthy");
        zones.noneIsCordoned();
        assertThat(aws.calls("StartZonalShift")).hasSize(started);
        aws.say("{'cluster': {'shifts': []}}");
    }

    @Test
    void shiftsOfOthersAreLeantOnToldAndNeverEnded() {
        aws.say("{'balancers': {'%s': {'tags': {'zonekeeper.io/namespace': '%s'}}}}".formatted(ARN, namespace));
        shift("theirs", "use1-az2", "ZONAL_SHIFT", "by hand");
        user.apply(balanced("web"));
        user.untilReady("web");
        zones.spec(B, "{\"cordon\":{\"reason\":\"works\"}}");
        Waiting.untilAsserted(
                "it is leant on", () -> assertThat(balancer().state()).isEqualTo("ShiftedByOthers"));
        zones.spec(B, "{\"cordon\":null}");
        Waiting.untilAsserted(
                "it is open",
                Duration.ofSeconds(60),
                () -> assertThat(balancer().state()).isEqualTo("Open"));
        assertThat(aws.shiftedAwayFrom()).containsExactly("use1-az2");
        zones.spec(C, "{\"cordon\":{\"reason\":\"works\"}}");
        Waiting.untilAsserted("it is in the way", () -> {
            assertThat(balancer().state()).isEqualTo("Refused");
            assertThat(balancer().reason()).contains("theirs", "Zonekeeper does not cancel it");
        });
        assertThat(aws.shiftedAwayFrom()).containsExactly("use1-az2");
    }

    @Test
    void theWriterLeavesACordonedZoneOnceAndAFailoverOfAwsIsKnownForOne() {
        aws.say(
                "{'databases': {'orders': {'zone': 'us-east-1b', 'standby': 'us-east-1a', 'tags': {'zonekeeper.io/namespace': '%s'}}}}"
                        .formatted(namespace));
        database("orders", "instance: orders", "failover: {minInterval: 1m}");
        untilReady("orders", "Placed");
        assertThat(kubectl.run("get", "mazdb"))
                .containsPattern("orders +orders \\(postgres\\) +us-east-1b +us-east-1a +Automatic +Placed");
        int asked = aws.calls("RebootDBInstance").size();

        zones.spec(B, "{\"cordon\":{\"reason\":\"works\"}}");
        Waiting.untilAsserted(
                "the writer has moved",
                () -> assertThat(database("orders").writerZone()).isEqualTo(A));
        assertThat(aws.calls("RebootDBInstance"))
                .hasSize(asked + 1)
                .last()
                .asString()
                .contains("ForceFailover=true");
        assertThat(database("orders").failover().phase()).isEqualTo("Done");
        assertThat(database("orders").lastFailover().by()).isEqualTo("Zonekeeper");
        assertThat(database("orders").lastFailover().duration()).matches("\\d+s");
        user.untilTold("MultiAZDatabase", "orders", "FailoverRequested", "FailedOver");

        // AWS moves it back into the bad zone: the incident has had its failover.
        aws.say("{'databases': {'orders': {'zone': 'us-east-1b', 'standby': 'us-east-1a'}}}");
        untilReady("orders", "OncePerIncident");
        assertThat(database("orders").lastFailover().by()).isEqualTo("AWS");
        user.untilTold("MultiAZDatabase", "orders", "FailedOverByAWS", "OncePerIncident");
        Waiting.throughout(
                "not twice",
                Duration.ofSeconds(2),
                () -> assertThat(aws.calls("RebootDBInstance")).hasSize(asked + 1));
    }

    @Test
    void aClusterFailsOverToAMemberOutsideBadZonesAndNotWithoutPermissionAdviceOrStandby() {
        aws.say(
                "{'clusters': {'ledger': {'writer': 'l1', 'members': {'l1': {'zone': 'us-east-1b'}, 'l2': {'zone': 'us-east-1b', 'tier': 0}, 'l3': {'zone': 'us-east-1c', 'tier': 5}}}}}");
        aws.say(
                "{'databases': {'both': {'zone': 'us-east-1b', 'standby': 'us-east-1b', 'tags': {'zonekeeper.io/namespace': '%1$s'}}, 'advised': {'zone': 'us-east-1b', 'standby': 'us-east-1a', 'tags': {'zonekeeper.io/namespace': '%1$s'}}}}"
                        .formatted(namespace));
        database("ledger", "cluster: ledger", "failover: {mode: Automatic}");
        database("both", "instance: both", "failover: {mode: Automatic}");
        database("advised", "instance: advised", "failover: {mode: Advise}");
        untilReady("ledger", "NotAllowed");
        int asked = aws.calls("FailoverDBCluster").size();
        int rebooted = aws.calls("RebootDBInstance").size();
        zones.spec(B, "{\"cordon\":{\"reason\":\"works\"}}");
        untilReady("both", "NoStandbyElsewhere");
        untilReady("advised", "Advised");
        assertThat(message("advised")).contains("aws rds reboot-db-instance --force-failover");
        assertThat(message("ledger")).contains("Tag it zonekeeper.io/namespace=" + namespace);
        assertThat(aws.calls("FailoverDBCluster")).hasSize(asked);

        aws.say("{'clusters': {'ledger': {'tags': {'zonekeeper.io/namespace': '%s'}}}}".formatted(namespace));
        Waiting.untilAsserted(
                "the writer has moved",
                () -> assertThat(database("ledger").writerZone()).isEqualTo(C));
        assertThat(aws.calls("FailoverDBCluster"))
                .hasSize(asked + 1)
                .last()
                .asString()
                .contains("TargetDBInstanceIdentifier=l3");
        assertThat(aws.calls("RebootDBInstance")).hasSize(rebooted);
    }

    private String event(String code, String category, String status, Instant at, String zone, String text) {
        return "{'events': {'arn:aws:health:us-east-1::event/x': {'service': 'EC2', 'eventTypeCode': '%s', 'eventTypeCategory': '%s', 'statusCode': '%s', 'startTime': %d, 'lastUpdatedTime': %d, 'availabilityZone': '%s', 'description': '%s'}}}"
                .formatted(
                        code,
                        category,
                        status,
                        at.getEpochSecond(),
                        Instant.now().getEpochSecond(),
                        zone,
                        text);
    }

    private static void shift(String id, String awayFrom, String type, String comment) {
        aws.say(
                "{'shifts': {'%s': {'zonalShiftId': '%s', 'resourceIdentifier': '%s', 'awayFrom': '%s', 'comment': '%s', 'startTime': 1, 'expiryTime': %d, 'status': 'ACTIVE', 'shiftType': '%s'}}}"
                        .formatted(
                                id,
                                id,
                                ARN,
                                awayFrom,
                                comment,
                                Instant.now().plusSeconds(3600).getEpochSecond(),
                                type));
    }

    private static String balanced(String name) {
        return UserOfServices.served(name, 6) + "  loadBalancers: [{arn: \"%s\"}]\n".formatted(ARN);
    }

    private void database(String name, String rds, String failover) {
        kubectl.runReading("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: MultiAZDatabase
                metadata: {name: %s}
                spec:
                  rds: {%s}
                  %s
                """.formatted(name, rds, failover), "apply", "-f", "-");
    }

    private MultiAZDatabaseStatus database(String name) {
        MultiAZDatabaseStatus status =
                client.resources(MultiAZDatabase.class).withName(name).get().getStatus();
        assertThat(status).as("status of " + name).isNotNull();
        assertThat(status.conditions()).as("conditions of " + name).isNotNull();
        return status;
    }

    private void untilReady(String name, String reason) {
        Waiting.untilAsserted(
                name + " is " + reason,
                () -> assertThat(database(name).conditions())
                        .filteredOn(condition -> condition.type().equals("Ready"))
                        .extracting(Condition::reason)
                        .containsExactly(reason));
    }

    private String message(String name) {
        return database(name).conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .map(Condition::message)
                .findFirst()
                .orElse("");
    }

    private LoadBalancerStatus balancer() {
        List<LoadBalancerStatus> balancers = user.get("web").getStatus().loadBalancers();
        assertThat(balancers).hasSize(1);
        return balancers.getFirst();
    }

    private String says(String zone) {
        return zones.status(zone)
                .map(ZoneStatus::aws)
                .map(ZoneStatus.AwsStatus::summary)
                .orElse("");
    }

    private Optional<Condition> condition(String zone, String type) {
        return zones.status(zone).map(ZoneStatus::conditions).orElse(List.of()).stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    private Condition heard() {
        ZoneHealthPolicyStatus status = client.resources(ZoneHealthPolicy.class)
                .withName("default")
                .get()
                .getStatus();
        assertThat(status).as("status of the policy").isNotNull();
        assertThat(status.conditions()).extracting(Condition::type).contains("AWSReachable");
        return status.conditions().stream()
                .filter(condition -> condition.type().equals("AWSReachable"))
                .findFirst()
                .orElseThrow();
    }
}
