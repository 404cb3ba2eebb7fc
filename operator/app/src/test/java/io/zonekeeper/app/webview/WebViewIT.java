package io.zonekeeper.app.webview;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

import io.zonekeeper.testing.FreePort;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

/** The web view of a real operator, for users whom the API server lets list what it shows. */
@ZonedCluster
class WebViewIT {
    private static final String SERVICE = """
            apiVersion: zonekeeper.io/v1alpha1
            kind: ZonedService
            metadata: {name: web}
            spec:
              replicas: 3
              template:
                spec:
                  containers: [{name: web, image: "registry.local/web:1"}]
            """;

    private static int port;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        port = FreePort.next();
        operator.startInProcess(Map.of(
                "ZONEKEEPER_WEB_ENABLED", "true",
                "ZONEKEEPER_WEB_AUTHENTICATION", "token",
                "ZONEKEEPER_WEB_PORT", Integer.toString(port)));
    }

    private HttpResponse<String> state(String token) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/state"))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode rows(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body()).get("rows");
    }

    @Test
    void showsZonesAndServicesToThoseWhoMayListThem(Kubectl kubectl, TestNamespace namespace)
            throws IOException, InterruptedException {
        kubectl.runReading(SERVICE, "apply", "-f", "-");
        kubectl.run("create", "serviceaccount", "viewer");
        String token = kubectl.run("create", "token", "viewer").strip();

        assertThat(state("invented").statusCode()).isEqualTo(401);
        assertThat(state(token))
                .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(403))
                .satisfies(refused -> assertThat(refused.body()).contains("may not list zones.zonekeeper.io"));

        String viewer = namespace.name() + "-viewer";
        kubectl.run(
                "create",
                "clusterrolebinding",
                viewer,
                "--clusterrole=zonekeeper-view",
                "--serviceaccount=" + namespace.name() + ":viewer");
        try {
            // An answer is remembered for a while: another token of the same user is reviewed at once.
            String another =
                    kubectl.run("create", "token", "viewer", "--duration=20m").strip();
            Waiting.untilAsserted("the service is shown in its zones", PATIENCE, () -> {
                JsonNode rows = rows(state(another));
                assertThat(rows.at("/zone~1us-east-1a/verdict").asText()).isEqualTo("Healthy");
                JsonNode row = rows.get("row/ZonedService/" + namespace.name() + "/web");
                assertThat(row.at("/cells/us-east-1b/desired").asInt()).isEqualTo(1);
                assertThat(row.at("/cells/us-east-1b/ready").asInt()).isEqualTo(1);
                assertThat(row.at("/severity").asText()).isEqualTo("ok");
                assertThat(rows.at("/replica/leading").asBoolean()).isTrue();
            });
        } finally {
            kubectl.run("delete", "clusterrolebinding", viewer);
        }
    }
}
