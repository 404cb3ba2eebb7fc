package io.zonekeeper.app.evacuation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EvacuationBudgetTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void eachEvacuationCountsOnceAndForAnHour() {
        var time = new AtomicReference<>(NOON);
        var budget = new EvacuationBudget(() -> 2, new Clock() {
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
        budget.spend("shop/a", "z1", NOON);
        budget.spend("shop/a", "z1", NOON);
        assertThat(budget.left()).isEqualTo(1);
        budget.spend("shop/b", "z1", NOON.plusSeconds(60));
        budget.spend("shop/c", "z1", NOON.plusSeconds(90));
        assertThat(budget.left()).isZero();
        time.set(NOON.plus(Duration.ofMinutes(61)).plusSeconds(1));
        assertThat(budget.left()).isEqualTo(1);
    }
}
