package io.zonekeeper.controllers.signals;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import io.zonekeeper.controllers.cluster.WatchedNode;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Leases come without a watch; time is the test's own. */
class NodeLeasesTest {
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final AtomicLong now = new AtomicLong(1);
    private final NodeLeases leases = new NodeLeases(null, now::get);
    private final List<WatchedNode> nodes = new ArrayList<>();

    /** Renews every node's lease of 40 s each 10 s, and looks. */
    private List<NodeLeases.NamedBeat> renew(int seconds) {
        List<NodeLeases.NamedBeat> seen = List.of();
        for (int second = 0; second < seconds; second++) {
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            for (int n = 0; n < nodes.size(); n++) {
                if (!nodes.get(n).name().startsWith("long") && second % 10 == n % 10) {
                    heard(nodes.get(n).name(), 40, (int)
                            Duration.ofNanos(now.get()).toSeconds());
                }
            }
            seen = leases.beats(leases.atUsualPace(nodes), MARGIN, true);
        }
        return seen;
    }

    private void heard(String name, int duration, int second) {
        leases.note(new LeaseBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withLeaseDurationSeconds(duration)
                .withRenewTime(ZonedDateTime.parse("2026-11-23T12:00:00Z").plusSeconds(second))
                .endSpec()
                .build());
    }

    private void node(String name, String zone, int duration) {
        nodes.add(new WatchedNode(name, zone, true, true, Optional.empty()));
        heard(name, duration, -1);
    }

    private void threeZones() {
        for (String zone : List.of("a", "b", "c")) {
            for (int n = 0; n < 3; n++) {
                node(zone + n, zone, 40);
            }
        }
    }

    @Test
    void aNodeWithALongLeaseMakesNobodyDeaf() {
        threeZones();
        node("long", "a", 3600);
        List<NodeLeases.NamedBeat> seen = renew(13);
        assertThat(seen).hasSize(9).noneMatch(beat -> beat.node().equals("long"));
    }

    /** Where all have long leases, each is waited for as long as it takes. */
    @Test
    void aNodeIsHeardWhenItsOwnIntervalHasPassed() {
        threeZones();
        node("longer", "a", 80);
        assertThat(renew(13)).hasSize(9);
        assertThat(renew(10)).hasSize(10);
    }

    @Test
    void aLeaseThatWasOnlyFoundIsNoRenewal() {
        threeZones();
        node("dead0", "a", 40);
        nodes.removeLast();
        nodes.add(new WatchedNode("long-dead", "a", true, true, Optional.empty()));
        heard("long-dead", 40, -1);
        List<NodeLeases.NamedBeat> seen = renew(13);
        assertThat(seen)
                .filteredOn(beat -> !beat.renewed())
                .extracting(NodeLeases.NamedBeat::node)
                .containsExactly("long-dead");
    }

    @Test
    void atFirstSilenceIsNoEvidenceUntilAnIntervalHasPassed() {
        threeZones();
        node("long-dead", "c", 40);
        assertThat(renew(9))
                .isNotEmpty()
                .allMatch(NodeLeases.NamedBeat::renewed)
                .noneMatch(beat -> beat.node().equals("long-dead"));
        assertThat(renew(4)).hasSize(10);
    }

    @Test
    void nodesThatFallSilentGrowOlderAndTheOthersDoNot() {
        threeZones();
        renew(20);
        List<WatchedNode> all = List.copyOf(nodes);
        nodes.removeIf(node -> node.zone().equals("a"));
        renew(15);
        List<NodeLeases.NamedBeat> seen = leases.beats(all, MARGIN, true);
        assertThat(seen).hasSize(9).allMatch(beat -> beat.beat().interval().equals(Duration.ofSeconds(10)));
        assertThat(seen)
                .filteredOn(beat -> beat.beat().sinceRenewal().compareTo(Duration.ofSeconds(11)) > 0)
                .extracting(NodeLeases.NamedBeat::node)
                .containsExactly("a0", "a1", "a2");
    }

    /** Who cannot be asked says nothing of nodes, and when it answers again each of them has its interval anew. */
    @Test
    void whileTheApiServerDoesNotAnswerSilenceIsNoEvidence() {
        threeZones();
        node("long-alive", "c", 40);
        renew(20);
        heard("long-alive", 40, 20);
        assertThat(renew(1)).hasSize(10);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(leases.beats(nodes, MARGIN, false)).isEmpty();
        assertThat(renew(10)).as("those that renewed since").hasSize(9);
        assertThat(renew(3)).hasSize(10);
    }

    @Test
    void aZoneThatWasSilentBeforeTheApiServerDidNotAnswerIsSilentAfterIt() {
        threeZones();
        for (String name : List.of("long-d0", "long-d1")) {
            node(name, "d", 40);
        }
        renew(20);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(leases.beats(nodes, MARGIN, false)).isEmpty();
        assertThat(renew(2)).extracting(beat -> beat.beat().zone()).contains("d", "a");
    }

    @Test
    void aLeaseThatSaysTheSameAgainIsNoRenewal() {
        threeZones();
        node("idle", "a", 40);
        nodes.removeLast();
        renew(20);
        heard("idle", 40, -1);
        nodes.add(new WatchedNode("idle", "a", true, true, Optional.empty()));
        assertThat(leases.beats(nodes, MARGIN, true))
                .filteredOn(beat -> beat.node().equals("idle"))
                .singleElement()
                .satisfies(beat -> {
                    assertThat(beat.beat().sinceRenewal()).isEqualTo(Duration.ofSeconds(20));
                    assertThat(beat.renewed()).isFalse();
                });
    }

    @Test
    void aLeaseWithoutARenewalIsNotKnownAndOneWithoutADurationHasTheKubelets() {
        threeZones();
        leases.note(new LeaseBuilder()
                .withNewMetadata()
                .withName("empty")
                .endMetadata()
                .build());
        leases.note(new LeaseBuilder()
                .withNewMetadata()
                .withName("bare")
                .endMetadata()
                .withNewSpec()
                .withRenewTime(ZonedDateTime.parse("2026-11-23T12:00:00Z"))
                .endSpec()
                .build());
        renew(13);
        for (String name : List.of("empty", "bare")) {
            nodes.add(new WatchedNode(name, "a", true, true, Optional.empty()));
        }
        assertThat(leases.atUsualPace(nodes))
                .as("of which none is known counts")
                .hasSize(11);
        assertThat(leases.beats(nodes, MARGIN, true))
                .filteredOn(beat -> !beat.node().matches("[abc][0-9]"))
                .singleElement()
                .satisfies(beat -> {
                    assertThat(beat.node()).isEqualTo("bare");
                    assertThat(beat.beat().interval()).isEqualTo(Duration.ofSeconds(10));
                });
    }
}
