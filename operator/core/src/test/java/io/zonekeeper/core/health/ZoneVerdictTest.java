package io.zonekeeper.core.health;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.core.zone.Verdict;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class ZoneVerdictTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    /** One that follows knows of fewer services: what it sees makes no zone dark that the judge does not condemn. */
    @ParameterizedTest
    @EnumSource
    void darkCountsOnlyWhereTheJudgeSaysUnhealthy(Verdict recorded) {
        ZoneVerdict seen =
                new ZoneVerdict("a", Verdict.UNHEALTHY, NOON, Optional.empty(), Map.of(), List.of(), true, false);
        ZoneVerdict followed = seen.recorded(recorded, NOON.minusSeconds(5), Optional.of(NOON));
        assertThat(followed.dark()).isEqualTo(recorded == Verdict.UNHEALTHY);
        assertThat(followed.verdict()).isEqualTo(recorded);
        assertThat(followed.since()).isEqualTo(NOON.minusSeconds(5));
        assertThat(followed.healthySince()).hasValue(NOON);
    }
}
