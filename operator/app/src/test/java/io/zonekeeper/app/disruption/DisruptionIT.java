package io.zonekeeper.app.disruption;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.controllers.zonedservice.children.BudgetRest;
import io.zonekeeper.kube.objects.BudgetReading;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.WriteCounter;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static io.zonekeeper.app.UserOfServices.minimal;
import static org.assertj.core.api.Assertions.assertThat;

/** Evictions as their callers and the pods see them, through the real eviction API and disruption controller. */
@ZonedCluster
class DisruptionIT {
    private static final String A = "us-east-1a";
    private static final String B = "us-east-1b";
    private static final String C = "us-east-1c";
    private static final Map<String, Integer> SPREAD = Map.of(A, 2, B, 2, C, 2);

    private KubernetesClient client;
    private Kubectl kubectl;
    private UserOfServices user;

    @BeforeEach
    void prepare(KubernetesClient client, Kubectl kubectl) {
        this.client = client;
        this.kubectl = kubectl;
        this.user = new UserOfServices(client, kubectl);
    }

    @AfterEach
    void mend(Kubectl kubectl) {
        kubectl.run("uncordon", "-l", "topology.kubernetes.io/zone");
    }

    /** An autoscaler, a descheduler or an impatient script: no node is cordoned, and all zones are asked at once. */
    @Test
    void evictionsInAllZonesAtOnceDisruptOneAtATimeAndSucceedInTheEnd(OperatorUnderTest operator) {
        operator.startInProcess();
        user.apply(minimal("web", 6) + "  disruption: {maxUnavailable: 100%}\n");
        user.untilReady("web");
        try (var zones = new DisruptedZones(client, "web", SPREAD)) {
            Waiting.until("it rests", () -> zones.whole() && zones.open().equals(Set.of("web")));
            try (var evictions = Evictions.of(client, pods("web"), 5)) {
                Waiting.until("every pod was evicted", Duration.ofSeconds(90), () -> evictions.left() == 0);
            }
            Waiting.until("every zone has its pods again", zones::whole);
            assertThat(zones.everDisrupted()).containsExactlyInAnyOrder(A, B, C);
        }
    }

    /** One budget, nothing that rotates, and nothing to do for a drain. */
    @Test
    void whereOnePodMayGoDrainsNeedNoOperator(
            OperatorUnderTest operator, WriteCounter writes, TestNamespace namespace) {
        operator.startJar();
        user.apply(minimal("web", 6));
        user.untilReady("web");
        try (var zones = new DisruptedZones(client, "web", SPREAD)) {
            Waiting.until("it rests", () -> zones.whole() && zones.open().equals(Set.of("web")));
            assertThat(budgets("web")).isEqualTo(Map.of("web", "1"));
            var mark = writes.mark();
            Waiting.throughout(
                    "nothing is written",
                    Duration.ofSeconds(3),
                    () -> assertThat(writes.since(mark))
                            .filteredOn(write -> write.namespace().equals(namespace.name()))
                            .isEmpty());
            operator.crash();
            for (String zone : List.of(A, B, C)) {
                String node = pod("web", zone).getSpec().getNodeName();
                kubectl.run("drain", node, "--timeout=60s", "--ignore-daemonsets");
                Waiting.until("every zone has its pods again", zones::whole);
            }
            assertThat(zones.everDisrupted()).containsExactlyInAnyOrder(A, B, C);
            assertThat(budgets("web")).isEqualTo(Map.of("web", "1"));
        }
    }

    /**
     * kubectl drain where more than one pod may go: the zone is opened, stays so, is reported, and then all is at rest.
     */
    @Test
    void aDrainedZoneIsOpenedWhereMoreThanOnePodMayGo(OperatorUnderTest operator) {
        operator.startInProcess();
        user.apply(minimal("web", 6) + "  disruption: {maxUnavailable: 2}\n");
        user.untilReady("web");
        try (var zones = new DisruptedZones(client, "web", SPREAD)) {
            Waiting.until("it rests", () -> zones.whole() && zones.open().equals(Set.of("web")));
            Pod drained = pod("web", B);
            kubectl.run("cordon", drained.getSpec().getNodeName());
            Waiting.until("its zone is open", () -> zones.open().equals(Set.of("web-" + B)));
            assertThat(budgets("web")).isEqualTo(Map.of("web", "0", "web-" + B, "2"));
            user.untilTold("ZonedService", "web", "DisruptionOpen");
            kubectl.run("drain", drained.getSpec().getNodeName(), "--timeout=60s", "--ignore-daemonsets");
            Waiting.until("every zone has its pods again", zones::whole);
            assertThat(zones.everDisrupted()).containsExactly(B);
            Waiting.untilAsserted("it rests", () -> assertThat(budgets("web")).isEqualTo(Map.of("web", "1")));
            Waiting.until(
                    "nothing more is told of it",
                    () -> user.get("web").getStatus().disruption() == null);
        }
    }

    /** Killed after it closed the others and before it opened the zone: all stay closed, and the next one goes on. */
    @Test
    void killedBetweenCloseAndOpenNothingIsOpenAndTheNextOperatorGoesOn(OperatorUnderTest operator) {
        operator.startJar();
        user.apply(minimal("web", 6) + "  disruption: {maxUnavailable: 2}\n");
        user.untilReady("web");
        try (var zones = new DisruptedZones(client, "web", SPREAD)) {
            Waiting.until("it rests", () -> zones.whole() && zones.open().equals(Set.of("web")));
            String node = pod("web", B).getSpec().getNodeName();
            try (var killed = new KilledWhenClosed(client, "web", operator)) {
                kubectl.run("cordon", node);
                Waiting.until("the operator is dead", PATIENCE, killed::done);
            }
            try (var evictions = Evictions.of(client, pods("web"), 1)) {
                Waiting.throughout(
                        "no pod goes",
                        Duration.ofSeconds(2),
                        () -> assertThat(evictions.left()).isEqualTo(6));
            }
            operator.restart();
            Waiting.until(
                    "it is open where the node is drained",
                    PATIENCE,
                    () -> zones.open().equals(Set.of("web-" + B)));
        }
    }

    /** As the chart's uninstall does when the operator is gone: whatever was closed at that moment is opened. */
    @Test
    void whatAnOperatorLeftClosedIsOpenedForTheTimeAfterIt(OperatorUnderTest operator, TestNamespace namespace) {
        operator.startJar();
        user.apply(minimal("web", 6) + "  disruption: {maxUnavailable: 2}\n");
        user.apply(minimal("never", 3) + "  disruption: {maxUnavailable: 0}\n");
        user.untilReady("web");
        user.untilReady("never");
        Waiting.untilAsserted("it rests", () -> assertThat(budgets("web")).isEqualTo(Map.of("web", "1")));
        Waiting.untilAsserted("none may go", () -> assertThat(budgets("never")).isEqualTo(Map.of("never", "0")));
        String node = pod("web", B).getSpec().getNodeName();
        kubectl.run("cordon", node);
        Map<String, String> open = Map.of("web", "0", "web-" + B, "2");
        Waiting.untilAsserted(
                "its zone is open", () -> assertThat(budgets("web")).isEqualTo(open));
        operator.crash();
        kubectl.run("uncordon", node);
        assertThat(budgets("web")).as("nobody is left to open it").isEqualTo(open);
        var rest = new BudgetRest(client, Clock.systemUTC());
        assertThat(rest.rest(Set.of(namespace.name()))).containsExactly(namespace.name() + "/web");
        assertThat(budgets("web")).isEqualTo(Map.of("web", "1"));
        assertThat(withoutBudget("web")).isEmpty();
        assertThat(budgets("never")).as("as its owner wants it").isEqualTo(Map.of("never", "0"));
        assertThat(rest.rest(Set.of(namespace.name())))
                .as("nothing is left to do")
                .isEmpty();
        try (var evictions = Evictions.of(client, pods("web"), 1)) {
            Waiting.until("every pod was evicted", Duration.ofSeconds(90), () -> evictions.left() == 0);
        }
    }

    /** An earlier version kept a budget for each zone, closed but for one. */
    @Test
    void budgetsOfAnEarlierVersionAreReplaced(OperatorUnderTest operator) {
        operator.startInProcess();
        user.apply(minimal("web", 6));
        user.untilReady("web");
        user.untilOpen("web");
        operator.stop();
        String owner = client.policy()
                .v1()
                .podDisruptionBudget()
                .withName("web")
                .get()
                .getMetadata()
                .getOwnerReferences()
                .getFirst()
                .getUid();
        kubectl.run("delete", "pdb", "web");
        Map.of(A, 1, B, 0, C, 0)
                .forEach((zone, most) -> kubectl.runReading("""
                        apiVersion: policy/v1
                        kind: PodDisruptionBudget
                        metadata:
                          name: web-%1$s
                          labels: {app.kubernetes.io/managed-by: zonekeeper, zonekeeper.io/service: web, zonekeeper.io/zone: %1$s}
                          ownerReferences:
                            - {apiVersion: zonekeeper.io/v1alpha1, kind: ZonedService, name: web, uid: %3$s, controller: true, blockOwnerDeletion: true}
                        spec:
                          maxUnavailable: %2$d
                          selector: {matchLabels: {zonekeeper.io/service: web, zonekeeper.io/zone: %1$s}}
                        """.formatted(zone, most, owner), "apply", "-f", "-"));
        operator.restart();
        Waiting.untilAsserted(
                "there is one budget",
                PATIENCE,
                () -> assertThat(budgets("web")).isEqualTo(Map.of("web", "1")));
    }

    @Test
    void aForeignBudgetIsToldAndOursAreWithdrawnUntilItIsGone(OperatorUnderTest operator) {
        operator.startInProcess();
        user.apply(minimal("web", 6));
        user.untilReady("web");
        Waiting.until("there is a budget", () -> budgets("web").size() == 1);
        kubectl.runReading("""
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: theirs}
                spec:
                  maxUnavailable: 1
                  selector: {matchExpressions: [{key: zonekeeper.io/zone, operator: In, values: [us-east-1b]}]}
                """, "apply", "-f", "-");
        Waiting.until("Zonekeeper's are withdrawn", () -> budgets("web").isEmpty());
        Waiting.untilAsserted(
                "it is told",
                () -> assertThat(user.condition("web", "DisruptionHeld")).hasValueSatisfying(held -> {
                    assertThat(held.reason()).isEqualTo("BudgetConflict");
                    assertThat(held.message()).contains("theirs");
                }));
        Waiting.untilAsserted(
                "and in an Event",
                () -> assertThat(user.events("ZonedService", "web")).contains("BudgetConflict"));
        assertThat(user.condition("web", "Ready").orElseThrow().status()).isEqualTo("True");

        kubectl.run("delete", "pdb", "theirs");
        Waiting.untilAsserted("ours are back", () -> {
            assertThat(budgets("web")).isEqualTo(Map.of("web", "1"));
            assertThat(user.condition("web", "DisruptionHeld")).isEmpty();
        });
        kubectl.run("patch", "zsvc", "web", "--type=merge", "-p", "{\"spec\":{\"disruption\":{\"mode\":\"None\"}}}");
        Waiting.until("None leaves them to others", () -> budgets("web").isEmpty());
        assertThat(user.condition("web", "DisruptionHeld")).isEmpty();
    }

    /** One zone alone, and named pods: it is open, and no more pods go than it says. */
    @Test
    void oneZoneAloneIsOpenAlsoOfAStatefulSet(OperatorUnderTest operator) {
        operator.startInProcess();
        user.apply("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonedService
                metadata: {name: db}
                spec:
                  replicas: 3
                  workload: StatefulSet
                  zones: [{zone: us-east-1b}]
                  template: {spec: {containers: [{name: db, image: "registry.local/db:1"}]}}
                  disruption: {maxUnavailable: 2}
                """);
        user.untilReady("db");
        Waiting.untilAsserted("it is open", () -> assertThat(budgets("db")).isEqualTo(Map.of("db", "2")));
        Waiting.until(
                "two may go",
                () -> client.policy()
                                .v1()
                                .podDisruptionBudget()
                                .withName("db")
                                .get()
                                .getStatus()
                                .getDisruptionsAllowed()
                        == 2);
    }

    /** A zone that was left may be emptied at any time, and does not keep others closed; home again it counts again. */
    @Test
    void aZoneThatWasLeftIsFreeAndTheOthersGoOn(OperatorUnderTest operator) {
        operator.startInProcess();
        kubectl.runReading("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZoneHealthPolicy
                metadata: {name: default}
                spec:
                  sensitivity: Custom
                  thresholds: {recoverAfter: 2s}
                  failback: {stableFor: 1s, holdDown: 0s}
                """, "apply", "-f", "-");
        user.apply(UserOfServices.served("web", 6));
        user.untilReady("web");
        kubectl.run("patch", "zone", B, "--type=merge", "-p", "{\"spec\":{\"cordon\":{\"reason\":\"test\"}}}");
        user.untilState("web", B, "Drained");
        Waiting.untilAsserted("its pods have no budget, the others' is open", PATIENCE, () -> {
            assertThat(budgets("web")).isEqualTo(Map.of("web", "1"));
            assertThat(withoutBudget("web")).isEqualTo(Set.of(B));
        });
        kubectl.run("drain", pod("web", A).getSpec().getNodeName(), "--timeout=60s", "--ignore-daemonsets");

        kubectl.run("patch", "zone", B, "--type=merge", "-p", "{\"spec\":{\"cordon\":null}}");
        user.untilHome("web", SPREAD);
        Waiting.untilAsserted("all have the same budget again", PATIENCE, () -> {
            assertThat(budgets("web")).isEqualTo(Map.of("web", "1"));
            assertThat(withoutBudget("web")).isEmpty();
        });
    }

    /** The zones whose pods the budget of a service does not select. */
    private Set<String> withoutBudget(String service) {
        return BudgetReading.without(
                client.policy().v1().podDisruptionBudget().withName(service).get(), "zonekeeper.io/zone");
    }

    /** What each of a service's budgets lets go, by name. */
    private Map<String, String> budgets(String service) {
        Map<String, String> budgets = new TreeMap<>();
        client.policy()
                .v1()
                .podDisruptionBudget()
                .withLabel("zonekeeper.io/service", service)
                .list()
                .getItems()
                .forEach(budget -> budgets.put(
                        budget.getMetadata().getName(),
                        String.valueOf(budget.getSpec().getMaxUnavailable().getValue())));
        return budgets;
    }

    private List<String> pods(String service) {
        return client.pods().withLabel("zonekeeper.io/service", service).list().getItems().stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    private Pod pod(String service, String zone) {
        return client.pods()
                .withLabel("zonekeeper.io/service", service)
                .withLabel("zonekeeper.io/zone", zone)
                .list()
                .getItems()
                .getFirst();
    }
}
