package io.zonekeeper.kube.apply;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.AnyReason;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChangeContestTest {
    private static final String CHILD = "Deployment/default/shop-a";

    private final MovableClock clock = new MovableClock();
    private final ChangeContest contest = new ChangeContest(clock);
    private final ObjectNode desired = JsonNodeFactory.instance.objectNode().put("image", "a");

    @Test
    void whatTheServerStoresOtherwiseIsSentOnce() {
        contest.applied(CHILD, desired, List.of("spec.x"), false);
        assertThat(contest.standDown(CHILD, desired, List.of("spec.x"))).hasValueSatisfying(refusal -> {
            assertThat(refusal.reason().word()).isEqualTo("ServerChanges");
            assertThat(refusal.message()).contains("spec.x", CHILD);
        });
    }

    @Test
    void anotherWishIsSentAgain() {
        contest.applied(CHILD, desired, List.of("spec.x"), false);
        assertThat(contest.standDown(CHILD, JsonNodeFactory.instance.objectNode(), List.of("spec.x")))
                .isEmpty();
    }

    @Test
    void anotherDifferenceIsPutRight() {
        contest.applied(CHILD, desired, List.of("spec.x"), false);
        assertThat(contest.standDown(CHILD, desired, List.of("spec.replicas"))).isEmpty();
    }

    @Test
    void aFightIsCappedToldAndTakenUpAgain() {
        for (int round = 0; round <= 5; round++) {
            assertThat(contest.standDown(CHILD, desired, List.of("spec.replicas")))
                    .isEmpty();
            contest.applied(CHILD, desired, List.of(), true);
        }
        assertThat(contest.standDown(CHILD, desired, List.of("spec.replicas")))
                .map(Refusal::reason)
                .hasValue(AnyReason.CONTESTED);
        clock.now = clock.now.plus(Duration.ofMinutes(1));
        assertThat(contest.standDown(CHILD, desired, List.of("spec.replicas"))).isEmpty();
    }

    private static final class MovableClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
