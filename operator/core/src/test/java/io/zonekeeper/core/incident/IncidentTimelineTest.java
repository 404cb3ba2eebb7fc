package io.zonekeeper.core.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.zonekeeper.core.incident.IncidentRecord.Source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Each row: the records of a zone, as "seconds kind object reason", and the milestones of its last incident. */
class IncidentTimelineTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    static Stream<Arguments> stories() {
        return Stream.of(
                arguments(
                        "a zone goes dark and comes back",
                        "0 Zone b Suspect, 4 Zone b Unhealthy, 4 Zone b Cordoned, 5 ZonedService web Replacing, 6 ZonedService api Replacing,"
                                + " 30 ZonedService web Drained, 40 ZonedService api Drained, 300 Zone b Healthy, 600 Zone b Uncordoned,"
                                + " 610 ZonedService web Returning, 620 ZonedService web Returned, 630 ZonedService api Returned",
                        "0 first sign, 4 verdict, 4 cordoned, 6 traffic off, 40 capacity, 600 uncordoned, 630 failback; over at 630"),
                arguments(
                        "it is not over: one service has no capacity yet",
                        "0 Zone b Unhealthy, 0 Zone b Cordoned, 1 ZonedService web Replacing, 1 ZonedService api Replacing, 9 ZonedService api Drained",
                        "0 first sign, 0 verdict, 0 cordoned, 1 traffic off; not over"),
                arguments("a suspicion that passes", "0 Zone b Suspect, 20 Zone b Healthy", "0 first sign; over at 20"),
                arguments(
                        "one service fails in a zone that stays open",
                        "0 ZonedService web Replacing, 20 ZonedService web Drained, 90 ZonedService web Returned",
                        "0 first sign, 0 traffic off, 20 capacity, 90 failback; over at 90"),
                arguments(
                        "a ZoneFailover has no capacity of its own",
                        "0 Zone b Cordoned, 2 ZoneFailover all Evacuated, 50 Zone b Uncordoned, 52 ZoneFailover all Returned",
                        "0 first sign, 0 cordoned, 2 traffic off, 50 uncordoned, 52 failback; over at 52"),
                arguments(
                        "the last of two incidents",
                        "0 Zone b Suspect, 20 Zone b Healthy, 500 Zone b Unhealthy, 501 Zone b Cordoned",
                        "500 first sign, 500 verdict, 501 cordoned; not over"),
                arguments(
                        "what follows within a minute belongs to it",
                        "0 Zone b Suspect, 20 Zone b Healthy, 70 Zone b Suspect, 75 Zone b Healthy",
                        "0 first sign; over at 75"),
                arguments(
                        "its beginning is not recorded any more",
                        "100 ZonedService web Returning, 110 ZonedService web Returned",
                        "100 first sign; over at 110"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stories")
    void milestones(String what, String records, String expected) {
        List<Incident> incidents = IncidentTimeline.of("b", read(records));
        assertThat(told(incidents.getLast())).as(what).isEqualTo(expected);
    }

    @Test
    void nothingHappened() {
        assertThat(IncidentTimeline.of("b", List.of())).isEmpty();
        assertThat(IncidentTimeline.of("b", read("0 Zone b Healthy, 5 ZonedService web !Rejected")))
                .as("a refusal alone, with the zone well")
                .isEmpty();
    }

    @Test
    void refusalsAreListedWithTheTimeTheyCame() {
        Incident incident = IncidentTimeline.of(
                        "b",
                        read(
                                "0 Zone b Unhealthy, 3 Zone b !LastZone, 8 ZonedService web !FloorNotMet, 9 ZonedService web Note"))
                .getLast();
        assertThat(incident.refusals()).extracting(IncidentRecord::reason).containsExactly("LastZone", "FloorNotMet");
        assertThat(incident.after(incident.refusals().getLast().at())).hasSeconds(8);
        assertThat(incident.records()).hasSize(4);
    }

    /** The Event is written a moment after the status: it is the same step. */
    @Test
    void whatAStatusHasCountsOnceWhereAnEventReportsItToo() {
        List<IncidentRecord> records = new ArrayList<>(read("1 Zone b Unhealthy, 3 ZonedService web Replacing"));
        records.add(status(0, "Zone", "b", "Unhealthy"));
        records.add(status(2, "ZonedService", "web", "Replacing"));
        records.add(status(50, "ZonedService", "web", "Drained"));
        Incident incident = IncidentTimeline.of("b", records).getLast();
        assertThat(incident.records())
                .extracting(each -> each.reason() + " " + each.source())
                .containsExactly("Unhealthy EVENT", "Replacing EVENT", "Drained STATUS");
    }

    private static String told(Incident incident) {
        String milestones = String.join(
                ", ",
                incident.milestones().stream()
                        .map(each -> each.at().getEpochSecond() - NOON.getEpochSecond() + " "
                                + each.kind().word())
                        .toList());
        return milestones
                + incident.ended()
                        .map(at -> "; over at " + (at.getEpochSecond() - NOON.getEpochSecond()))
                        .orElse("; not over");
    }

    private static List<IncidentRecord> read(String records) {
        return Stream.of(records.split(", ", -1))
                .map(text -> {
                    String[] words = text.split(" ", -1);
                    return new IncidentRecord(
                            NOON.plusSeconds(Long.parseLong(words[0])),
                            words[1],
                            words[2],
                            words[3].replace("!", ""),
                            "message of " + words[3],
                            words[3].startsWith("!"),
                            Source.EVENT);
                })
                .toList();
    }

    private static IncidentRecord status(long second, String kind, String object, String reason) {
        return new IncidentRecord(NOON.plusSeconds(second), kind, object, reason, "m", false, Source.STATUS);
    }
}
