package io.zonekeeper.controllers.framework;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NextTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void withoutAReasonItWaitsForAChange() {
        assertThat(Next.whenChanged().delay()).isEmpty();
        assertThat(Next.whenChanged()
                        .orIn(Duration.ofSeconds(1), false)
                        .orAt(Optional.empty(), NOW)
                        .delay())
                .isEmpty();
    }

    @Test
    void theSoonestReasonCounts() {
        assertThat(Next.in(Duration.ofSeconds(15))
                        .orIn(Duration.ofSeconds(5), true)
                        .orAt(Optional.of(NOW.plusSeconds(3)), NOW)
                        .delay())
                .contains(Duration.ofSeconds(3));
    }

    /** What is overdue must not become a loop that does nothing else. */
    @Test
    void whatIsDueIsDoneAfterAMoment() {
        assertThat(Next.whenChanged()
                        .orAt(Optional.of(NOW.minusSeconds(3)), NOW)
                        .delay())
                .contains(Next.AT_ONCE);
        assertThat(Next.in(Duration.ZERO).delay()).contains(Next.AT_ONCE);
    }
}
