package io.zonekeeper.controllers.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.core.aws.AwsEvidence;
import io.zonekeeper.core.aws.AwsFailure;
import io.zonekeeper.core.aws.Statement;
import io.zonekeeper.core.aws.Statement.Source;
import io.zonekeeper.core.aws.Statement.Weight;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The hours of one source of AWS. */
class SourcePollTest {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration FRESH = Duration.ofMinutes(3);
    private static final String ZONE = "us-east-1b";

    private final VirtualClock clock = new VirtualClock();
    private final SourcePoll poll =
            new SourcePoll(Source.HEALTH_EVENTS, INTERVAL, this::wanted, this::ask, this::changed, clock::nanoTime);
    private List<Statement> says =
            List.of(new Statement(ZONE, Source.HEALTH_EVENTS, Weight.EVIDENCE, "power", Optional.empty()));
    private Optional<AwsFailure.Kind> fault = Optional.empty();
    private boolean wanted = true;
    private int asked;
    private int changes;

    private boolean wanted() {
        return wanted;
    }

    private void changed() {
        changes++;
    }

    private List<Statement> ask() {
        asked++;
        fault.ifPresent(kind -> {
            throw new AwsFailure(kind, kind.name(), "as told", Optional.empty(), new IllegalStateException());
        });
        return says;
    }

    private void play(Duration time) {
        clock.play(poll::round, time);
    }

    private int against() {
        Map<Source, AwsEvidence.Heard> heard =
                poll.heard().map(last -> Map.of(Source.HEALTH_EVENTS, last)).orElse(Map.of());
        return AwsEvidence.observations(heard, List.of(ZONE), FRESH).stream()
                .mapToInt(said -> said.failures())
                .sum();
    }

    @Test
    void whatIsHeardIsAskedForInEachIntervalAndToldWhenItChanges() {
        play(HOUR);
        assertThat(asked).isEqualTo(60);
        assertThat(changes).isOne();
        says = List.of();
        play(INTERVAL);
        assertThat(changes).isEqualTo(2);
        assertThat(against()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = AwsFailure.Kind.class,
            names = {"UNAVAILABLE", "THROTTLED", "CREDENTIALS", "UNCERTAIN"})
    void anHourOfTroubleIsToldOnceAskedForSeldomAndOverSoonAfter(AwsFailure.Kind kind) {
        play(INTERVAL);
        assertThat(against()).isOne();
        fault = Optional.of(kind);
        asked = 0;
        changes = 0;

        play(Duration.ofMinutes(2));
        assertThat(against()).as("its last reports stay in effect").isOne();
        play(Duration.ofMinutes(58));
        assertThat(against()).as("too old to be evidence").isZero();
        assertThat(poll.heard()).as("an announced closure is still known").isPresent();
        assertThat(poll.trouble().orElseThrow().kind()).isEqualTo(kind);
        assertThat(changes).as("told once").isOne();
        assertThat(asked).as("asked in an hour").isBetween(12, 20);

        fault = Optional.empty();
        says = List.of(new Statement(
                ZONE,
                Source.HEALTH_EVENTS,
                Weight.ANNOUNCEMENT,
                "closes",
                Optional.of(new Statement.AnnouncedClosure(Instant.EPOCH, "arn:x"))));
        play(INTERVAL.multipliedBy(4));
        assertThat(poll.trouble()).isEmpty();
        assertThat(poll.heard().orElseThrow().statements()).isEqualTo(says);
        assertThat(changes).isEqualTo(2);
        asked = 0;
        play(HOUR);
        assertThat(asked).as("as often as before").isEqualTo(60);
    }

    @Test
    void whatIsForbiddenIsToldOnceAndAskedForOnceAnHour() {
        fault = Optional.of(AwsFailure.Kind.FORBIDDEN);
        play(HOUR.multipliedBy(24));
        assertThat(asked).isEqualTo(24);
        assertThat(changes).isOne();
        assertThat(poll.heard()).isEmpty();
        fault = Optional.of(AwsFailure.Kind.CREDENTIALS);
        play(HOUR);
        assertThat(changes).as("other trouble is news").isEqualTo(2);
    }

    @Test
    void whatIsNotWantedAnyMoreIsForgottenAndNotAskedFor() {
        play(INTERVAL);
        wanted = false;
        asked = 0;
        play(HOUR);
        assertThat(asked).isZero();
        assertThat(poll.heard()).isEmpty();
        assertThat(changes).isEqualTo(2);
    }
}
