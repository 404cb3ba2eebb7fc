package io.zonekeeper.controllers.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.LoadBalancerStatus;
import io.zonekeeper.controllers.provider.BalancerLoop.Away;
import io.zonekeeper.controllers.provider.BalancerLoop.ShiftRequest;
import io.zonekeeper.core.aws.AwsFailure;
import io.zonekeeper.core.aws.shift.ShiftComment;
import io.zonekeeper.core.aws.shift.ZonalShift;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A load balancer's hours, on a clock on which they pass in no time. */
class BalancerLoopTest {
    private static final String ARN = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/1";
    private static final Duration LIFE = Duration.ofMinutes(30);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final VirtualClock clock = new VirtualClock();
    private final ArcInMemory arc = new ArcInMemory(clock, "shop");
    private final List<LoadBalancerStatus> told = new ArrayList<>();
    private final BalancerLoop keeper =
            new BalancerLoop(ARN, arc, List::of, () -> Set.of("shop/web"), LIFE, clock, this::tell);

    private void tell() {
        told.add(keeper.status());
    }

    @AfterEach
    void close() {
        keeper.close();
    }

    private void cordon() {
        request(Optional.of(new Away("us-east-1b", "use1-az2", Optional.empty())));
    }

    private void request(Optional<Away> away) {
        keeper.request(new ShiftRequest("shop/web", "shop", "uid-1", away));
    }

    private void play(Duration time) {
        clock.play(keeper::round, time);
    }

    @Test
    void renewedAtHalfOfItsLifeAndEndedByItselfWithoutUs() {
        cordon();
        for (int quarter = 1; quarter <= 8; quarter++) {
            play(LIFE.dividedBy(2));
            assertThat(arc.calls("UpdateZonalShift")).isBetween(quarter - 1, quarter);
            assertThat(arc.active()).hasSize(1);
            assertThat(Duration.between(
                            clock.instant(), arc.active().getFirst().expires().orElseThrow()))
                    .isGreaterThanOrEqualTo(LIFE.dividedBy(2).minus(MINUTE));
        }
        assertThat(arc.calls("StartZonalShift")).isOne();
        assertThat(arc.calls()).as("calls of two hours").isLessThan(2 * 75);

        clock.play(() -> MINUTE, LIFE.plus(MINUTE));
        assertThat(arc.active()).as("nobody renewed it").isEmpty();
    }

    @Test
    void anUncordonedOneIsLookedAtSeldom() {
        request(Optional.empty());
        play(HOUR);
        assertThat(arc.calls()).isLessThanOrEqualTo(12);
        assertThat(told).isEmpty();
    }

    /** What AWS does for an hour: it holds, then it is over, and is begun anew. */
    @ParameterizedTest
    @EnumSource(
            value = AwsFailure.Kind.class,
            names = {"UNAVAILABLE", "THROTTLED", "CREDENTIALS", "UNCERTAIN"})
    void anHourOfTroubleIsHeldOutUntilTheShiftExpires(AwsFailure.Kind kind) {
        cordon();
        play(Duration.ofMinutes(10));
        Instant expires = arc.active().getFirst().expires().orElseThrow();
        arc.fails(kind);
        int before = arc.calls();
        told.clear();

        play(Duration.between(clock.instant(), expires).minus(MINUTE));
        assertThat(keeper.status().state()).as("known until it expires").isEqualTo("Shifted");
        assertThat(keeper.status().expires()).isEqualTo(expires.toString());
        assertThat(keeper.status().reason()).contains(kind.name());
        play(MINUTE.multipliedBy(3));
        assertThat(keeper.status().state()).isEqualTo("Refused");
        assertThat(keeper.status().expires()).isNull();
        assertThat(told).as("each thing once").hasSizeLessThanOrEqualTo(4).doesNotHaveDuplicates();
        told.clear();
        play(Duration.ofMinutes(38));
        assertThat(told).as("nothing new").isEmpty();
        assertThat(arc.calls() - before).as("calls of an hour").isBetween(60, 3 * 65);

        arc.works();
        play(MINUTE.plusSeconds(1));
        assertThat(keeper.status().state()).isEqualTo("Shifted");
        assertThat(keeper.status().reason()).isNull();
        assertThat(arc.active()).extracting(ZonalShift::awayFrom).containsExactly("use1-az2");
    }

    @Test
    void aReturnDuringTheTroubleEndsTheShiftAfterwards() {
        cordon();
        play(MINUTE);
        arc.fails(AwsFailure.Kind.UNAVAILABLE);
        play(MINUTE);
        request(Optional.empty());
        play(Duration.ofMinutes(5));
        assertThat(arc.active()).hasSize(1);
        arc.works();
        play(MINUTE.plusSeconds(1));
        assertThat(arc.active()).isEmpty();
        assertThat(keeper.status().state()).isEqualTo("Open");
    }

    @Test
    void whatIsForbiddenIsToldOnceAndNotAskedForInALoop() {
        request(Optional.empty());
        play(MINUTE);
        arc.fails(AwsFailure.Kind.FORBIDDEN);
        int before = arc.calls();
        play(HOUR);
        assertThat(arc.calls() - before).as("nothing to be done").isLessThanOrEqualTo(2);

        told.clear();
        cordon();
        before = arc.calls();
        play(HOUR);
        assertThat(arc.calls() - before).isLessThanOrEqualTo(3);
        assertThat(keeper.status().state()).isEqualTo("Refused");
        assertThat(keeper.status().reason()).contains("FORBIDDEN", "docs/aws.md");
        assertThat(told).hasSizeLessThanOrEqualTo(2).doesNotHaveDuplicates();

        arc.works();
        play(MINUTE);
        assertThat(keeper.status().state()).isEqualTo("Shifted");
    }

    @Test
    void tagsThatMayNotBeReadAreARefusalThatSaysSo() {
        arc.fails(AwsFailure.Kind.FORBIDDEN, "DescribeTags");
        cordon();
        play(HOUR);
        assertThat(keeper.status().state()).isEqualTo("Refused");
        assertThat(keeper.status().reason()).contains("tags could not be read", "spec.aws.allow");
        assertThat(arc.calls("DescribeTags")).isLessThanOrEqualTo(6);
        assertThat(arc.calls("StartZonalShift")).isZero();
        assertThat(told).hasSize(1);
    }

    /** Who was told which tag lacks puts it there, before the cordon or in it. */
    @Test
    void aTagThatComesLaterIsSeenAtTheNextLook() {
        arc.tagged("other");
        request(Optional.empty());
        play(MINUTE);
        arc.tagged("shop");
        cordon();
        play(Duration.ofSeconds(1));
        assertThat(keeper.status().state()).isEqualTo("Shifted");

        request(Optional.empty());
        play(Duration.ofMinutes(11));
        arc.tagged("other");
        play(Duration.ofMinutes(11));
        cordon();
        play(MINUTE);
        assertThat(keeper.status().state()).isEqualTo("Refused");
        arc.tagged("shop");
        play(MINUTE);
        assertThat(keeper.status().state()).isEqualTo("Shifted");
        assertThat(arc.calls("DescribeTags")).isLessThan(12);
    }

    /** Of a shift that may not be renewed the end is not overslept. */
    @Test
    void aShiftThatMayNotBeRenewedIsTakenForOverWhenItEnds() {
        cordon();
        play(MINUTE);
        arc.fails(AwsFailure.Kind.FORBIDDEN);
        play(Duration.ofMinutes(28));
        assertThat(keeper.status().state()).isEqualTo("Shifted");
        play(Duration.ofMinutes(2));
        assertThat(keeper.status().state()).isEqualTo("Refused");
        assertThat(arc.calls("UpdateZonalShift")).isLessThanOrEqualTo(2);
    }

    /** Lists lag behind: the start meets a shift that is there already. */
    @Test
    void aConflictIsAdoptedWhereItIsOursAndToldWhereItIsNot() {
        arc.stands(shift("before", "use1-az2", ShiftComment.of("uid-1", "shop/web")));
        arc.showsNothing(1);
        cordon();
        play(Duration.ofSeconds(20));
        assertThat(keeper.status().state()).isEqualTo("Shifted");
        assertThat(keeper.status().shiftId()).isEqualTo("before");
        assertThat(arc.calls("StartZonalShift")).isOne();
        request(Optional.empty());
        play(MINUTE);
        assertThat(arc.active()).isEmpty();

        arc.stands(shift("theirs", "use1-az4", "by hand"));
        arc.showsNothing(1);
        cordon();
        play(Duration.ofSeconds(20));
        assertThat(keeper.status().state()).isEqualTo("Refused");
        assertThat(keeper.status().reason()).contains("theirs", "Zonekeeper does not cancel it");
        request(Optional.empty());
        play(MINUTE);
        assertThat(arc.active()).extracting(ZonalShift::id).containsExactly("theirs");
        assertThat(arc.calls("CancelZonalShift")).isOne();
    }

    /** AWS leaves another zone meanwhile: our shift would bring its traffic back there. */
    @Test
    void anAutoshiftAwayFromAnotherZoneIsNeverOverridden() {
        cordon();
        play(MINUTE);
        var autoshift = new ZonalShift("", ARN, "use1-az4", ZonalShift.Kind.AUTOSHIFT, Optional.empty(), "");
        arc.stands(autoshift);
        play(Duration.ofMinutes(5));
        assertThat(arc.active()).containsExactly(autoshift);
        assertThat(keeper.status().state()).isEqualTo("Refused");
        assertThat(keeper.status().reason()).contains("use1-az4", "autoshift");
        assertThat(arc.calls("StartZonalShift")).isOne();

        arc.ends(autoshift);
        play(MINUTE.plusSeconds(1));
        assertThat(arc.active()).extracting(ZonalShift::awayFrom).containsExactly("use1-az2");
        assertThat(keeper.status().state()).isEqualTo("Shifted");
    }

    /** ARC does not know a load balancer whose attribute is not set: said before a zone fails, and what to set. */
    @Test
    void oneThatArcDoesNotManageIsReportedBeforeItIsNeeded() {
        arc.fails(AwsFailure.Kind.NOT_FOUND, "GetManagedResource");
        request(Optional.empty());
        play(HOUR);
        assertThat(keeper.status().state()).isEqualTo("Open");
        assertThat(keeper.status().reason()).contains("zonal_shift.config.enabled");
        assertThat(told).hasSize(1);
        assertThat(arc.calls()).isLessThanOrEqualTo(14);
        cordon();
        play(MINUTE);
        assertThat(keeper.status().state()).isEqualTo("Refused");
        assertThat(keeper.status().reason()).contains("zonal_shift.config.enabled");
        assertThat(arc.calls("StartZonalShift")).isZero();
        arc.works();
        play(MINUTE.plusSeconds(1));
        assertThat(keeper.status().state()).isEqualTo("Shifted");
        assertThat(keeper.status().reason()).isNull();
    }

    private ZonalShift shift(String id, String awayFrom, String comment) {
        return new ZonalShift(
                id,
                ARN,
                awayFrom,
                ZonalShift.Kind.CUSTOMER,
                Optional.of(clock.instant().plus(LIFE)),
                comment);
    }
}
