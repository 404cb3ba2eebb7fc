package io.zonekeeper.controllers.mongocluster;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.mongo.MongoAction;
import io.zonekeeper.core.reasons.MongoReason;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a server refuses is not sent each second. */
class RefusedActionsTest {
    private static final ResourceID ID = new ResourceID("photos", "shop");
    private static final MongoAction STEP_DOWN = new MongoAction.StepDown("rs0", "a", "zone a is cordoned");
    private static final Refusal REFUSAL = new Refusal(MongoReason.STEP_DOWN_FAILED, "no electable secondary");

    private final Seconds clock = new Seconds();
    private final RefusedActions refused = new RefusedActions(clock);

    @Test
    void isSentLaterAndLaterAndWhatTheServerSaidStands() {
        List<Integer> sent = new ArrayList<>();
        for (; clock.now <= 120; clock.now++) {
            if (refused.standing(ID, STEP_DOWN).isEmpty()) {
                sent.add(clock.now);
                refused.sent(ID, STEP_DOWN, Optional.of(REFUSAL));
            }
            assertThat(refused.standing(ID, STEP_DOWN)).contains(REFUSAL);
        }
        assertThat(sent).containsExactly(0, 1, 3, 7, 15, 31, 61, 91);
    }

    @Test
    void anotherActionIsSent() {
        refused.sent(ID, STEP_DOWN, Optional.of(REFUSAL));
        assertThat(refused.standing(ID, new MongoAction.StepDown("rs1", "a", "zone a is cordoned")))
                .isEmpty();
    }

    @Test
    void whatSucceedsOrIsNoLongerThereIsForgotten() {
        refused.sent(ID, STEP_DOWN, Optional.of(REFUSAL));
        refused.sent(ID, STEP_DOWN, Optional.empty());
        assertThat(refused.standing(ID, STEP_DOWN)).isEmpty();
        refused.sent(ID, STEP_DOWN, Optional.of(REFUSAL));
        refused.retain(Set.of());
        assertThat(refused.standing(ID, STEP_DOWN)).isEmpty();
    }

    private static final class Seconds extends Clock {
        private int now;

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusSeconds(now);
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
