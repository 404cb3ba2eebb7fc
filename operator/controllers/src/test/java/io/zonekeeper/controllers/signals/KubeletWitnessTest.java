package io.zonekeeper.controllers.signals;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.zonekeeper.controllers.cluster.WatchedNode;
import io.zonekeeper.core.health.Evidence;
import io.zonekeeper.core.health.Judge;
import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.Sensitivity;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.selftest.SignalTest;
import io.zonekeeper.core.zone.Verdict;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Kubelets are listeners on the loopback; time is the test's own. */
class KubeletWitnessTest {
    private final AtomicLong now = new AtomicLong(1);
    private final List<ServerSocket> kubelets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (ServerSocket kubelet : kubelets) {
            kubelet.close();
        }
    }

    @Test
    void silentNodesThatDoNotAnswerFailAndTheControlsOfOtherZonesDoNot() throws IOException {
        var witness = new KubeletWitness(() -> Optional.of("c"), zone -> false, now::get);
        List<WatchedNode> nodes = List.of(node("a1", "a"), node("a2", "a"), node("b1", "b"), node("c1", "c"));
        assertThat(witness.look(nodes, Set.of(), Set.of())).isEmpty();
        settle();
        kubelets.get(0).close();
        kubelets.get(1).close();

        List<Observation> seen = untilTwoTries(witness, nodes, Set.of("a1", "a2"), Set.of());
        assertThat(seen)
                .extracting(Observation::zone, Observation::samples, Observation::failures)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("a", 2, 2), org.assertj.core.groups.Tuple.tuple("b", 1, 0));
    }

    @Test
    void aSilentNodeThatAnswersIsNoFailure() throws IOException {
        var witness = new KubeletWitness(Optional::empty, zone -> false, now::get);
        List<WatchedNode> nodes = List.of(node("a1", "a"), node("a2", "a"), node("b1", "b"));
        witness.look(nodes, Set.of(), Set.of());
        settle();
        assertThat(untilTwoTries(witness, nodes, Set.of("a1"), Set.of()))
                .filteredOn(observation -> observation.zone().equals("a"))
                .extracting(Observation::samples, Observation::failures)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(1, 0));
    }

    @Test
    void aKubeletThatNeverAnsweredIsNoEvidence() throws IOException {
        var witness = new KubeletWitness(Optional::empty, zone -> false, now::get);
        List<WatchedNode> nodes = List.of(node("a1", "a"), node("b1", "b"));
        kubelets.get(0).close();
        witness.look(nodes, Set.of(), Set.of());
        settle();
        assertThat(untilTwoTries(witness, nodes, Set.of("a1"), Set.of()))
                .noneMatch(observation -> observation.zone().equals("a"));
    }

    /** A firewall that is closed later is noticed within an hour, and is no evidence against a zone. */
    @Test
    void thoseThatAnsweredAreTriedAgainEveryHourAndThatIsNoEvidence() throws IOException {
        var witness = new KubeletWitness(Optional::empty, zone -> false, now::get);
        List<WatchedNode> nodes = List.of(node("a1", "a"), node("b1", "b"));
        witness.look(nodes, Set.of(), Set.of());
        settle();
        assertThat(witness.test(nodes)).map(SignalTest::evidence).contains(true);
        kubelets.get(0).close();
        kubelets.get(1).close();
        now.addAndGet(Duration.ofMinutes(59).toNanos());
        witness.look(nodes, Set.of(), Set.of());
        settle();
        assertThat(witness.test(nodes)).map(SignalTest::evidence).contains(true);
        now.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(witness.look(nodes, Set.of(), Set.of())).isEmpty();
        Awaitility.await()
                .untilAsserted(() -> assertThat(witness.test(nodes))
                        .map(SignalTest::evidence)
                        .contains(false));
        assertThat(witness.look(nodes, Set.of("a1"), Set.of()))
                .as("the try was none of a witness")
                .extracting(Observation::failures)
                .containsOnly(0);
    }

    /** Nodes that lie dead in another zone are no controls, or no zone could be accused while they do. */
    @Test
    void nodesThatDiedAloneAreNoControls() throws IOException {
        var witness = new KubeletWitness(Optional::empty, zone -> false, now::get);
        List<WatchedNode> nodes = List.of(node("a1", "a"), node("dead1", "b"), node("dead2", "b"), node("b1", "b"));
        witness.look(nodes, Set.of(), Set.of());
        settle();
        kubelets.get(0).close();
        kubelets.get(1).close();
        kubelets.get(2).close();
        assertThat(untilTwoTries(witness, nodes, Set.of("a1"), Set.of("dead1", "dead2")))
                .extracting(Observation::zone, Observation::samples, Observation::failures)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("a", 1, 1), org.assertj.core.groups.Tuple.tuple("b", 1, 0));
    }

    /** Two zones: the only other kubelets are those of the zone that this process runs in. */
    @Test
    void ofTwoZonesTheOwnOneIsTheControl() throws IOException {
        var witness = new KubeletWitness(() -> Optional.of("b"), zone -> false, now::get);
        List<WatchedNode> nodes = List.of(node("a1", "a"), node("a2", "a"), node("b1", "b"), node("b2", "b"));
        witness.look(nodes, Set.of(), Set.of());
        settle();
        kubelets.get(0).close();
        kubelets.get(1).close();
        List<Observation> kubeletsSeen = untilTwoTries(witness, nodes, Set.of("a1", "a2"), Set.of());
        assertThat(kubeletsSeen)
                .extracting(Observation::zone, Observation::samples, Observation::failures)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("a", 2, 2), org.assertj.core.groups.Tuple.tuple("b", 2, 0));

        List<Observation> all = new ArrayList<>(kubeletsSeen);
        all.add(new Observation("a", Signal.HEARTBEATS, 2, 2, Duration.ZERO));
        all.add(new Observation("b", Signal.HEARTBEATS, 2, 0, Duration.ZERO));
        assertThat(new Judge(Sensitivity.BALANCED)
                        .judge(
                                new Evidence(true, Map.of("a", 2, "b", 2), Set.of(), all, Optional.of("b")),
                                Map.of(),
                                Instant.EPOCH)
                        .verdicts()
                        .get("a")
                        .verdict())
                .isEqualTo(Verdict.UNHEALTHY);
    }

    /** What an earlier process could reach counts for one that begins while the zone is dark, and only that. */
    @ParameterizedTest
    @CsvSource({"a, 2", "b, 0", "'', 0"})
    void aProcessThatBeginsInTheDarkRecallsWhatWasReached(String reached, int failures) throws IOException {
        var witness = new KubeletWitness(() -> Optional.of("c"), reached::equals, now::get);
        List<WatchedNode> nodes = List.of(node("a1", "a"), node("a2", "a"), node("b1", "b"));
        kubelets.get(0).close();
        kubelets.get(1).close();
        witness.look(nodes, Set.of(), Set.of());
        settle();
        assertThat(untilTwoTries(witness, nodes, Set.of("a1", "a2"), Set.of()).stream()
                        .filter(observation -> observation.zone().equals("a"))
                        .mapToInt(Observation::failures)
                        .sum())
                .isEqualTo(failures);
        assertThat(witness.reachable(nodes)).isEqualTo(Map.of("b", true));
    }

    /** A firewall that came since: the nodes renew their leases, and do not answer. */
    @Test
    void whatWasReachedBeforeAndIsNotAnyMoreIsForgottenWhileItIsAlive() throws IOException {
        var witness = new KubeletWitness(() -> Optional.of("c"), "a"::equals, now::get);
        List<WatchedNode> nodes = List.of(node("a1", "a"), node("a2", "a"), node("b1", "b"));
        kubelets.get(0).close();
        kubelets.get(1).close();
        witness.look(nodes, Set.of(), Set.of());
        settle();
        now.addAndGet(Duration.ofSeconds(5).toNanos());
        Duration lately = Duration.ofSeconds(2);
        witness.look(nodes, Set.of(), Set.of(), Map.of("a1", lately, "a2", lately, "b1", lately));
        assertThat(witness.reachable(nodes)).isEqualTo(Map.of("a", false, "b", true));
        assertThat(untilTwoTries(witness, nodes, Set.of("a1", "a2"), Set.of()))
                .noneMatch(observation -> observation.zone().equals("a"));
    }

    /** The kubelets of a zone restart: their hosts refuse the connection, and so are alive. */
    @ParameterizedTest(name = "{0} of {1}: the host answers: {2}")
    @CsvSource({
        "Connection refused,   10.0.0.7,  true",
        "Connection refused,   127.0.0.4, false",
        "Connection timed out, 10.0.0.7,  false"
    })
    void aHostThatRefusesIsAlive(String message, String address, boolean alive) throws IOException {
        assertThat(KubeletWitness.hostAnswers(new ConnectException(message), InetAddress.getByName(address)))
                .isEqualTo(alive);
        assertThat(KubeletWitness.hostAnswers(new NoRouteToHostException(message), InetAddress.getByName(address)))
                .isFalse();
        assertThat(KubeletWitness.hostAnswers(new SocketTimeoutException(message), InetAddress.getByName(address)))
                .isFalse();
    }

    private List<Observation> untilTwoTries(
            KubeletWitness witness, List<WatchedNode> nodes, Set<String> silent, Set<String> dead) {
        for (int round = 0; round < 3; round++) {
            now.addAndGet(Duration.ofMillis(600).toNanos());
            witness.look(nodes, silent, dead);
            settle();
        }
        return witness.look(nodes, silent, dead);
    }

    /** Tries run on threads of their own: on the loopback they are done within milliseconds. */
    private static void settle() {
        long until = System.nanoTime() + Duration.ofMillis(300).toNanos();
        Awaitility.await().until(() -> System.nanoTime() > until);
    }

    private WatchedNode node(String name, String zone) throws IOException {
        var kubelet = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        kubelets.add(kubelet);
        return new WatchedNode(
                name, zone, true, true, Optional.of(new WatchedNode.Kubelet("127.0.0.1", kubelet.getLocalPort())));
    }
}
