package io.zonekeeper.controllers.zonedservice;

import java.util.ArrayList;
import java.util.List;

import io.zonekeeper.controllers.zonedservice.planning.Planned;
import io.zonekeeper.manifests.stacks.EvacuationFacts;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Services fail in zone a, each by itself: limits.serviceEvacuationsPerHour counts evacuations, not their steps. */
class ServiceEvacuationsPerHourTest {
    private static final int PER_HOUR = 20;

    private final ServiceLives lives = new ServiceLives(PER_HOUR);

    @Test
    void eachEvacuationCountsOnceHoweverManyStepsItTakes() {
        for (int service = 0; service < PER_HOUR; service++) {
            ServiceLives.Life life = lives.life("svc" + service);
            assertThat(life.evacuates()).as(life.name).isTrue();
            assertThat(lives.budget.left()).as(life.name).isEqualTo(PER_HOUR - service - 1);
            assertThat(life.state()).isEqualTo("Drained");
        }
        ServiceLives.Life last = lives.life("one-too-many");
        assertThat(last.evacuates()).isFalse();
        assertThat(last.plan().plan().heldBack())
                .extracting(refusal -> refusal.reason().word())
                .containsExactly("ServiceEvacuationsPerHour");
    }

    @Test
    void aProcessStartedSinceCountsWhatTheStatusesName() {
        List<ServiceLives.Life> all = new ArrayList<>();
        for (int service = 0; service < 5; service++) {
            all.add(lives.life("svc" + service));
            all.getLast().evacuates();
        }
        lives.restart();
        all.forEach(ServiceLives.Life::plan);
        assertThat(lives.budget.left()).isEqualTo(PER_HOUR - 5);
    }

    @Test
    void itCountsForAnHourAfterTheServiceCameBackAndTheNextOneCountsAnew() {
        ServiceLives.Life life = lives.life("svc");
        life.evacuates();
        life.comesBack();
        assertThat(life.state()).isEqualTo("Active");
        lives.restart();
        life.plan();
        assertThat(lives.budget.left()).isEqualTo(PER_HOUR - 1);
        assertThat(life.evacuates()).isTrue();
        assertThat(lives.budget.left()).isEqualTo(PER_HOUR - 2);
        lives.time.set(lives.time.get().plusSeconds(3700));
        life.plan();
        assertThat(lives.budget.left()).isEqualTo(PER_HOUR);
    }

    @Test
    void ofServicesPlannedAtOnceNoMoreBeginThanAreLeft() {
        List<ServiceLives.Life> all = new ArrayList<>();
        for (int service = 0; service < PER_HOUR + 5; service++) {
            ServiceLives.Life life = lives.life("svc" + service);
            life.fails();
            all.add(life);
        }
        List<Planned> plans = all.stream().map(ServiceLives.Life::plan).toList();
        int begun = 0;
        for (int service = 0; service < all.size(); service++) {
            ServiceLives.Life life = all.get(service);
            begun += lives.pace.reserve(life.service, plans.get(service), EvacuationFacts.memory(life.service)) ? 1 : 0;
        }
        assertThat(begun).isEqualTo(PER_HOUR);
    }
}
