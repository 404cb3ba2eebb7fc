package io.zonekeeper.controllers.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.zonekeeper.core.cordon.CordonHistory;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.core.zone.ZoneIdentity;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterStateTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final ClusterState state = new ClusterState(null);
    private final List<Change> changes = new ArrayList<>();

    @BeforeEach
    void subscribe() {
        state.changes().subscribe(changes::add);
    }

    @Test
    void aVerdictThatBecomesAnotherIsPublishedOnce() {
        state.judged(verdicts(Verdict.HEALTHY));
        state.judged(verdicts(Verdict.HEALTHY));
        assertThat(changes).containsExactly(new Change.ZoneVerdicts());
        state.judged(verdicts(Verdict.UNHEALTHY));
        assertThat(changes).hasSize(2);
        assertThat(state.verdicts().zones().get("a").verdict()).isEqualTo(Verdict.UNHEALTHY);
    }

    @Test
    void servicesHearOfZonesWhenWhatTheyActOnIsAnother() {
        assertThat(state.zones()).isEmpty();
        state.decided(zones(Optional.of(NOON)));
        state.decided(zones(Optional.of(NOON)));
        assertThat(changes).containsExactly(new Change.Zones());
        assertThat(state.catalog().orElseThrow().zones()).hasSize(1);
    }

    /** Most services are where they want to be: that a zone is trusted again concerns few of them. */
    @Test
    void thatAZoneIsTrustedSinceAnotherTimeIsAChangeOfItsOwn() {
        state.decided(zones(Optional.empty()));
        changes.clear();
        state.decided(zones(Optional.of(NOON)));
        assertThat(changes).containsExactly(new Change.Trust());
    }

    @Test
    void aSubscriberThatFailsHoldsUpNoOther() {
        var other = new Changes();
        List<Change> heard = new ArrayList<>();
        other.subscribe(change -> {
            throw new IllegalStateException("a bug");
        });
        other.subscribe(heard::add);
        other.publish(new Change.Services(Set.of("shop/web")));
        assertThat(heard).containsExactly(new Change.Services(Set.of("shop/web")));
    }

    private static ZoneVerdict verdict(Verdict verdict, Optional<Instant> healthySince) {
        return new ZoneVerdict("a", verdict, NOON, healthySince, Map.of(), List.of(), false, false);
    }

    private static Verdicts verdicts(Verdict verdict) {
        return new Verdicts(Map.of("a", verdict(verdict, Optional.empty())), Map.of(), Set.of(), 0);
    }

    private static ZoneState zones(Optional<Instant> healthySince) {
        SortedMap<String, ZoneDecision> decisions = new TreeMap<>();
        decisions.put(
                "a",
                new ZoneDecision(
                        verdict(Verdict.HEALTHY, healthySince),
                        Optional.empty(),
                        Optional.empty(),
                        CordonHistory.NONE));
        return new ZoneState(
                ZoneCatalog.of(List.of(new KnownZone(ZoneIdentity.named("a"), "a", true, OptionalInt.of(0)))),
                decisions);
    }
}
