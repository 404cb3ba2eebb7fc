package io.zonekeeper.controllers.zonedservice;

import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.RolloutStatus;
import io.zonekeeper.controllers.zonedservice.planning.Planned;
import io.zonekeeper.controllers.zonedservice.planning.Resolved;
import io.zonekeeper.controllers.zonedservice.planning.ServicePlanning;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * A service that fails in a zone gets its traffic out of there by a plan that asks the API server nothing: there is
 * none in this test, so whoever asked would fail.
 */
class TrafficWaitsForNoListTest {
    private final ServiceLives lives = new ServiceLives(20);
    private final ServiceLives.Life life = lives.life("shop");

    @BeforeEach
    void aRolloutIsHaltedInAnotherZone() {
        life.rollout(
                new RolloutStatus("bad", "Halted", "b", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "good", null));
    }

    @Test
    void thePlanOfAHaltedRolloutAsksForPods() {
        assertThatNullPointerException().isThrownBy(life::plan);
    }

    @Test
    void trafficLeavesByAPlanThatAsksNothing() {
        life.fails();
        Resolved cached = life.resolved();
        Planned draft = ServicePlanning.plan(cached);
        assertThat(lives.resolver.asks(cached, draft)).isTrue();
        assertThat(draft.plan().outOfTraffic()).containsExactly("a");
    }

    @Test
    void whereThereIsNothingToAskTheDraftIsThePlan() {
        life.rollout(null);
        life.fails();
        Resolved cached = life.resolved();
        Planned draft = ServicePlanning.plan(cached);
        assertThat(lives.resolver.asks(cached, draft)).isFalse();
        assertThat(draft.plan()).isEqualTo(life.plan().plan());
    }
}
