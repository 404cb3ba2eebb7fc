package io.zonekeeper.observer;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonekeeper.kube.probe.Check;
import io.zonekeeper.kube.probe.Outcome;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Pods are looked at in earnest here, only not over the network. */
class TargetRegistryTest {
    private static final Map<String, String> SELECTOR = Map.of("zonekeeper.io/service", "web");
    private static final Map<String, String> LABELS = Map.of("zonekeeper.io/service", "web", "app", "web");
    private static final Duration PERIOD = Duration.ofMillis(10);
    private static final Check ALIVE = check("alive", "8080");
    private static final Check ADMIN = check("admin", "admin");
    private static final Outcome FAILURE = new Outcome(Outcome.Kind.REFUSED, "refused");

    /** What comes of looks at a port; success unless said otherwise. */
    private final Map<InetSocketAddress, Outcome> world = new ConcurrentHashMap<>();

    private final AtomicInteger looks = new AtomicInteger();
    private final CheckScheduler patrol = new CheckScheduler(target -> {
        looks.incrementAndGet();
        return world.getOrDefault(target.address(), Outcome.SUCCESS);
    });
    private final TargetRegistry roster = new TargetRegistry(patrol);

    @AfterEach
    void end() {
        roster.clear();
        patrol.close();
    }

    @Test
    void aPodIsProvenOnceEachCheckHasSucceeded() {
        world.put(at(9090), FAILURE);
        roster.put(service(ALIVE, ADMIN));
        roster.put(pod("u1", true));
        afterMoreLooks();
        assertThat(view()).matches(pod -> !pod.proven() && !pod.failing(), "neither proven nor failing");

        world.remove(at(9090));
        await(view -> view.proven() && !view.failing());
    }

    @Test
    void aPodFailsWhenAnyCheckFails() {
        roster.put(pod("u1", true));
        roster.put(service(ALIVE, ADMIN));
        await(ObservedPod.View::proven);
        world.put(at(9090), FAILURE);
        await(ObservedPod.View::failing);
        world.remove(at(9090));
        await(view -> !view.failing());
    }

    @Test
    void successBeforeItIsReadyProvesNothing() {
        roster.put(service(ALIVE));
        roster.put(pod("u1", false));
        afterMoreLooks();
        assertThat(view().proven()).isFalse();
        roster.put(pod("u1", true));
        await(ObservedPod.View::proven);
    }

    @Test
    void aProvenPodStaysEvidenceWhenItIsNoLongerReady() {
        roster.put(service(ALIVE));
        roster.put(pod("u1", true));
        await(ObservedPod.View::proven);
        world.put(at(8080), FAILURE);
        roster.put(pod("u1", false));
        await(ObservedPod.View::failing);
        roster.removePod("shop/web-1");
        assertThat(roster.pods()).isEmpty();
    }

    @Test
    void anotherPodOfTheNameIsProvenAnew() {
        roster.put(service(ALIVE));
        roster.put(pod("u1", true));
        await(ObservedPod.View::proven);
        world.put(at(8080), FAILURE);
        await(ObservedPod.View::failing);
        roster.put(pod("u2", true));
        afterMoreLooks();
        assertThat(view()).matches(pod -> !pod.proven() && !pod.failing(), "neither proven nor failing");
    }

    @Test
    void aNewCheckHasToSucceedFirst() {
        world.put(at(9090), FAILURE);
        roster.put(service(ALIVE));
        roster.put(pod("u1", true));
        await(ObservedPod.View::proven);
        roster.put(service(ALIVE, ADMIN));
        assertThat(view().proven()).isFalse();
        roster.put(service(ALIVE));
        assertThat(view().proven())
                .as("what was seen by the other check is kept")
                .isTrue();
    }

    @Test
    void aPodWithoutThePortIsNoEvidence() {
        roster.put(service(check("odd", "nothing")));
        roster.put(pod("u1", true));
        assertThat(view())
                .isEqualTo(new ObservedPod.View(
                        "b", "n1", true, 1, List.of(new ObservedPod.OwnerView("shop/web", false, false))));
    }

    @Test
    void whatOurSideMissedChangesNothing() {
        roster.put(service(ALIVE));
        roster.put(pod("u1", true));
        await(ObservedPod.View::proven);
        world.put(at(8080), new Outcome(Outcome.Kind.NO_LOOK, "too many open files"));
        afterMoreLooks();
        assertThat(view().failing()).isFalse();
    }

    @Test
    void withoutChecksOrServiceNothingIsLookedAt() throws InterruptedException {
        roster.put(pod("u1", true));
        roster.put(service());
        assertThat(roster.pods()).isEmpty();
        roster.put(service(ALIVE));
        await(ObservedPod.View::proven);
        roster.removeOwner("shop/web");
        assertThat(roster.pods()).isEmpty();
        Thread.sleep(PERIOD.multipliedBy(3));
        int before = looks.get();
        Thread.sleep(PERIOD.multipliedBy(10));
        assertThat(looks.get()).isEqualTo(before);
    }

    @Test
    void stacksOutOfTrafficAreKnown() {
        roster.put(new CheckedPods("shop/web", "shop", SELECTOR, List.of(ALIVE), Set.of("b")));
        roster.put(new CheckedPods("shop/other", "shop", SELECTOR, List.of(), Set.of("b")));
        assertThat(roster.away()).containsExactly(new Stack("shop/web", "b"));
    }

    @Test
    void aPodIsOneOfEachServiceThatSelectsIt() {
        roster.put(new CheckedPods("Service:shop/a", "shop", Map.of("app", "web"), List.of(ALIVE), Set.of()));
        roster.put(new CheckedPods("Service:shop/b", "shop", Map.of("app", "web"), List.of(ALIVE, ADMIN), Set.of()));
        roster.put(new CheckedPods("Service:other/a", "other", Map.of("app", "web"), List.of(ALIVE), Set.of()));
        roster.put(new CheckedPods("Service:shop/c", "shop", Map.of("app", "c"), List.of(ALIVE), Set.of()));
        world.put(at(9090), FAILURE);
        roster.put(pod("u1", true));
        await(view -> view.owners().stream().anyMatch(ObservedPod.OwnerView::proven));
        assertThat(view().targets()).as("a check that both have is made once").isEqualTo(2);
        assertThat(view().owners())
                .containsExactlyInAnyOrder(
                        new ObservedPod.OwnerView("Service:shop/a", true, false),
                        new ObservedPod.OwnerView("Service:shop/b", false, false));
        roster.removeOwner("Service:shop/b");
        assertThat(view().owners()).containsExactly(new ObservedPod.OwnerView("Service:shop/a", true, false));
    }

    /** The operator labels pods while they run, and users do. */
    @Test
    void otherLabelsAreNoOtherPod() {
        roster.put(new CheckedPods("Service:shop/a", "shop", Map.of("app", "web"), List.of(ALIVE), Set.of()));
        roster.put(pod("u1", true));
        await(ObservedPod.View::proven);
        Map<String, String> more = Map.of("app", "web", "zonekeeper.io/outside-0", "true");
        roster.put(pod(more, Optional.of("b")));
        assertThat(view().proven()).isTrue();
        roster.put(pod(Map.of("app", "debug"), Optional.of("b")));
        assertThat(roster.pods()).isEmpty();
    }

    @Test
    void aPodThatDoesNotTellItsZoneIsInThatOfItsNode() {
        roster.put(new CheckedPods("Service:shop/a", "shop", Map.of("app", "web"), List.of(ALIVE), Set.of()));
        roster.put(pod(Map.of("app", "web"), Optional.empty()));
        assertThat(roster.pods()).isEmpty();
        roster.putNode("n1", "c");
        assertThat(view().zone()).isEqualTo("c");
        roster.removePodsOfOthers("shop");
        assertThat(roster.pods()).isEmpty();
    }

    private ObservedPod.View view() {
        assertThat(roster.pods()).hasSize(1);
        return roster.pods().getFirst();
    }

    private void await(java.util.function.Predicate<ObservedPod.View> condition) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(PERIOD)
                .atMost(Duration.ofSeconds(10))
                .until(() -> condition.test(view()));
    }

    private void afterMoreLooks() {
        int before = looks.get();
        Awaitility.await().pollInterval(PERIOD).atMost(Duration.ofSeconds(10)).until(() -> looks.get() >= before + 6);
    }

    private static CheckedPods service(Check... checks) {
        return new CheckedPods("shop/web", "shop", SELECTOR, List.of(checks), Set.of());
    }

    private static PodFact pod(String uid, boolean ready) {
        return new PodFact(
                "shop", "web-1", uid, LABELS, Optional.of("b"), "n1", "10.0.0.1", ready, Map.of("admin", 9090));
    }

    private static PodFact pod(Map<String, String> labels, Optional<String> zone) {
        return new PodFact("shop", "web-1", "u1", labels, zone, "n1", "10.0.0.1", true, Map.of("admin", 9090));
    }

    private static Check check(String name, String port) {
        return new Check(name, new Check.How.Get("/" + name, false), port, PERIOD, PERIOD);
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress("10.0.0.1", port);
    }
}
