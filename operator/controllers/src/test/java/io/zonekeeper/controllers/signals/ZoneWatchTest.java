package io.zonekeeper.controllers.signals;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.TestNodes;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Leadership;
import io.zonekeeper.controllers.framework.SteadyClock;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.health.ZoneMemory;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.kube.config.OperatorConfig.LeaderElection;
import io.zonekeeper.testing.FakeApi;
import io.zonekeeper.testing.Waiting;

import io.fabric8.kubernetes.api.model.NodeListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ZoneWatchTest {
    private static final Instant EARLIER = Instant.parse("2026-06-01T12:00:00Z");

    private final FakeApi api = new FakeApi();
    private final KubernetesClient client = api.client();
    private final ClusterState state = new ClusterState(client);
    private final OperatorMetrics metrics = new OperatorMetrics(new SimpleMeterRegistry());
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicBoolean responds = new AtomicBoolean(true);
    private final Source source = new Source();
    private final ZoneWatch watch = new ZoneWatch(
            state,
            List.of(source),
            new Recorded(),
            new ApiLiveness(responds::get, nanos::get),
            new Leadership(
                    new LeaderElection(false, "zonekeeper", Duration.ZERO, Duration.ZERO, Duration.ZERO), () -> {}),
            new Environment(client, null, new SteadyClock(), null, metrics, Optional.empty()),
            Optional::empty);

    ZoneWatchTest() throws IOException {}

    /** A signal that finds the nodes of zone a well, knows nothing of b, and takes note of how it is asked. */
    private static final class Source implements SignalSource {
        private final List<Moment> moments = new CopyOnWriteArrayList<>();
        private final AtomicInteger forgotten = new AtomicInteger();

        @Override
        public void observe(Moment moment, Findings findings) {
            moments.add(moment);
            findings.add(new Observation("a", Signal.HEARTBEATS, 10, 0, Duration.ZERO));
        }

        @Override
        public void forget() {
            forgotten.incrementAndGet();
        }
    }

    /** The status of zone b records that it failed. */
    private static final class Recorded implements VerdictMemory {
        @Override
        public Optional<ZoneMemory> remembered(String zone) {
            return Optional.of(zone)
                    .filter("b"::equals)
                    .map(b ->
                            ZoneMemory.recalled(Verdict.UNHEALTHY, EARLIER, Optional.empty(), Set.of(), Instant.now()));
        }

        @Override
        public boolean kubeletsReached(String zone) {
            return false;
        }
    }

    @BeforeEach
    void nodes() {
        api.answers(
                "/api/v1/nodes",
                new NodeListBuilder()
                        .withNewMetadata()
                        .withResourceVersion("1")
                        .endMetadata()
                        .addToItems(TestNodes.ready("a"), TestNodes.ready("b"))
                        .build());
    }

    @AfterEach
    void close() {
        watch.close();
        state.nodes().close();
        client.close();
        api.close();
        metrics.close();
    }

    /** No evidence would be read as silence of every zone. */
    @Test
    void nothingIsJudgedBeforeTheNodesAreKnown() {
        watch.start();
        Waiting.throughout("no evaluation", Duration.ofSeconds(1), () -> {
            assertThat(source.moments).isEmpty();
            assertThat(state.verdicts().zones()).isEmpty();
        });

        state.nodes().start();
        Waiting.until("it judges", () -> !state.verdicts().zones().isEmpty());
        assertThat(source.moments).isNotEmpty();
    }

    /** A new leader goes on from what the status records, and does not begin with Unknown. */
    @Test
    void aZoneThatThisProcessHasNotJudgedKeepsTheRecordedVerdict() {
        start();
        Map<String, ZoneVerdict> zones = state.verdicts().zones();
        assertThat(zones).containsOnlyKeys("a", "b");
        assertThat(zones.get("b").verdict()).isEqualTo(Verdict.UNHEALTHY);
        assertThat(zones.get("b").since()).isCloseTo(EARLIER, within(1, ChronoUnit.SECONDS));
        assertThat(zones.get("a").verdict()).isNotEqualTo(Verdict.UNHEALTHY);
    }

    /** What does not arrive while the API server is silent is no silence of others. */
    @Test
    void signalsKnowWhetherTheApiServerResponds() {
        start();
        assertThat(source.moments).extracting(Moment::sighted).containsOnly(true);
        responds.set(false);
        nanos.set(Duration.ofMillis(2600).toNanos());
        Waiting.until("they know", () -> source.moments.stream().anyMatch(moment -> !moment.sighted()));
    }

    @Test
    void whileThePolicyIsDisabledThereAreNoVerdictsAndSignalsForget() {
        start();
        policy("Disabled");
        Waiting.until("it stops", () -> state.verdicts().zones().isEmpty());
        assertThat(source.forgotten).hasPositiveValue();

        policy("Automatic");
        Waiting.until("it judges again", () -> !state.verdicts().zones().isEmpty());
    }

    private void start() {
        state.nodes().start();
        watch.start();
        Waiting.until("it judges", () -> !state.verdicts().zones().isEmpty());
    }

    private void policy(String mode) {
        ZoneHealthPolicy policy = Serialization.unmarshal("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZoneHealthPolicy
                metadata: {name: default}
                spec: {mode: %s}
                """.formatted(mode), ZoneHealthPolicy.class);
        state.policies().readFrom(new OnePolicy(policy));
    }

    private record OnePolicy(ZoneHealthPolicy policy) implements Cache<ZoneHealthPolicy> {
        @Override
        public Optional<ZoneHealthPolicy> get(ResourceID id) {
            return Optional.of(policy)
                    .filter(known -> ResourceID.fromResource(known).equals(id));
        }

        @Override
        public Stream<ResourceID> keys() {
            return Stream.of(ResourceID.fromResource(policy));
        }

        @Override
        public Stream<ZoneHealthPolicy> list(Predicate<ZoneHealthPolicy> filter) {
            return Stream.of(policy).filter(filter);
        }
    }
}
