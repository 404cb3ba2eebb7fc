package io.zonekeeper.app.failover;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.zonekeeper.app.Figures;
import io.zonekeeper.app.evacuation.DyingOperator;
import io.zonekeeper.app.evacuation.UserOfZones;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorIdentity;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.Write;
import io.zonekeeper.testing.WriteGate;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static io.zonekeeper.app.failover.UserOfFailovers.DEPLOYMENT;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The operator ends after writes of an evacuation and of a return, every time before it learns of it, and another
 * begins: what was done is found again from the cluster alone, and as many pods are moved as by one that lives.
 *
 * <p>It ends at every {@value #EVERY_BY_DEFAULT}rd write; {@code -Dzonekeeper.kills.every=1}, as in {@code hack/bench
 * faults}, is for each single one.
 */
@ZonedCluster
class KilledFailoverIT {
    static final int EVERY_BY_DEFAULT = 3;
    private static final int EVERY = Integer.getInteger("zonekeeper.kills.every", EVERY_BY_DEFAULT);

    /** Each death costs a start. */
    private static final Duration LONG = PATIENCE.multipliedBy(6);

    private static final Set<String> OF_FAILOVERS =
            Set.of("services", "pods", "pods/eviction", "nodes", "zonefailovers/status");

    private Kubectl kubectl;
    private KubernetesClient client;
    private DyingOperator operator;
    private UserOfZones zones;
    private UserOfFailovers user;

    @BeforeEach
    void start(KubernetesClient given, Kubectl tool, OperatorIdentity identity, OperatorUnderTest started) {
        client = given;
        kubectl = tool;
        operator = new DyingOperator(
                started,
                identity,
                write -> OF_FAILOVERS.contains(write.resource()),
                WriteGate.Closes.BEFORE_THE_ANSWER,
                Integer.MAX_VALUE);
        zones = new UserOfZones(client, kubectl);
        user = new UserOfFailovers(client, kubectl);
        zones.trustSoon();
    }

    @AfterEach
    void restore(Zones faults) {
        operator.live();
        zones.restore(faults);
        kubectl.run("delete", "zfo", "--all");
        operator.close();
    }

    /** Pods answer: they are evicted one after the other. */
    @Test
    void killedAgainAndAgainWhilePodsAnswer() {
        endsAsIfNothingHadHappened(
                () -> zones.spec(A, "{\"cordon\":{\"reason\":\"power works\"}}"),
                () -> zones.spec(A, "{\"cordon\":null}"));
    }

    /** Nobody answers in the zone: its pods are deleted. */
    @Test
    void killedAgainAndAgainWhileTheZoneIsDark(Zones faults) {
        zones.untilHeartbeatsAreHeard();
        endsAsIfNothingHadHappened(() -> faults.kill(A), () -> faults.heal(A));
    }

    private void endsAsIfNothingHadHappened(Runnable fails, Runnable recovers) {
        user.running(DEPLOYMENT);
        Set<String> undisturbed = story(fails, recovers, () -> {});
        List<Write> writes = operator.writes();
        assertThat(writes).extracting(Write::resource).contains("services", "nodes", "zonefailovers/status");

        operator.beMortal(EVERY);
        Set<String> disturbed = story(fails, recovers, operator::dieAndLive);
        System.out.printf("figure: %d deaths, at every %d. write%n", operator.deaths(), EVERY);
        assertThat(operator.deaths()).as("deaths").isGreaterThan(15 / EVERY);
        assertThat(disturbed)
                .as("pods that were moved, of which an operator that lives moves %d", undisturbed.size())
                .hasSameSizeAs(undisturbed);
    }

    /** Returns the names of the pods that were created in it. */
    private Set<String> story(Runnable fails, Runnable recovers, Runnable meanwhile) {
        Set<String> before = new HashSet<>();
        user.pods().forEach(pod -> before.add(pod.getMetadata().getName()));
        Set<String> created = ConcurrentHashMap.newKeySet();
        try (SharedIndexInformer<Pod> pods = client.pods()
                .withLabel("app", "shop")
                .inform(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(Pod pod) {
                        created.add(pod.getMetadata().getName());
                    }

                    @Override
                    public void onUpdate(Pod old, Pod pod) {
                        // nothing is created
                    }

                    @Override
                    public void onDelete(Pod pod, boolean unknown) {
                        // nothing is created
                    }
                })) {
            assertThat(pods.isRunning()).isTrue();
            long began = System.nanoTime();
            fails.run();
            Waiting.untilAsserted("the zone is left and its pods run elsewhere", LONG, () -> {
                meanwhile.run();
                assertThat(user.ready()).containsOnlyKeys(B, C);
                assertThat(user.ready().values()).containsExactlyInAnyOrder(4, 5);
                assertThat(user.service().getSpec().getSelector()).hasSize(2);
                assertThat(user.state("shop", A).state()).isEqualTo("Drained");
            });
            Figures.tell("evacuated", began);
            recovers.run();
            Waiting.untilAsserted("all is as before", LONG, () -> {
                meanwhile.run();
                assertThat(user.ready()).containsExactlyInAnyOrderEntriesOf(Map.of(A, 3, B, 3, C, 3));
                assertThat(user.service().getSpec().getSelector()).containsOnlyKeys("app");
                assertThat(user.service().getMetadata().getLabels()).doesNotContainKey("zonekeeper.io/excluded-slots");
                assertThat(user.state("shop", A).state()).isEqualTo("Active");
                assertThat(client.nodes().list().getItems())
                        .flatMap(node -> node.getSpec().getTaints())
                        .noneMatch(taint -> taint.getKey().equals("zonekeeper.io/evacuated"));
            });
            Figures.tell("returned", began);
        }
        created.removeAll(before);
        return created;
    }
}
