package io.zonekeeper.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.core.aws.AwsFailure;
import io.zonekeeper.core.aws.AwsFailure.Kind;
import io.zonekeeper.core.aws.AwsOperation;
import io.zonekeeper.core.aws.AwsZone;
import io.zonekeeper.core.aws.HealthEvent;
import io.zonekeeper.core.aws.InstanceProblem;
import io.zonekeeper.core.aws.database.DatabaseFact;
import io.zonekeeper.core.aws.database.DatabaseFact.Member;
import io.zonekeeper.core.aws.shift.ZonalShift;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Every call: what is sent, and what is made of answers, refusals and silence. */
class AwsRegionTest {
    private final Stubs aws = new Stubs();
    private final List<String> calls = new ArrayList<>();
    private final AwsRegion region = aws.region((operation, outcome) -> calls.add(operation.word() + " " + outcome));

    @AfterEach
    void stop() {
        region.close();
        aws.close();
    }

    @Test
    void describeAvailabilityZones() {
        aws.query("DescribeAvailabilityZones", aResponse().withBody("""
                <DescribeAvailabilityZonesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><availabilityZoneInfo>
                <item><zoneName>us-east-1a</zoneName><zoneId>use1-az6</zoneId><zoneState>impaired</zoneState><zoneType>availability-zone</zoneType>
                <messageSet><item><message>Power.</message></item></messageSet></item>
                <item><zoneName>us-east-1-bos-1a</zoneName><zoneId>use1-bos1-az1</zoneId><zoneState>available</zoneState><zoneType>local-zone</zoneType></item>
                </availabilityZoneInfo></DescribeAvailabilityZonesResponse>"""));
        assertThat(region.zones().zones())
                .containsExactly(
                        new AwsZone("us-east-1a", "use1-az6", "availability-zone", "impaired", List.of("Power.")),
                        new AwsZone("us-east-1-bos-1a", "use1-bos1-az1", "local-zone", "available", List.of()));
        assertThat(calls).containsExactly("ec2:DescribeAvailabilityZones ok");
    }

    @Test
    void describeEventsAndTheTextOfThoseThatNameNoZone() {
        aws.health(
                "DescribeEvents",
                Stubs.json(
                        "{'events':[{'arn':'arn:1','service':'EC2','eventTypeCode':'AWS_EC2_OPERATIONAL_ISSUE','eventTypeCategory':'issue','statusCode':'open','availabilityZone':'us-east-1a','startTime':1780000000},"
                                + "{'arn':'arn:2','service':'EC2','eventTypeCode':'AWS_EC2_POWER','eventTypeCategory':'scheduledChange','statusCode':'upcoming','startTime':1790000000,'lastUpdatedTime':1}]}"));
        aws.health(
                "DescribeEventDetails",
                Stubs.json(
                        "{'successfulSet':[{'event':{'arn':'arn:2','lastUpdatedTime':1},'eventDescription':{'latestDescription':'use1-az1 closes'}}],'failedSet':[]}"));
        for (int round = 0; round < 2; round++) {
            assertThat(region.zones().healthEvents())
                    .containsExactly(
                            new HealthEvent(
                                    "arn:1",
                                    "EC2",
                                    "AWS_EC2_OPERATIONAL_ISSUE",
                                    "issue",
                                    "open",
                                    "us-east-1a",
                                    Optional.of(Instant.ofEpochSecond(1_780_000_000)),
                                    ""),
                            new HealthEvent(
                                    "arn:2",
                                    "EC2",
                                    "AWS_EC2_POWER",
                                    "scheduledChange",
                                    "upcoming",
                                    "",
                                    Optional.of(Instant.ofEpochSecond(1_790_000_000)),
                                    "use1-az1 closes"));
        }
        assertThat(calls)
                .as("a text that did not change is not asked for again")
                .containsExactly(
                        "health:DescribeEvents ok", "health:DescribeEventDetails ok", "health:DescribeEvents ok");
        aws.server.verify(postRequestedFor(anyUrl())
                .withHeader("X-Amz-Target", equalTo("AWSHealth_20160804.DescribeEventDetails"))
                .withRequestBody(matchingJsonPath("$.eventArns[0]", equalTo("arn:2"))));
    }

    @Test
    void autoshiftsShiftsAndThoseOfTheCluster() {
        aws.server.stubFor(get(urlPathEqualTo("/autoshifts"))
                .willReturn(Stubs.json("{'items':[{'awayFrom':'use1-az1','startTime':1,'status':'ACTIVE'}]}")));
        aws.server.stubFor(
                get(urlPathEqualTo("/zonalshifts"))
                        .willReturn(
                                Stubs.json(
                                        "{'items':[{'zonalShiftId':'s','resourceIdentifier':'arn:lb','awayFrom':'use1-az2','expiryTime':1790000000,'startTime':1,'status':'ACTIVE','comment':'c','shiftType':'PRACTICE_RUN'}]}")));
        aws.server.stubFor(get(urlPathMatching("/managedresources/.*"))
                .willReturn(Stubs.json(
                        "{'appliedWeights':{'use1-az1':0},'zonalShifts':[{'appliedStatus':'APPLIED','zonalShiftId':'k','resourceIdentifier':'arn:eks','awayFrom':'use1-az1','expiryTime':1790000000,'startTime':1,'comment':'c'},"
                                + "{'appliedStatus':'NOT_APPLIED','zonalShiftId':'n','resourceIdentifier':'arn:eks','awayFrom':'use1-az2','expiryTime':1790000000,'startTime':1,'comment':'c'}],"
                                + "'autoshifts':[{'appliedStatus':'APPLIED','awayFrom':'use1-az4','startTime':1}]}")));
        assertThat(region.zones().autoshifts())
                .extracting(shift -> shift.awayFrom())
                .containsExactly("use1-az1");
        assertThat(region.zones().shifts())
                .containsExactly(new ZonalShift(
                        "s",
                        "arn:lb",
                        "use1-az2",
                        ZonalShift.Kind.PRACTICE_RUN,
                        Optional.of(Instant.ofEpochSecond(1_790_000_000)),
                        "c"));
        assertThat(region.zones().clusterShifts("arn:aws:eks:us-east-1:1:cluster/x"))
                .extracting(shift -> shift.awayFrom() + " " + shift.kind())
                .containsExactly("use1-az1 CUSTOMER", "use1-az4 AUTOSHIFT");
    }

    @Test
    void describeInstanceStatus() {
        aws.query("DescribeInstanceStatus", aResponse().withBody("""
                <DescribeInstanceStatusResponse><instanceStatusSet><item><instanceId>i-1</instanceId><availabilityZone>us-east-1a</availabilityZone>
                <availabilityZoneId>use1-az6</availabilityZoneId><systemStatus><status>impaired</status></systemStatus>
                <eventsSet><item><code>instance-stop</code><description>[Completed] old</description></item>
                <item><code>instance-retirement</code><description>soon</description></item></eventsSet></item></instanceStatusSet></DescribeInstanceStatusResponse>"""));
        assertThat(region.zones().instances())
                .containsExactly(new InstanceProblem("i-1", "use1-az6", true, "instance-retirement"));
        aws.server.verify(3, Stubs.asked("DescribeInstanceStatus"));
    }

    @Test
    void describeAlarms() {
        aws.query(
                "DescribeAlarms",
                Stubs.xml(
                        "DescribeAlarms",
                        "<MetricAlarms><member><AlarmName>m</AlarmName><StateValue>ALARM</StateValue></member></MetricAlarms>"
                                + "<CompositeAlarms><member><AlarmName>c</AlarmName><StateValue>OK</StateValue></member></CompositeAlarms>"));
        assertThat(region.zones().alarms(List.of("m", "c", "x"))).isEqualTo(Map.of("m", "ALARM", "c", "OK"));
    }

    /** ListZonalShifts does not return autoshifts; GetManagedResource lists both, in effect or overridden. */
    @Test
    void theShiftsOfALoadBalancerAreThoseOfCustomersAndAutoshifts() {
        aws.server.stubFor(
                get(urlPathMatching("/managedresources/.*"))
                        .willReturn(
                                Stubs.json(
                                        "{'appliedWeights':{'use1-az1':0},'zonalShifts':[{'appliedStatus':'APPLIED','zonalShiftId':'k','resourceIdentifier':'arn:lb','awayFrom':'use1-az1','expiryTime':1790000000,'startTime':1,'comment':'c','shiftType':'ZONAL_SHIFT'}],"
                                                + "'autoshifts':[{'appliedStatus':'NOT_APPLIED','awayFrom':'use1-az4','startTime':1}]}")));
        assertThat(region.shifts().shifts("arn:lb"))
                .containsExactly(
                        new ZonalShift(
                                "k",
                                "arn:lb",
                                "use1-az1",
                                ZonalShift.Kind.CUSTOMER,
                                Optional.of(Instant.ofEpochSecond(1_790_000_000)),
                                "c"),
                        new ZonalShift("", "arn:lb", "use1-az4", ZonalShift.Kind.AUTOSHIFT, Optional.empty(), ""));
        assertThat(calls).containsExactly("arc-zonal-shift:GetManagedResource ok");
    }

    @Test
    void startRenewAndCancelAShift() {
        aws.server.stubFor(post(urlEqualTo("/zonalshifts"))
                .willReturn(Stubs.json(
                                "{'zonalShiftId':'s','resourceIdentifier':'arn:lb','awayFrom':'use1-az1','expiryTime':1790000000,'startTime':1,'status':'ACTIVE','comment':'c'}")
                        .withStatus(201)));
        aws.server.stubFor(
                patch(urlEqualTo("/zonalshifts/s"))
                        .willReturn(
                                Stubs.json(
                                        "{'zonalShiftId':'s','resourceIdentifier':'arn:lb','awayFrom':'use1-az1','expiryTime':1790001800,'startTime':1,'status':'ACTIVE','comment':'c'}")));
        aws.server.stubFor(
                delete(urlEqualTo("/zonalshifts/s"))
                        .willReturn(
                                Stubs.json(
                                        "{'zonalShiftId':'s','resourceIdentifier':'arn:lb','awayFrom':'use1-az1','expiryTime':1790001800,'startTime':1,'status':'CANCELED','comment':'c'}")));
        ZonalShift shift = region.shifts().start("arn:lb", "use1-az1", Duration.ofMinutes(30), "c");
        assertThat(shift.expires()).contains(Instant.ofEpochSecond(1_790_000_000));
        assertThat(region.shifts().renew(shift, Duration.ofMinutes(30)).expires())
                .contains(Instant.ofEpochSecond(1_790_001_800));
        region.shifts().cancel(shift);
        aws.server.verify(postRequestedFor(urlEqualTo("/zonalshifts"))
                .withRequestBody(matchingJsonPath("$.expiresIn", equalTo("30m")))
                .withRequestBody(matchingJsonPath("$.awayFrom", equalTo("use1-az1")))
                .withRequestBody(matchingJsonPath("$.comment", equalTo("c"))));
        aws.server.verify(patchRequestedFor(urlEqualTo("/zonalshifts/s")));
        aws.server.verify(deleteRequestedFor(urlEqualTo("/zonalshifts/s")));
    }

    @Test
    void tagsOfALoadBalancer() {
        aws.query(
                "DescribeTags",
                Stubs.xml(
                        "DescribeTags",
                        "<TagDescriptions><member><ResourceArn>arn:lb</ResourceArn><Tags><member><Key>zonekeeper.io/namespace</Key><Value>shop</Value></member></Tags></member></TagDescriptions>"));
        assertThat(region.shifts().tags("arn:lb")).isEqualTo(Map.of("zonekeeper.io/namespace", "shop"));
    }

    @Test
    void databasesAndTheirFailovers() {
        aws.query(
                "DescribeDBInstances",
                Stubs.xml(
                        "DescribeDBInstances",
                        "<DBInstances><DBInstance><DBInstanceIdentifier>l2</DBInstanceIdentifier><Engine>postgres</Engine><DBInstanceStatus>available</DBInstanceStatus><AvailabilityZone>us-east-1b</AvailabilityZone><SecondaryAvailabilityZone>us-east-1a</SecondaryAvailabilityZone><MultiAZ>true</MultiAZ><DBInstanceArn>arn:db</DBInstanceArn><TagList><Tag><Key>k</Key><Value>v</Value></Tag></TagList></DBInstance></DBInstances>"));
        aws.query(
                "DescribeDBClusters",
                Stubs.xml(
                        "DescribeDBClusters",
                        "<DBClusters><DBCluster><DBClusterIdentifier>ledger</DBClusterIdentifier><Engine>aurora-mysql</Engine><Status>available</Status><DBClusterArn>arn:c</DBClusterArn><DBClusterMembers><DBClusterMember><DBInstanceIdentifier>l1</DBInstanceIdentifier><IsClusterWriter>true</IsClusterWriter><PromotionTier>1</PromotionTier></DBClusterMember><DBClusterMember><DBInstanceIdentifier>l2</DBInstanceIdentifier><IsClusterWriter>false</IsClusterWriter><PromotionTier>3</PromotionTier></DBClusterMember></DBClusterMembers></DBCluster></DBClusters>"));
        aws.query("RebootDBInstance", Stubs.xml("RebootDBInstance", ""));
        aws.query("FailoverDBCluster", Stubs.xml("FailoverDBCluster", ""));
        DatabaseFact instance = region.databases().instance("l2");
        assertThat(instance.writer()).contains(new Member("l2", "us-east-1b", "available", 1));
        assertThat(instance.others()).containsExactly(new Member("l2", "us-east-1a", "available", 1));
        assertThat(instance.tags()).isEqualTo(Map.of("k", "v"));
        DatabaseFact cluster = region.databases().cluster("ledger");
        assertThat(cluster.writer().orElseThrow().name()).isEqualTo("l1");
        assertThat(cluster.others()).containsExactly(new Member("l2", "us-east-1b", "available", 3));
        region.databases().failOverInstance("l2");
        region.databases().failOverCluster("ledger", Optional.of("l2"));
        assertThat(calls).contains("rds:RebootDBInstance ok", "rds:FailoverDBCluster ok");
    }

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "403, AccessDeniedException, FORBIDDEN",
        "400, SubscriptionRequiredException, FORBIDDEN",
        "400, ExpiredTokenException, CREDENTIALS",
        "403, UnrecognizedClientException, CREDENTIALS",
        "429, ThrottlingException, THROTTLED",
        "404, ResourceNotFoundException, NOT_FOUND",
        "400, ValidationException, REFUSED",
        "503, ServiceUnavailable, UNAVAILABLE",
        "500, InternalServerException, UNCERTAIN"
    })
    void whatGoesWrongWithArc(int status, String code, Kind kind) {
        aws.all(Stubs.jsonError(status, code, ""));
        AwsFailure trouble =
                catchThrowableOfType(AwsFailure.class, () -> region.zones().autoshifts());
        assertThat(trouble.kind()).isEqualTo(kind);
        assertThat(trouble.getMessage()).contains("arc-zonal-shift:ListAutoshifts", code);
    }

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "403, UnauthorizedOperation, FORBIDDEN",
        "401, AuthFailure, CREDENTIALS",
        "503, RequestLimitExceeded, THROTTLED",
        "400, InvalidParameterValue, REFUSED"
    })
    void whatGoesWrongWithEc2(int status, String code, Kind kind) {
        aws.all(Stubs.ec2Error(status, code));
        assertThat(catchThrowableOfType(AwsFailure.class, () -> region.zones().zones())
                        .kind())
                .isEqualTo(kind);
    }

    @Test
    void aConflictNamesTheShiftInTheWay() {
        aws.all(Stubs.jsonError(409, "ConflictException", ",'reason':'ZonalShiftAlreadyExists','zonalShiftId':'s-1'"));
        AwsFailure trouble = catchThrowableOfType(
                AwsFailure.class, () -> region.shifts().start("arn:lb", "use1-az1", Duration.ofMinutes(30), "c"));
        assertThat(trouble.kind()).isEqualTo(Kind.CONFLICT);
        assertThat(trouble.shiftId()).contains("s-1");
        assertThat(trouble.code()).contains("ZonalShiftAlreadyExists");
    }

    /** As by a process that does not lead any more. */
    @Test
    void whatMayNotBeChangedIsNotAskedFor() {
        aws.all(Stubs.json("{}"));
        AwsRegion fenced = aws.region(new CallListener() {
            @Override
            public void changing(AwsOperation operation) {
                throw new UncheckedIOException(new IOException("not leading"));
            }

            @Override
            public void called(AwsOperation operation, String outcome) {
                calls.add(operation.word() + " " + outcome);
            }
        });
        AwsFailure trouble = catchThrowableOfType(
                AwsFailure.class, () -> fenced.shifts().start("arn:lb", "use1-az1", Duration.ofMinutes(30), "c"));
        assertThat(trouble).hasMessageContaining("not leading");
        aws.server.verify(0, anyRequestedFor(anyUrl()));
        fenced.close();
    }

    @Test
    void readsAreRepeatedAndFailoversAreNot() {
        aws.all(Stubs.xmlError(503, "ServiceUnavailable"));
        assertThat(catchThrowableOfType(
                                AwsFailure.class, () -> region.databases().instance("x"))
                        .kind())
                .isEqualTo(Kind.UNAVAILABLE);
        aws.server.verify(3, Stubs.asked("DescribeDBInstances"));
        assertThat(catchThrowableOfType(
                                AwsFailure.class, () -> region.databases().failOverInstance("x"))
                        .kind())
                .isEqualTo(Kind.UNAVAILABLE);
        aws.server.verify(1, Stubs.asked("RebootDBInstance"));
        assertThat(catchThrowableOfType(
                                AwsFailure.class, () -> region.databases().failOverCluster("x", Optional.empty()))
                        .kind())
                .isEqualTo(Kind.UNAVAILABLE);
        aws.server.verify(1, Stubs.asked("FailoverDBCluster"));
    }

    @Test
    void tenSecondsOfLatencyEndAfterFiveAndOfAFailoverItIsNotKnownWhatHappened() {
        aws.all(new ResponseDefinitionBuilder().withFixedDelay(10_000));
        long began = System.nanoTime();
        assertThat(catchThrowableOfType(
                                AwsFailure.class, () -> region.databases().failOverInstance("x"))
                        .kind())
                .isEqualTo(Kind.UNCERTAIN);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void withoutAConnectionNothingWasAsked() {
        aws.server.stop();
        assertThat(catchThrowableOfType(
                                AwsFailure.class, () -> region.databases().failOverInstance("x"))
                        .kind())
                .isEqualTo(Kind.UNAVAILABLE);
    }
}
