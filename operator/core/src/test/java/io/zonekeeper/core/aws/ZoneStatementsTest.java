package io.zonekeeper.core.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.core.aws.Statement.Source;
import io.zonekeeper.core.aws.shift.ShiftComment;
import io.zonekeeper.core.aws.shift.ZonalShift;
import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.zone.ZoneIdentity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What each answer of AWS counts. */
class ZoneStatementsTest {
    private static final Instant AT = Instant.parse("2027-02-01T00:00:00Z");
    private static final AwsZones ZONES = AwsZones.of(List.of(
            zone("us-east-1a", "use1-az6", "available"),
            zone("us-east-1b", "use1-az1", "available"),
            zone("us-east-1c", "use1-az2", "available"),
            new AwsZone("us-east-1-bos-1a", "use1-bos1-az1", "local-zone", "available", List.of())));

    private static AwsZone zone(String name, String id, String state) {
        return new AwsZone(name, id, "availability-zone", state, List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "available, ''",
        "impaired, Evidence",
        "unavailable, Evidence",
        "constrained, Information",
        "information, Information",
        "tomorrows-word, Information"
    })
    void stateOfAZone(String state, String weight) {
        assertThat(weights(ZoneStatements.states(AwsZones.of(List.of(zone("us-east-1a", "use1-az6", state))))))
                .isEqualTo(weight);
    }

    @Test
    void localAndWavelengthZonesAreLeftOut() {
        assertThat(ZONES.zones()).extracting(AwsZone::name).containsExactly("us-east-1a", "us-east-1b", "us-east-1c");
        assertThat(ZONES.find("use1-bos1-az1")).isEmpty();
        assertThat(ZoneStatements.states(
                        AwsZones.of(List.of(new AwsZone("x", "y", "wavelength-zone", "impaired", List.of())))))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} {1} {2} {3} \"{5}\" is {6} of {7}")
    @CsvSource(
            delimiter = '|',
            value = {
                "EC2 | AWS_EC2_OPERATIONAL_ISSUE | issue | open | us-east-1b | | Evidence | us-east-1b",
                "EC2 | AWS_EC2_OPERATIONAL_ISSUE | issue | open | use1-az1 | | Evidence | us-east-1b",
                "EC2 | AWS_EC2_OPERATIONAL_ISSUE | issue | open | | trouble in use1-az1 since noon | Evidence | us-east-1b",
                "EC2 | AWS_EC2_OPERATIONAL_ISSUE | issue | open | | (us-east-1b) | Evidence | us-east-1b",
                "EC2 | AWS_EC2_OPERATIONAL_ISSUE | issue | open | | use1-az1 and use1-az2 | '' | ''",
                "EC2 | AWS_EC2_OPERATIONAL_ISSUE | issue | open | | use1-az11 | '' | ''",
                "EC2 | AWS_EC2_OPERATIONAL_ISSUE | issue | open | | the region | '' | ''",
                "EC2 | AWS_EC2_OPERATIONAL_ISSUE | issue | closed | us-east-1b | | '' | ''",
                "EC2 | AWS_EC2_OPERATIONAL_ISSUE | issue | open | eu-west-1a | use1-az1 | '' | ''",
                "BILLING | AWS_BILLING_ISSUE | issue | open | us-east-1b | | Information | us-east-1b",
                "EC2 | AWS_EC2_AVAILABILITY_ZONE_POWER | scheduledChange | upcoming | us-east-1b | | Announcement | us-east-1b",
                "EC2 | AWS_EC2_AVAILABILITY_ZONE_POWER | scheduledChange | upcoming | | use1-az1 closes | Announcement | us-east-1b",
                "EC2 | AWS_EC2_DATACENTER_MOVE | scheduledChange | open | us-east-1b | | Announcement | us-east-1b",
                "DIRECTCONNECT | AWS_DIRECTCONNECT_DATACENTER_MOVE | scheduledChange | open | us-east-1b | | Information | us-east-1b",
                "EC2 | AWS_EC2_POWER_SCHEDULED | scheduledChange | upcoming | | use1-az1 closes | Information | us-east-1b",
                "EC2 | AWS_EC2_MAINTENANCE_SCHEDULED | scheduledChange | upcoming | us-east-1b | | Information | us-east-1b",
                "EC2 | AWS_EC2_MAINTENANCE_SCHEDULED | scheduledChange | upcoming | | One of your instances in us-east-1b is scheduled for maintenance. | Information | us-east-1b",
                "EC2 | AWS_EC2_PLANNED_LIFECYCLE_EVENT | scheduledChange | upcoming | us-east-1b | | Information | us-east-1b",
                "EC2 | AWS_EC2_SYSTEM_MAINTENANCE_EVENT | scheduledChange | upcoming | us-east-1b | | Information | us-east-1b",
                "EC2 | AWS_EC2_CAPACITY_BLOCK_ENDING | scheduledChange | upcoming | us-east-1b | | Information | us-east-1b",
                "EC2 | AWS_EC2_INSTANCE_AVAILABILITY_ZONE_MIGRATION | scheduledChange | upcoming | us-east-1b | | Information | us-east-1b",
                "EC2 | AWS_EC2_AVAILABILITY_ZONE_MAINTENANCE_SCHEDULED | scheduledChange | upcoming | us-east-1b | | Information | us-east-1b",
                "RDS | AWS_RDS_MULTI_AZ_CHANGE | scheduledChange | upcoming | us-east-1b | | Information | us-east-1b",
                "EC2 | AWS_EC2_INSTANCE_STORE_DRIVE_PERFORMANCE_DEGRADED | issue | open | us-east-1b | | Information | us-east-1b",
                "EBS | AWS_EBS_VOLUME_LOST | issue | open | us-east-1b | | Information | us-east-1b",
                "EC2 | AWS_EC2_DEDICATED_HOST_NETWORK_ISSUE | issue | open | us-east-1b | | Information | us-east-1b",
                "EBS | AWS_EBS_OPERATIONAL_ISSUE | issue | open | us-east-1b | | Evidence | us-east-1b",
                "EC2 | AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED | scheduledChange | upcoming | us-east-1b | | Information | us-east-1b",
                "EC2 | AWS_EC2_DEDICATED_HOST_MAINTENANCE | scheduledChange | upcoming | us-east-1b | | Information | us-east-1b",
                "RDS | AWS_RDS_MAINTENANCE_SCHEDULED | scheduledChange | upcoming | us-east-1b | | Information | us-east-1b",
                "EC2 | AWS_EC2_NOTE | accountNotification | open | us-east-1b | | '' | ''",
            })
    void healthEvent(
            String service,
            String code,
            String category,
            String status,
            String zone,
            String text,
            String weight,
            String about) {
        var event = new HealthEvent(
                "arn:x",
                service,
                code,
                category,
                status,
                zone == null ? "" : zone,
                Optional.of(AT),
                text == null ? "" : text);
        List<Statement> said = ZoneStatements.events(List.of(event), ZONES);
        assertThat(weights(said)).isEqualTo(weight);
        assertThat(said.stream().map(Statement::zone).findFirst().orElse("")).isEqualTo(about);
        if (weight.equals("Announcement")) {
            assertThat(said.getFirst().closure()).contains(new Statement.AnnouncedClosure(AT, "arn:x"));
            assertThat(said.getFirst().text()).contains("2027-02-01T00:00:00Z", code);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ZONAL_AUTOSHIFT, '', Evidence",
        "PRACTICE_RUN, '', Information",
        "FIS_EXPERIMENT, '', Information",
        "ZONAL_SHIFT, by hand, Information",
        "ZONAL_SHIFT, zonekeeper 1-2-3 shop/web, ''"
    })
    void shift(String type, String comment, String weight) {
        var shift = new ZonalShift(
                "s",
                "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/web/1",
                "use1-az1",
                ZonalShift.Kind.of(type),
                Optional.empty(),
                comment);
        List<Statement> said =
                ZoneStatements.shifts(List.of(), List.of(shift), List.of(), ShiftComment::byZonekeeper, ZONES);
        assertThat(weights(said)).isEqualTo(weight);
    }

    @Test
    void autoshiftsCountWhileTheyLastAndOfTheClusterItIsSaid() {
        var on = new Autoshift("use1-az1", true);
        assertThat(weights(ZoneStatements.shifts(List.of(on), List.of(), List.of(), shift -> true, ZONES)))
                .isEqualTo("Evidence");
        var over = new Autoshift("use1-az1", false);
        assertThat(ZoneStatements.shifts(List.of(over), List.of(), List.of(), shift -> true, ZONES))
                .isEmpty();
        var cluster = new ZonalShift("c", "arn:eks", "use1-az1", ZonalShift.Kind.CUSTOMER, Optional.empty(), "");
        assertThat(weights(ZoneStatements.shifts(List.of(), List.of(), List.of(cluster), shift -> true, ZONES)))
                .isEqualTo("Information");
    }

    @ParameterizedTest(name = "{0} here and {1} elsewhere: {2}")
    @CsvSource({"2, 0, ''", "3, 0, Evidence", "3, 1, Evidence", "3, 2, ''", "10, 10, ''", "70, 30, Evidence"})
    void instancesThatFail(int here, int elsewhere, String weight) {
        List<InstanceProblem> troubles = new ArrayList<>();
        for (int i = 0; i < here; i++) {
            troubles.add(new InstanceProblem("i-" + i, "use1-az1", true, ""));
        }
        for (int i = 0; i < elsewhere; i++) {
            troubles.add(new InstanceProblem("j-" + i, "us-east-1a", true, ""));
        }
        assertThat(weights(ZoneStatements.instances(troubles, ZONES))).isEqualTo(weight);
    }

    @Test
    void scheduledEventsOfInstancesAreInformation() {
        List<InstanceProblem> retiring = List.of(
                new InstanceProblem("a", "use1-az1", false, "instance-retirement"),
                new InstanceProblem("b", "use1-az1", false, "instance-retirement"),
                new InstanceProblem("c", "use1-az1", false, "instance-retirement"));
        assertThat(weights(ZoneStatements.instances(retiring, ZONES))).isEqualTo("Information");
    }

    @ParameterizedTest
    @CsvSource({"ALARM, Evidence", "OK, ''", "INSUFFICIENT_DATA, ''"})
    void alarm(String state, String weight) {
        Map<String, String> names = ZoneStatements.alarmNames(List.of("az-{zoneId}-latency", "{zone}-errors"), ZONES);
        assertThat(names)
                .hasSize(6)
                .containsEntry("az-use1-az1-latency", "us-east-1b")
                .containsKey("us-east-1a-errors");
        assertThat(weights(ZoneStatements.alarms(names, Map.of("az-use1-az1-latency", state, "other", "ALARM"))))
                .isEqualTo(weight);
    }

    @ParameterizedTest
    @CsvSource({
        "us-east-1a, use1-az6, ''",
        "us-east-1a, '', ''",
        "us-east-1a, use1-az1, ZoneIdMismatch",
        "us-east-1-bos-1a, use1-bos1-az1, UnknownToAWS",
        "eu-west-1a, euw1-az1, UnknownToAWS"
    })
    void labelsAndAwsMeanTheSameZone(String name, String id, String reason) {
        var identity = new ZoneIdentity(name, id, "us-east-1");
        assertThat(ZoneIdentityCheck.problem(identity, ZONES)
                        .map(problem -> problem.reason().word())
                        .orElse(""))
                .isEqualTo(reason);
        assertThat(ZoneIdentityCheck.problem(identity, AwsZones.NONE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "shop, '', ''",
        "other, '', NotAllowed",
        "'', '', NotAllowed",
        "unknown, '', TagsUnknown",
        "unknown, arn:aws:elb:*:lb/app/web/*, ''",
        "other, arn:aws:elb:1:lb/app/web/9, ''",
        "other, arn:aws:elb:1:lb/app/webb/*, NotAllowed",
        "other, *.*, NotAllowed"
    })
    void allowance(String tag, String pattern, String reason) {
        Optional<Map<String, String>> tags = tag.equals("unknown")
                ? Optional.empty()
                : Optional.of(tag.isEmpty() ? Map.of() : Map.of(Allowance.TAG, tag));
        List<String> allowed = pattern.isEmpty() ? List.of() : List.of(pattern);
        assertThat(Allowance.objection("arn:aws:elb:1:lb/app/web/9", tags, "shop", allowed)
                        .map(why -> why.reason().word())
                        .orElse(""))
                .isEqualTo(reason);
    }

    @Test
    void evidenceCountsSourcesAndForgetsOldOnes() {
        Duration limit = Duration.ofMinutes(3);
        var against = Statement.against("us-east-1b", Source.ZONE_STATE, "state impaired");
        var informed = Statement.information("us-east-1b", Source.ALARMS, "x");
        Map<Source, AwsEvidence.Heard> heard = Map.of(
                Source.ZONE_STATE, new AwsEvidence.Heard(List.of(against, against), Duration.ofSeconds(5)),
                Source.ALARMS, new AwsEvidence.Heard(List.of(informed), Duration.ofSeconds(7)),
                Source.AUTOSHIFTS,
                        new AwsEvidence.Heard(
                                List.of(Statement.against("us-east-1a", Source.AUTOSHIFTS, "x")),
                                Duration.ofMinutes(4)));
        assertThat(AwsEvidence.observations(heard, List.of("us-east-1a", "us-east-1b"), limit))
                .containsExactly(
                        new Observation("us-east-1a", Signal.AWS, 2, 0, Duration.ofSeconds(7)),
                        new Observation("us-east-1b", Signal.AWS, 2, 1, Duration.ofSeconds(7)));
        assertThat(AwsEvidence.observations(Map.of(), List.of("us-east-1a"), limit))
                .isEmpty();
    }

    private static String weights(List<Statement> statements) {
        return String.join(
                ",", statements.stream().map(said -> said.weight().word()).toList());
    }
}
