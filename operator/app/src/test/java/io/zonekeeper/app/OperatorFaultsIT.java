package io.zonekeeper.app;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.zonekeeper.testing.ApiGate;
import io.zonekeeper.testing.ApiRequest;
import io.zonekeeper.testing.ApiServer;
import io.zonekeeper.testing.Halted;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.Manifests;
import io.zonekeeper.testing.OperatorIdentity;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The packaged operator is killed, loses its API server, its permissions and its bearings, and goes on. */
@ZonedCluster(own = true)
class OperatorFaultsIT {
    private static final int MANY = 30;
    private static final int FAILING_LISTS = 5;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final String INITIALIZING = """
            {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "TooManyRequests", "code": 429,
             "message": "storage is (re)initializing"}
            """;

    private UserOfServices user;

    @BeforeEach
    void connect(KubernetesClient client, Kubectl kubectl) {
        user = new UserOfServices(client, kubectl);
    }

    @Test
    void killedInTheMiddleItContinuesFromWhatTheApiServerHolds(OperatorUnderTest operator, KubernetesClient client) {
        operator.startJar();
        user.apply(IntStream.range(0, MANY)
                .mapToObj(number -> UserOfServices.minimal("svc-" + number, 3))
                .collect(Collectors.joining("---\n")));
        Waiting.until("some are made", () -> deployments(client) > MANY / 2);
        operator.crash();
        operator.restart();
        Waiting.untilAsserted(
                "all are made, once", () -> assertThat(deployments(client)).isEqualTo(3 * MANY));
        IntStream.range(0, MANY).forEach(number -> user.untilReady("svc-" + number));
    }

    @Test
    void theApiServerRestartsDuringReconcile(OperatorUnderTest operator, ApiServer apiServer) {
        operator.startJar();
        user.apply(UserOfServices.minimal("before", 3));
        user.untilReady("before");
        user.apply(UserOfServices.minimal("during", 9));
        apiServer.restart();
        Waiting.untilAsserted(
                "it is spread",
                Duration.ofMinutes(1),
                () -> assertThat(user.condition("during", "Ready"))
                        .hasValueSatisfying(
                                condition -> assertThat(condition.status()).isEqualTo("True")));
        user.apply(UserOfServices.minimal("after", 3));
        Waiting.untilAsserted(
                "watches work again",
                Duration.ofMinutes(1),
                () -> assertThat(user.condition("after", "Ready"))
                        .hasValueSatisfying(
                                condition -> assertThat(condition.status()).isEqualTo("True")));
    }

    /** Right after kinds were installed, the API server answers so until it has loaded them. */
    @Test
    void theFirstListsOfEveryKindFail(OperatorUnderTest operator, OperatorIdentity identity) {
        Map<String, Integer> refused = new ConcurrentHashMap<>();
        try (ApiGate gate = ApiGate.of(identity.kubeconfig(), exchange -> {
            ApiRequest request = exchange.request();
            if (request.verb().equals("list") && refused.merge(request.resource(), 1, Integer::sum) <= FAILING_LISTS) {
                exchange.answer(TOO_MANY_REQUESTS, Map.of("Content-Type", "application/json"), INITIALIZING);
            } else {
                exchange.relay(exchange.forward(), () -> true);
            }
        })) {
            operator.behind(gate);
            operator.startJar();
            assertThat(refused).containsKeys("zones", "nodes", "leases", "poddisruptionbudgets", "zonedservices");
            user.apply(UserOfServices.minimal("web", 3));
            user.untilReady("web");
            Waiting.untilAsserted(
                    "zones are judged by all signals",
                    () -> assertThat(operator.metrics()).contains("zonekeeper_zone_verdict"));
            operator.stop();
        }
    }

    /** The framework waits for minutes until a cache is filled; whoever stops the operator does not. */
    @Test
    void oneThatCannotStartAControllerStopsAtOnce(OperatorUnderTest operator, OperatorIdentity identity) {
        Map<String, Integer> unanswered = new ConcurrentHashMap<>();
        try (ApiGate gate = ApiGate.of(identity.kubeconfig(), exchange -> {
            ApiRequest request = exchange.request();
            if (request.verb().equals("list") && request.resource().equals("configmaps")) {
                unanswered.merge(request.resource(), 1, Integer::sum);
                exchange.answer(TOO_MANY_REQUESTS, Map.of("Content-Type", "application/json"), INITIALIZING);
            } else {
                exchange.relay(exchange.forward(), () -> true);
            }
        })) {
            operator.behind(gate);
            operator.startJar();
            user.apply("""
                    apiVersion: zonekeeper.io/v1alpha1
                    kind: ZonalProxy
                    metadata: {name: front}
                    spec: {engine: HAProxy, image: "haproxy:2.6", listen: 8080, upstream: {service: web, port: http}}
                    """);
            Waiting.until("its controller is being started", () -> unanswered.getOrDefault("configmaps", 0) > 1);
            operator.stop();
        }
    }

    @Test
    void withoutPermissionForOneKindTheOthersGoOn(OperatorUnderTest operator, Kubectl kubectl) {
        String role = kubectl.run("get", "clusterrole", "-o", "name")
                .lines()
                .filter(name -> name.contains("zonekeeper"))
                .filter(name -> !name.matches(".*-(view|edit|admin)$"))
                .filter(name -> kubectl.run("get", name, "-o", "jsonpath={.rules[*].resources}")
                        .contains("statefulsets"))
                .findFirst()
                .orElseThrow();
        String before = kubectl.run("get", role, "-o", "json");
        kubectl.runReading(before.replace("\"statefulsets\"", "\"daemonsets\""), "replace", "-f", "-");
        try {
            operator.startJar();
            user.apply(UserOfServices.minimal("web", 3));
            user.untilReady("web");
            user.apply(UserOfServices.minimal("queue", 3).replace("spec:\n", "spec:\n  workload: StatefulSet\n"));
            assertThat(user.untilStalled("queue", "Forbidden")).contains("statefulsets", "cannot patch");
        } finally {
            kubectl.run("delete", role);
            kubectl.runReading(withoutVersion(before), "create", "-f", "-");
        }
    }

    @Test
    void anObjectThatCannotBeDecodedDoesNotStopTheOthers(OperatorUnderTest operator, Kubectl kubectl) {
        String crd = "crd/zonedservices.zonekeeper.io";
        String before = kubectl.run("get", crd, "-o", "json");
        kubectl.run(
                "patch",
                crd,
                "--type=json",
                "-p",
                "[{\"op\":\"replace\",\"path\":\"/spec/versions/0/schema/openAPIV3Schema\",\"value\":"
                        + "{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}}]");
        try {
            Waiting.until("the loose schema is in force", () -> createsOddService(kubectl));
            operator.startJar();
            user.apply(UserOfServices.minimal("web", 3).replace("spec:\n", "spec:\n  workload: Deployment\n"));
            user.untilReady("web");
            // Not by the client of the tests, which could not read it either.
            Waiting.untilAsserted(
                    "it says so",
                    () -> assertThat(kubectl.run(
                                    "get",
                                    "zsvc",
                                    "odd",
                                    "-o",
                                    "jsonpath={.status.conditions[?(@.type=='Stalled')].message}"))
                            .contains("spec.spread.maxSkew", "many"));
        } finally {
            kubectl.run("delete", "zsvc", "--all");
            kubectl.runReading(withoutVersion(before), "replace", "--force", "-f", "-");
        }
    }

    @Test
    void aStandbyTakesOverFromALeaderThatDied(OperatorUnderTest first, OperatorUnderTest second, Kubectl kubectl) {
        Map<String, String> electing = Map.of(
                "ZONEKEEPER_LEADER_ELECTION_ENABLED", "true",
                "ZONEKEEPER_LEADER_ELECTION_LEASE_DURATION", "4s",
                "ZONEKEEPER_LEADER_ELECTION_RENEW_DEADLINE", "3s",
                "ZONEKEEPER_LEADER_ELECTION_RETRY_PERIOD", "1s");
        first.startJar(electing);
        user.apply(UserOfServices.minimal("one", 3));
        user.untilReady("one");
        second.startJar(electing);
        assertThat(second.isReady())
                .as("a standby is ready too, or a Deployment could not roll")
                .isTrue();
        first.crash();
        user.apply(UserOfServices.minimal("two", 3));
        user.untilReady("two");
        assertThat(kubectl.run(
                        "get",
                        "lease",
                        "-n",
                        "zonekeeper-system",
                        "zonekeeper",
                        "-o",
                        "jsonpath={.spec.leaseTransitions}"))
                .isEqualTo("1");
    }

    /** Leases expire after a minute here: nobody could lead by waiting for that. */
    @Test
    void aLeaderThatIsStoppedGivesItsLeaseBack(OperatorUnderTest first, OperatorUnderTest second, Kubectl kubectl) {
        Map<String, String> electing = Map.of(
                "ZONEKEEPER_LEADER_ELECTION_ENABLED", "true",
                "ZONEKEEPER_LEADER_ELECTION_LEASE_DURATION", "60s",
                "ZONEKEEPER_LEADER_ELECTION_RENEW_DEADLINE", "40s",
                "ZONEKEEPER_LEADER_ELECTION_RETRY_PERIOD", "1s");
        first.startJar(electing);
        user.apply(UserOfServices.minimal("one", 3));
        user.untilReady("one");
        second.startJar(electing);
        first.stop();
        Waiting.until(
                "the other leads",
                Duration.ofSeconds(20),
                () -> second.metrics().contains("zonekeeper_leader 1"));
        assertThat(first.log()).content().contains("leadership released");
        second.stop();
        kubectl.run("delete", "lease", "-n", "zonekeeper-system", "zonekeeper");
    }

    /**
     * The same process is a standby meanwhile: a kubelet delays each restart of a container more than the one before.
     */
    @Test
    void aLeaderThatLosesTheApiServerLeadsAgainInTheSameProcess(OperatorUnderTest operator, ApiServer apiServer) {
        operator.startJar(Map.of(
                "ZONEKEEPER_LEADER_ELECTION_ENABLED", "true",
                "ZONEKEEPER_LEADER_ELECTION_LEASE_DURATION", "4s",
                "ZONEKEEPER_LEADER_ELECTION_RENEW_DEADLINE", "3s",
                "ZONEKEEPER_LEADER_ELECTION_RETRY_PERIOD", "1s"));
        user.apply(UserOfServices.minimal("before", 3));
        user.untilReady("before");
        long pid = operator.pid();
        try (Halted halted = apiServer.pause()) {
            assertThat(halted).isNotNull();
            Waiting.untilAsserted(
                    "it does not lead any more",
                    Duration.ofSeconds(30),
                    () -> assertThat(operator.log()).content().contains("stopped: it does not lead any more"));
            Waiting.until("it waits, and says so", () -> !operator.isReady());
        }
        user.apply(UserOfServices.minimal("after", 3));
        user.untilReady("after");
        assertThat(operator.pid()).isEqualTo(pid);
        assertThat(operator.metrics()).contains("zonekeeper_leader 1");
    }

    private static boolean createsOddService(Kubectl kubectl) {
        String file = Manifests.projectFile("operator/app/src/test/resources/odd-service.yaml")
                .toString();
        return kubectl.attempt("create", "-f", file).exit() == 0;
    }

    private static String withoutVersion(String json) {
        return json.replaceAll("\"(resourceVersion|uid)\": \"[^\"]*\",?", "").replaceAll(",(\\s*})", "$1");
    }

    private static int deployments(KubernetesClient client) {
        return client.apps().deployments().list().getItems().size();
    }
}
