package io.zonekeeper.controllers.zones;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneSpec;
import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.NodeTaints;
import io.zonekeeper.controllers.cluster.ProviderReports;
import io.zonekeeper.controllers.cluster.TestNodes;
import io.zonekeeper.controllers.cluster.Verdicts;
import io.zonekeeper.controllers.cluster.ZoneState;
import io.zonekeeper.controllers.loop.Inquiry;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.cordon.Cordon;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.health.Level;
import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.kube.client.TolerantDecoding;
import io.zonekeeper.kube.events.Events;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ZoneRoundTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    private final KubernetesSerialization serialization =
            new KubernetesSerialization(new ObjectMapper().registerModule(TolerantDecoding.module()), true);
    private final Map<String, Zone> objects = new TreeMap<>();
    private final Set<String> refused = new HashSet<>();
    private final List<String> story = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, ZoneVerdict> judged = new HashMap<>();
    private final Events events = new Events(this::happened, clock, "test");
    private Supplier<Map<String, Integer>> slotsInUse = Map::of;
    private final ClusterState state = new ClusterState(null);
    private final ZoneRound round = new ZoneRound(
            state,
            new Objects(),
            new ZoneRound.Sources(
                    () -> List.of(TestNodes.ready("a"), TestNodes.ready("b"), TestNodes.ready("c")),
                    new Inquiry<>("slots", () -> slotsInUse.get(), () -> story.add("slots came late")),
                    new Inquiry<>("claims", Set::of, () -> {}),
                    new AbandonedZones(zone -> false, System::nanoTime, () -> {}),
                    ProviderReports.NOTHING,
                    8),
            new ZoneReport(events, new OperatorMetrics(new SimpleMeterRegistry()), clock),
            NodeTaints.ofCordons(null, new OperatorMetrics(new SimpleMeterRegistry())),
            new OperatorMetrics(new SimpleMeterRegistry()),
            clock);

    @BeforeEach
    void watch() {
        state.changes().subscribe(change -> {
            if (change instanceof Change.Zones) {
                story.add("published");
            }
        });
    }

    @AfterEach
    void close() {
        events.close();
    }

    private void happened(Event event) {
        story.add(event.getInvolvedObject().getName() + " " + event.getReason());
    }

    private void unhealthy(String zone) {
        judged.put(
                zone,
                new ZoneVerdict(
                        zone,
                        Verdict.UNHEALTHY,
                        NOON,
                        Optional.empty(),
                        Map.of(Signal.HEARTBEATS, Level.BAD, Signal.KUBELETS, Level.BAD),
                        List.of(),
                        true,
                        false));
        List.of("a", "b", "c").stream()
                .filter(other -> !other.equals(zone))
                .forEach(other -> judged.putIfAbsent(
                        other,
                        new ZoneVerdict(
                                other, Verdict.HEALTHY, NOON, Optional.of(NOON), Map.of(), List.of(), false, false)));
    }

    private Optional<Duration> look() {
        state.judged(new Verdicts(judged, Map.of(), Set.of(), 0));
        return round.look();
    }

    private ZoneState last() {
        return state.zones().orElseThrow();
    }

    private static Optional<Cause> cause(ZoneState state, String zone) {
        return state.decisions().get(zone).cordon().map(Cordon::cause);
    }

    /** The Zones of an API server that refuses some writes. */
    private final class Objects implements ZoneStore {
        @Override
        public List<Zone> list() {
            return List.copyOf(objects.values());
        }

        @Override
        public void create(String name) {
            refuse(name);
            Zone zone = new Zone();
            zone.getMetadata().setName(name);
            zone.getMetadata().setGeneration(1L);
            objects.put(name, zone);
        }

        @Override
        public void delete(String name) {
            refuse(name);
            objects.remove(name);
        }

        @Override
        public Zone writeStatus(Zone fresh) {
            String name = fresh.getMetadata().getName();
            refuse(name);
            Zone written = new Zone();
            written.setMetadata(objects.get(name).getMetadata());
            written.setSpec(objects.get(name).getSpec());
            written.setStatus(fresh.getStatus());
            objects.put(name, written);
            return written;
        }

        private void refuse(String name) {
            if (refused.contains(name)) {
                throw new KubernetesClientException("refused by a policy");
            }
        }
    }

    @Test
    void aZoneThatCannotBeWrittenHoldsUpNoOther() {
        look();
        refused.add("a");
        unhealthy("b");
        Optional<Duration> next = look();
        assertThat(cause(last(), "b")).contains(Cause.AUTOMATIC);
        assertThat(last().catalog().zones()).extracting(KnownZone::name).containsExactly("a", "b", "c");
        assertThat(next).hasValueSatisfying(delay -> assertThat(delay).isLessThanOrEqualTo(Duration.ofSeconds(2)));
    }

    @Test
    void whatCouldNotBeRecordedIsNotPublished() {
        look();
        refused.add("b");
        unhealthy("b");
        look();
        assertThat(cause(last(), "b")).isEmpty();
        refused.clear();
        look();
        assertThat(cause(last(), "b")).contains(Cause.AUTOMATIC);
    }

    @Test
    void aZoneWhoseObjectCannotBeCreatedIsNotUsedAndTheOthersAre() {
        refused.add("c");
        look();
        assertThat(last().catalog().zones()).extracting(KnownZone::name).containsExactly("a", "b");
        refused.clear();
        look();
        assertThat(last().catalog().zones()).extracting(KnownZone::name).containsExactly("a", "b", "c");
    }

    @Test
    void servicesHearOfACordonBeforeEventsAreWritten() {
        look();
        await().until(() -> story.contains("c ZoneFound"));
        story.clear();
        unhealthy("b");
        look();
        await().until(() -> story.contains("b Cordoned"));
        assertThat(story.indexOf("published")).isLessThan(story.indexOf("b Cordoned"));
    }

    @Test
    void aRecentFailureThatHasEndedIsNoLongerTold() {
        healthy("a", Level.FRESHLY_BAD, 2);
        look();
        assertThat(evidence("a")).isEqualTo("2 of 3 pods are not Ready");
        healthy("a", Level.FRESHLY_BAD, 1);
        look();
        assertThat(evidence("a")).as("a number of the same failure").isEqualTo("2 of 3 pods are not Ready");
        healthy("a", Level.GOOD, 0);
        look();
        assertThat(evidence("a")).isEqualTo("no failures: pods");
        healthy("a", Level.FRESHLY_BAD, 1);
        look();
        assertThat(evidence("a")).as("pods come and go").isEqualTo("no failures: pods");
    }

    private void healthy(String zone, Level pods, int failures) {
        judged.put(
                zone,
                new ZoneVerdict(
                        zone,
                        Verdict.HEALTHY,
                        NOON,
                        Optional.of(NOON),
                        Map.of(Signal.PODS, pods),
                        List.of(new Observation(zone, Signal.PODS, 3, failures, Duration.ZERO)),
                        false,
                        false));
    }

    private String evidence(String zone) {
        return objects.get(zone).getStatus().evidence();
    }

    @Test
    void aSlowListOfSlotsHoldsUpOnlyWhoNeedsOne() {
        look();
        objects.remove("c");
        var answer = new CountDownLatch(1);
        slotsInUse = () -> {
            waitFor(answer);
            return Map.of("c", 2);
        };
        unhealthy("b");
        look();
        assertThat(cause(last(), "b")).contains(Cause.AUTOMATIC);
        assertThat(slot("c")).isEmpty();
        answer.countDown();
        await().until(() -> story.contains("slots came late"));
        look();
        assertThat(slot("c")).contains(2);
    }

    @Test
    void slotsThatMayNotBeReadHoldUpOnlyWhoNeedsOne() {
        look();
        objects.remove("c");
        slotsInUse = () -> {
            throw new KubernetesClientException("deployments.apps is forbidden");
        };
        unhealthy("b");
        assertThat(look()).isPresent();
        assertThat(cause(last(), "b")).contains(Cause.AUTOMATIC);
        assertThat(objects.get("c").getStatus().conditions())
                .anySatisfy(condition -> assertThat(condition.reason()).isEqualTo("SlotPending"));
    }

    @Test
    void aCordonOutlivesAFieldThatCannotBeRead() {
        look();
        objects.get("b")
                .setSpec(new ZoneSpec(new ZoneSpec.Cordon("works", "2026-11-29T12:00:00Z", null, null), null, null));
        look();
        assertThat(cause(last(), "b")).contains(Cause.MANUAL);
        cannotBeRead("b");
        look();
        assertThat(last().decisions().get("b").cordon()).hasValueSatisfying(cordon -> {
            assertThat(cordon.cause()).isEqualTo(Cause.MANUAL);
            assertThat(cordon.reason()).isEqualTo("works");
        });
        assertThat(objects.get("b").getStatus().conditions()).anySatisfy(condition -> {
            assertThat(condition.reason()).isEqualTo("Undecodable");
            assertThat(condition.message()).contains("spec.cordon");
        });
        await().until(() -> story.contains("b Undecodable"));
    }

    @Test
    void aCordonThatTheStatusRecordsOutlivesTheProcessToo() {
        look();
        objects.get("b").setSpec(new ZoneSpec(new ZoneSpec.Cordon("works", null, null, null), null, null));
        look();
        cannotBeRead("b");
        assertThat(new LastKnownSpecs()
                        .over(new Objects().list()).stream()
                                .filter(zone -> zone.getMetadata().getName().equals("b"))
                                .map(zone -> zone.getSpec().cordon().reason()))
                .containsExactly("works");
    }

    /** Another version of the CRD left something in the spec. */
    private void cannotBeRead(String name) {
        Zone unreadable = serialization.unmarshal(
                "---\n{apiVersion: zonekeeper.io/v1alpha1, kind: Zone, metadata: {name: " + name
                        + ", generation: 2}, spec: {cordon: [works]}}",
                Zone.class);
        unreadable.setStatus(objects.get(name).getStatus());
        objects.put(name, unreadable);
    }

    private Optional<Integer> slot(String name) {
        return last().catalog().zones().stream()
                .filter(zone -> zone.name().equals(name) && zone.slot().isPresent())
                .map(zone -> zone.slot().getAsInt())
                .findFirst();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
