package io.zonekeeper.app.observe;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.app.Figures;
import io.zonekeeper.core.health.ObserverReport;
import io.zonekeeper.core.health.ObserverReport.StackRow;
import io.zonekeeper.core.health.ObserverReport.ZoneRow;
import io.zonekeeper.kube.probe.ObserverReports;
import io.zonekeeper.testing.ApiServer;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorIdentity;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The packaged observer looks at pods that answer, and reports under the chart's permissions. */
@ZonedCluster(own = true)
class ObserverIT {
    private static final String NAME = "it-observer";
    private static final Map<String, String> IN_ZONE_A = Map.of("ZONEKEEPER_ZONE", "us-east-1a");
    private static final int IN_EACH_ZONE = 2;

    @TempDir
    Path folder;

    private KubernetesClient client;
    private Kubectl kubectl;
    private PodsOnLoopback pods;

    /** The identity is asked for because with it the chart is installed. */
    @BeforeEach
    void serve(KubernetesClient admin, Kubectl asAdmin, OperatorIdentity identity) throws IOException {
        client = admin;
        kubectl = asAdmin;
        assertThat(identity).isNotNull();
        pods = new PodsOnLoopback(client);
        kubectl.runReading("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonedService
                metadata: {name: web}
                spec:
                  template: {spec: {containers: [{name: web, image: "registry.local/web:1"}]}}
                  healthChecks: [{name: page, httpGet: {port: http, path: /healthz}, period: 500ms, timeout: 400ms}]
                """, "apply", "-f", "-");
        pods.create("web", IN_EACH_ZONE);
    }

    @AfterEach
    void end() {
        pods.close();
        client.leases().inNamespace("zonekeeper-system").delete();
    }

    @Test
    void aSickZoneAppearsAndGoes() throws Exception {
        try (ObserverProcess observer = start(IN_ZONE_A)) {
            awaitZones(row("us-east-1a", 0), row("us-east-1b", 0), row("us-east-1c", 0));
            assertThat(report().orElseThrow())
                    .extracting(ObserverReport::observer, ObserverReport::zone, ObserverReport::stacks)
                    .containsExactly(NAME, "us-east-1a", List.of());
            assertThat(lease().getMetadata().getLabels())
                    .containsEntry("zonekeeper.io/observer", "true")
                    .containsEntry("zonekeeper.io/zone", "us-east-1a");
            assertThat(lease().getSpec().getHolderIdentity()).isEqualTo(NAME);
            assertThat(lease().getSpec().getLeaseDurationSeconds()).isEqualTo(10);

            pods.fail("us-east-1b");
            awaitZones(row("us-east-1a", 0), row("us-east-1b", 2), row("us-east-1c", 0));
            assertThat(report().orElseThrow().stacks()).containsExactly(stack("us-east-1b", 2, 2, 2));

            pods.heal("us-east-1b");
            awaitZones(row("us-east-1a", 0), row("us-east-1b", 0), row("us-east-1c", 0));
            assertThat(report().orElseThrow().stacks()).containsExactly(stack("us-east-1b", 2, 0, 0));
            Waiting.untilAsserted(
                    "the stack is listed no more",
                    () -> assertThat(report().orElseThrow().stacks()).isEmpty());
            assertThat(observer.status("/healthz")).isEqualTo(200);
        }
    }

    @Test
    void targetsThatNeverAnsweredAreNoEvidence() throws Exception {
        pods.fail("us-east-1c");
        try (ObserverProcess observer = start(IN_ZONE_A)) {
            awaitZones(row("us-east-1a", 0), row("us-east-1b", 0), new ZoneRow("us-east-1c", 0, 0));
            double looks = observer.looks();
            Waiting.until("all were looked at again", () -> observer.looks() > looks + 3 * 3 * IN_EACH_ZONE);
            assertThat(report().orElseThrow().stacks()).isEmpty();
            pods.heal("us-east-1c");
            awaitZones(row("us-east-1a", 0), row("us-east-1b", 0), row("us-east-1c", 0));
        }
    }

    /** Or every drained node would speak against its zone while its pods end. */
    @Test
    void aPodThatIsBeingDeletedIsLookedAtNoMore() throws Exception {
        try (ObserverProcess observer = start(IN_ZONE_A)) {
            awaitZones(row("us-east-1a", 0), row("us-east-1b", 0), row("us-east-1c", 0));
            client.pods()
                    .withName("web-us-east-1b-1")
                    .edit(pod -> new PodBuilder(pod)
                            .editMetadata()
                            .addToFinalizers("zonekeeper.io/held-by-a-test")
                            .endMetadata()
                            .build());
            try {
                long deleted = System.nanoTime();
                client.pods().withName("web-us-east-1b-1").delete();
                pods.fail("us-east-1b");
                awaitZones(row("us-east-1a", 0), new ZoneRow("us-east-1b", 1, 1), row("us-east-1c", 0));
                Figures.tell("pod deleted to its report without it", deleted);
                assertThat(observer.status("/healthz")).isEqualTo(200);
                assertThat(client.pods()
                                .withName("web-us-east-1b-1")
                                .get()
                                .getMetadata()
                                .getDeletionTimestamp())
                        .isNotNull();
            } finally {
                client.pods()
                        .withName("web-us-east-1b-1")
                        .edit(pod -> new PodBuilder(pod)
                                .editMetadata()
                                .withFinalizers()
                                .endMetadata()
                                .build());
            }
        }
    }

    @Test
    void whatIsOutOfTrafficIsReportedThoughItIsWell() throws Exception {
        try (ObserverProcess observer = start(IN_ZONE_A)) {
            awaitZones(row("us-east-1a", 0), row("us-east-1b", 0), row("us-east-1c", 0));
            kubectl.run(
                    "patch",
                    "zsvc",
                    "web",
                    "--subresource=status",
                    "--type=merge",
                    "-p",
                    "{\"status\": {\"zones\": [{\"zone\": \"us-east-1a\", \"state\": \"Active\", \"serving\": true},"
                            + " {\"zone\": \"us-east-1b\", \"state\": \"Drained\", \"serving\": false}]}}");
            Waiting.untilAsserted(
                    "it is listed",
                    () -> assertThat(report().orElseThrow().stacks()).containsExactly(stack("us-east-1b", 2, 0, 0)));
            assertThat(observer.status("/readyz")).isEqualTo(200);
        }
    }

    /** Its pods do not tell their zone, or its Service; what is checked follows the status that the operator writes. */
    @Test
    void podsOfAServiceThatAZoneFailoverProtectsAreChecked() throws Exception {
        pods.createOthers("plain", IN_EACH_ZONE);
        kubectl.runReading("""
                apiVersion: v1
                kind: Service
                metadata: {name: plain}
                spec: {selector: {app: plain, zonekeeper.io/outside-7: "true"}, ports: [{port: 80}]}
                ---
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZoneFailover
                metadata: {name: all}
                spec: {healthChecks: [{name: page, http: {port: http, path: /healthz}, period: 500ms, timeout: 400ms}]}
                """, "apply", "-f", "-");
        protect(
                "{\"name\": \"plain\", \"zones\": [{\"zone\": \"us-east-1a\", \"state\": \"Active\", \"serving\": true}]}");
        try (ObserverProcess observer =
                start(Map.of("ZONEKEEPER_ZONE", "us-east-1a", "ZONEKEEPER_FAILOVERS", "true"))) {
            awaitZones(both("us-east-1a", 0), both("us-east-1b", 0), both("us-east-1c", 0));
            pods.fail("us-east-1b");
            awaitZones(both("us-east-1a", 0), both("us-east-1b", 4), both("us-east-1c", 0));
            assertThat(report().orElseThrow().stacks())
                    .contains(new StackRow("Service:" + client.getNamespace() + "/plain", "us-east-1b", 2, 2, 2));
            protect("{\"name\": \"plain\", \"unprotected\": \"it is headless\", \"zones\": []}");
            awaitZones(row("us-east-1a", 0), row("us-east-1b", 2), row("us-east-1c", 0));
            assertThat(observer.status("/readyz")).isEqualTo(200);
        } finally {
            kubectl.run("delete", "zfo/all", "service/plain");
            client.pods().withLabel("app", "plain").withGracePeriod(0).delete();
        }
    }

    private void protect(String service) {
        kubectl.run(
                "patch",
                "zfo",
                "all",
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\": {\"services\": [" + service + "]}}");
    }

    private static ZoneRow both(String zone, int failures) {
        return new ZoneRow(zone, 2 * IN_EACH_ZONE, failures);
    }

    @Test
    void theApiServerRestartsAndLooksGoOn(ApiServer apiServer) throws Exception {
        try (ObserverProcess observer = start(IN_ZONE_A)) {
            awaitZones(row("us-east-1a", 0), row("us-east-1b", 0), row("us-east-1c", 0));
            pods.fail("us-east-1b");
            double before = observer.looks();
            apiServer.restart();
            assertThat(observer.looks()).isGreaterThan(before);
            assertThat(observer.status("/healthz")).isEqualTo(200);
            // Still counted, so still proven: it did not begin anew.
            awaitZones(row("us-east-1a", 0), row("us-east-1b", 2), row("us-east-1c", 0));
            ZonedDateTime then = lease().getSpec().getRenewTime();
            Waiting.until(
                    "reports are being written again",
                    () -> lease().getSpec().getRenewTime().isAfter(then));
            client.pods().withName("web-us-east-1b-1").withGracePeriod(0).delete();
            Waiting.untilAsserted(
                    "watches work again",
                    Duration.ofMinutes(1),
                    () -> assertThat(report().orElseThrow().zones()).contains(new ZoneRow("us-east-1b", 1, 1)));
        }
    }

    @Test
    void itFindsItsZoneByItsNodeAndTakesItsReportBack() throws Exception {
        try (ObserverProcess observer = start(Map.of("NODE_NAME", "us-east-1c-1"))) {
            awaitZones(row("us-east-1a", 0), row("us-east-1b", 0), row("us-east-1c", 0));
            assertThat(report().orElseThrow().zone()).isEqualTo("us-east-1c");
            assertThat(observer.stop()).isTrue();
            assertThat(lease()).isNull();
        }
    }

    private ObserverProcess start(Map<String, String> environment) throws IOException {
        return ObserverProcess.start(client, folder, NAME, environment);
    }

    private void awaitZones(ZoneRow... rows) {
        Waiting.untilAsserted(
                "the report is " + List.of(rows),
                () -> assertThat(report().map(ObserverReport::zones)).contains(List.of(rows)));
    }

    private Optional<ObserverReport> report() {
        return Optional.ofNullable(lease()).flatMap(ObserverReports::of);
    }

    private Lease lease() {
        return client.leases()
                .inNamespace("zonekeeper-system")
                .withName("zonekeeper-observer-" + NAME)
                .get();
    }

    private static ZoneRow row(String zone, int failures) {
        return new ZoneRow(zone, IN_EACH_ZONE, failures);
    }

    private StackRow stack(String zone, int samples, int failures, int failingNodes) {
        return new StackRow(client.getNamespace() + "/web", zone, samples, failures, failingNodes);
    }
}
