package io.zonekeeper.web.timeline;

import java.time.Instant;
import java.util.List;

import io.zonekeeper.api.v1alpha1.ZoneStatus.DrillStatus;
import io.zonekeeper.web.simulated.SimulatedClock;
import io.zonekeeper.web.simulated.SimulatedCluster;
import io.zonekeeper.web.view.Frame;
import io.zonekeeper.web.view.FrameBuilder;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class TimelineTest {
    private static final Instant NOW = Instant.parse("2026-03-12T09:00:00Z");
    private static final String ZONE = "us-east-1b";

    private final SimulatedCluster cluster = new SimulatedCluster(8, new SimulatedClock(NOW));
    private final FrameBuilder builder = new FrameBuilder();
    private Frame before = builder.build(cluster.sources());

    private List<IncidentEvent> events() {
        Frame after = builder.build(cluster.sources());
        List<IncidentEvent> events = Timeline.between(before, after, NOW);
        before = after;
        return events;
    }

    @Test
    void anIncidentFromItsFirstSignToFailback() {
        assertThat(events()).isEmpty();
        cluster.suspect(1);
        assertThat(events())
                .extracting(IncidentEvent::kind, IncidentEvent::value)
                .containsExactly(tuple(EventKind.VERDICT, "Suspect"));
        cluster.lost(1);
        assertThat(events())
                .extracting(IncidentEvent::kind, IncidentEvent::zone, IncidentEvent::value)
                .containsExactly(
                        tuple(EventKind.VERDICT, ZONE, "Unhealthy"), tuple(EventKind.CORDON, ZONE, "Automatic"));
        cluster.evacuate(1, 0, 3);
        assertThat(events())
                .singleElement()
                .satisfies(event -> assertThat(event.text())
                        .isEqualTo("Traffic is being removed from us-east-1b: 3 of 8 services"));
        cluster.evacuate(1, 3, 8);
        assertThat(events())
                .extracting(IncidentEvent::kind, IncidentEvent::value)
                .containsExactly(tuple(EventKind.TRAFFIC, "removed"));
        cluster.replaced(1, 0, 7);
        assertThat(events()).isEmpty();
        cluster.replaced(1, 7, 8);
        assertThat(events()).extracting(IncidentEvent::kind).containsExactly(EventKind.CAPACITY);
        cluster.recovered(1);
        assertThat(events())
                .extracting(IncidentEvent::kind)
                .containsExactly(EventKind.VERDICT, EventKind.UNCORDON, EventKind.FAILBACK);
    }

    @Test
    void aRefusalNamesItsServiceOnce() {
        cluster.refused(0, 1);
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(EventKind.REFUSAL);
            assertThat(event.row()).isEqualTo("ZonedService/shop/cart");
            assertThat(event.text()).startsWith("ZonedService shop/cart: us-east-1b keeps its traffic");
        });
        cluster.refused(0, 1);
        assertThat(events()).isEmpty();
    }

    @Test
    void manyRefusalsAtOnceAreOneEvent() {
        for (int i = 0; i < 8; i++) {
            cluster.refused(i, 1);
        }
        assertThat(events())
                .singleElement()
                .satisfies(event -> assertThat(event.text()).isEqualTo("8 services report a refusal: MinimumNotReady"));
    }

    @Test
    void whatBeganBeforeHasItsOwnTime() {
        cluster.lost(1);
        Instant later = NOW.plusSeconds(600);
        assertThat(Timeline.ongoing(builder.build(cluster.sources()), later))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.time()).isBefore(later.minusSeconds(500)));
    }

    @Test
    void aDrillIsReportedAtEachOfItsPhases() {
        cluster.zone(2).drill(drill("Running", null));
        assertThat(events()).extracting(IncidentEvent::text).containsExactly("Drill in us-east-1c: Running");
        cluster.zone(2).drill(drill("Ended", "Completed"));
        assertThat(events()).extracting(IncidentEvent::text).containsExactly("Drill in us-east-1c: Ended, Completed");
    }

    private static DrillStatus drill(String phase, String outcome) {
        return new DrillStatus(
                "1", phase, outcome, null, null, null, null, null, 8, null, null, null, null, null, null);
    }
}
