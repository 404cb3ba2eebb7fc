package io.zonekeeper.app.notifications;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.app.evacuation.UserOfZones;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.zonekeeper.app.UserOfServices.served;
import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/** What a webhook receives of an incident and of a cordon. */
@ZonedCluster
class NotificationsIT {
    private static final List<JsonNode> RECEIVED = new CopyOnWriteArrayList<>();
    private static final List<String> CREDENTIALS = new CopyOnWriteArrayList<>();

    private static HttpServer webhook;

    private UserOfServices user;
    private UserOfZones zones;
    private Kubectl kubectl;

    @BeforeAll
    static void start(OperatorUnderTest operator, @TempDir Path folder) throws IOException {
        webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhook.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        webhook.createContext("/", exchange -> {
            CREDENTIALS.add(exchange.getRequestHeaders().getFirst("Authorization"));
            RECEIVED.add(new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(RECEIVED.size() % 5 == 0 ? 503 : 202, -1);
            exchange.close();
        });
        webhook.start();
        Path header = Files.writeString(folder.resolve("header"), "Bearer of-the-webhook\n");
        operator.startInProcess(Map.of(
                "ZONEKEEPER_NOTIFICATIONS_WEBHOOK_URL",
                "http://127.0.0.1:%d/".formatted(webhook.getAddress().getPort()),
                "ZONEKEEPER_NOTIFICATIONS_WEBHOOK_HEADER_FILE",
                header.toString(),
                "ZONEKEEPER_NOTIFICATIONS_SOURCE",
                "/clusters/test"));
    }

    @AfterAll
    static void stop() {
        webhook.stop(0);
    }

    @BeforeEach
    void connect(KubernetesClient client, Kubectl users) {
        kubectl = users;
        user = new UserOfServices(client, kubectl);
        zones = new UserOfZones(client, kubectl);
        zones.untilHealthy();
        zones.trustSoon();
        user.apply(served("web", 6));
        user.untilReady("web");
        RECEIVED.clear();
    }

    @AfterEach
    void restore(Zones faults) {
        zones.restore(faults);
    }

    @Test
    void anIncidentIsReportedFromItsVerdictToItsFailback(Zones faults) {
        faults.kill(B);
        zones.untilCordoned(B, "Automatic");
        user.untilState("web", B, "Drained");
        faults.heal(B);
        user.untilHome("web", Map.of(A, 2, B, 2, C, 2));
        Waiting.untilAsserted("all of it is delivered", () -> {
            assertThat(types())
                    .contains(
                            "io.zonekeeper.zone.verdict.v1 Unhealthy",
                            "io.zonekeeper.zone.cordoned.v1 Cordoned",
                            "io.zonekeeper.service.evacuation.v1 Drained",
                            "io.zonekeeper.zone.uncordoned.v1 Uncordoned",
                            "io.zonekeeper.service.failback.v1 Returned");
        });
        assertThat(RECEIVED).allSatisfy(event -> {
            assertThat(event.at("/specversion").asText()).isEqualTo("1.0");
            assertThat(event.at("/source").asText()).isEqualTo("/clusters/test");
            assertThat(event.at("/data/message").asText()).isNotEmpty();
        });
        assertThat(CREDENTIALS).containsOnly("Bearer of-the-webhook");
        assertThat(of("io.zonekeeper.zone.cordoned.v1").at("/data/zone/name").asText())
                .isEqualTo(B);
    }

    @Test
    void whoAskedForACordonIsReported(KubernetesClient client) {
        kubectl.run(
                "patch",
                "zone",
                zones.get(B).getMetadata().getName(),
                "--type=merge",
                "--field-manager=ann-of-the-night-shift",
                "-p",
                "{\"spec\":{\"cordon\":{\"reason\":\"power works\"}}}");
        zones.untilCordoned(B, "Manual");
        Waiting.untilAsserted("the cordon is reported", () -> {
            JsonNode cordoned = of("io.zonekeeper.zone.cordoned.v1");
            assertThat(cordoned.at("/data/zone/cordon/by").asText()).isEqualTo("Manual");
            assertThat(cordoned.at("/data/zone/cordon/requestedBy/fieldManager").asText())
                    .isEqualTo("ann-of-the-night-shift");
            assertThat(client.v1().events().inNamespace("default").list().getItems())
                    .anySatisfy(event -> assertThat(event.getMessage())
                            .contains("(Manual): power works; requested with ann-of-the-night-shift"));
        });
    }

    private static JsonNode of(String type) {
        return RECEIVED.stream()
                .filter(event -> event.at("/type").asText().equals(type))
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError("no " + type));
    }

    private static List<String> types() {
        return RECEIVED.stream()
                .map(event -> event.at("/type").asText() + " "
                        + event.at("/data/reason").asText())
                .toList();
    }
}
