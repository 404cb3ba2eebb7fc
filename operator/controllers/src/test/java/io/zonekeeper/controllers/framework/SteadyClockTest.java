package io.zonekeeper.controllers.framework;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.controllers.cluster.Verdicts;
import io.zonekeeper.core.cordon.CordonHistory;
import io.zonekeeper.core.cordon.CordonPlan;
import io.zonekeeper.core.cordon.CordonPlanner;
import io.zonekeeper.core.cordon.CordonPolicy;
import io.zonekeeper.core.cordon.ZoneSituation;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.zone.Verdict;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SteadyClockTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration THREE_HOURS = Duration.ofHours(3);

    private Instant machine = NOON;
    private long nanos = 77;
    private final SteadyClock clock = new SteadyClock(new Machine(), () -> nanos);

    @Test
    void theTimeOfDayFollowsEveryStepAndTheMonotonicOneNone() {
        pass(Duration.ofSeconds(3));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(3));
        machine = machine.plus(THREE_HOURS);
        assertThat(clock.instant()).isEqualTo(machine);
        assertThat(clock.monotonic().instant()).isEqualTo(NOON.plusSeconds(3));
        assertThat(clock.stepped()).isEqualTo(THREE_HOURS);

        pass(Duration.ofSeconds(4));
        machine = machine.minus(THREE_HOURS.multipliedBy(2));
        assertThat(clock.instant()).isEqualTo(machine);
        assertThat(clock.monotonic().instant()).isEqualTo(NOON.plusSeconds(7));
        assertThat(clock.stepped()).isEqualTo(THREE_HOURS.negated());
    }

    @Test
    void tremblingIsNoStepUntilItAddsUp() {
        for (int i = 0; i < 1000; i++) {
            pass(Duration.ofMillis(250));
            machine = machine.plusMillis(i % 2 == 0 ? 400 : -400);
            assertThat(clock.stepped()).isZero();
        }
        for (int i = 0; i < 1000; i++) {
            pass(Duration.ofMillis(250));
            machine = machine.plusMillis(3);
            assertThat(Duration.between(clock.instant(), machine).abs()).isLessThanOrEqualTo(SteadyClock.TREMBLING);
        }
    }

    @Test
    void aStepMovesAppointmentsAndNotHowLongAZoneHasBeenHealthy() {
        Instant closes = NOON.plus(THREE_HOURS).plus(Duration.ofMinutes(45));
        ZoneVerdict healthy = new ZoneVerdict(
                "a", Verdict.HEALTHY, NOON, Optional.of(NOON), Map.of(), List.of(), false, false, Optional.of(NOON));
        Verdicts judged = new Verdicts(Map.of("a", healthy), Map.of(), Set.of(), 0);
        pass(Duration.ofMinutes(1));
        assertThat(cordons(closes).nextChange()).contains(closes.minus(Duration.ofHours(2)));

        machine = machine.plus(THREE_HOURS);
        assertThat(cordons(closes).decisions().get("a").cordon()).isPresent();
        ZoneVerdict told = judged.shifted(clock.stepped()).zones().get("a");
        assertThat(Duration.between(told.healthySince().orElseThrow(), clock.instant()))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(Duration.between(told.emptySince().orElseThrow(), clock.instant()))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(told.since()).isEqualTo(NOON.plus(THREE_HOURS));
    }

    private CordonPlan cordons(Instant closes) {
        return CordonPlanner.plan(
                List.of(
                        zone("a", Optional.of(new ZoneSituation.Closure(closes, Duration.ofHours(2)))),
                        zone("b", Optional.empty()),
                        zone("c", Optional.empty())),
                CordonPolicy.DEFAULT,
                clock.instant());
    }

    private static ZoneSituation zone(String name, Optional<ZoneSituation.Closure> closure) {
        return new ZoneSituation(
                new ZoneVerdict(name, Verdict.HEALTHY, NOON, Optional.of(NOON), Map.of(), List.of(), false, false),
                true,
                Optional.empty(),
                closure,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                CordonHistory.NONE);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
        machine = machine.plus(time);
    }

    private final class Machine extends Clock {
        @Override
        public Instant instant() {
            return machine;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
