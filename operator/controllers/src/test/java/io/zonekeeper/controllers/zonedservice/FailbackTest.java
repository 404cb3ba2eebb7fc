package io.zonekeeper.controllers.zonedservice;

import java.util.List;
import java.util.Map;

import io.zonekeeper.kube.objects.Labels;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A service that evacuated a zone returns to it, whatever became of its health checks meanwhile. */
class FailbackTest {
    private final ServiceLives lives = new ServiceLives(20);
    private final ServiceLives.Life life = lives.life("shop");

    @Test
    void withTheZoneWhenItsHealthChecksWereRemoved() {
        life.evacuates();
        life.forgetJudgement();
        life.passes(300);
        assertThat(life.state()).isEqualTo("Drained");
        assertThat(life.reason()).contains("no observer reports", "zonekeeper.io/failback: a");
        life.service.getSpec().healthChecks().clear();
        life.passes(300);
        assertThat(life.state()).isEqualTo("Active");
    }

    @Test
    void onRequestWhenNoObserverReports() {
        life.evacuates();
        life.forgetJudgement();
        life.service.getMetadata().setAnnotations(Map.of(Labels.FAILBACK, "a"));
        life.passes(1);
        assertThat(life.state()).isEqualTo("Active");
        assertThat(life.service.getStatus().lastHandledFailback()).isEqualTo("a");
    }

    /** A request that stays open would bring the zone back at once the next time, unasked. */
    @Test
    void aRequestIsHandledWhenItsOwnZoneIsBackWhateverOthersDo() {
        life.service.getMetadata().setAnnotations(Map.of(Labels.EVACUATE, "a b"));
        life.passes(1);
        assertThat(life.states()).isEqualTo(List.of("Drained", "Drained", "Active"));
        life.service.getMetadata().setAnnotations(Map.of(Labels.EVACUATE, "b", Labels.FAILBACK, "a"));
        life.passes(1);
        assertThat(life.states()).isEqualTo(List.of("Active", "Drained", "Active"));
        assertThat(life.service.getStatus().lastHandledFailback()).isEqualTo("a");
    }
}
