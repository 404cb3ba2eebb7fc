package io.zonekeeper.controllers.pacing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EvacuationBudgetTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final AtomicReference<Instant> time = new AtomicReference<>(NOON);
    private final EvacuationBudget budget = new EvacuationBudget(() -> 2, new Clock() {
        @Override
        public Instant instant() {
            return time.get();
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    });

    @Test
    void eachEvacuationCountsOnceAndForAnHour() {
        budget.note("shop/a", "z1", NOON);
        budget.note("shop/a", "z1", NOON);
        assertThat(budget.left()).isEqualTo(1);
        budget.note("shop/b", "z1", NOON.plusSeconds(60));
        budget.note("shop/c", "z1", NOON.plusSeconds(90));
        assertThat(budget.left()).isZero();
        time.set(NOON.plus(Duration.ofMinutes(61)).plusSeconds(1));
        assertThat(budget.left()).isEqualTo(1);
    }

    @Test
    void oneThatAStatusStillNamesAfterAnHourCountsNoMore() {
        time.set(NOON.plus(Duration.ofMinutes(61)));
        budget.note("shop/a", "z1", NOON);
        assertThat(budget.left()).isEqualTo(2);
    }

    @Test
    void whatIsReservedIsNotLeftForOthersAndBecomesTheOneInTheStatus() {
        assertThat(budget.reserve("shop/a", Set.of("z1"))).isTrue();
        assertThat(budget.reserve("shop/a", Set.of("z1"))).isTrue();
        assertThat(budget.left()).isEqualTo(1);
        assertThat(budget.left("shop/a")).isEqualTo(2);
        assertThat(budget.left("shop/b")).isEqualTo(1);
        budget.note("shop/a", "z1", NOON.plusMillis(300));
        assertThat(budget.reserve("shop/a", Set.of())).isTrue();
        assertThat(budget.left()).isEqualTo(1);
    }

    @Test
    void ofThoseThatAskAtOnceOnlySoManyGetOne() {
        assertThat(budget.reserve("shop/a", Set.of("z1"))).isTrue();
        assertThat(budget.reserve("shop/b", Set.of("z1"))).isTrue();
        assertThat(budget.reserve("shop/c", Set.of("z1"))).isFalse();
        assertThat(budget.left()).isZero();
    }

    @Test
    void whatIsNoLongerWantedIsGivenBack() {
        budget.reserve("shop/a", Set.of("z1"));
        budget.reserve("shop/a", Set.of());
        assertThat(budget.left()).isEqualTo(2);
    }
}
