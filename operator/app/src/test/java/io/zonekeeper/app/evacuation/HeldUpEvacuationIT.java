package io.zonekeeper.app.evacuation;

import java.util.Map;
import java.util.TreeMap;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static io.zonekeeper.app.UserOfServices.served;
import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/** What is in the way of an evacuation and is not the zone's: it goes on, or says what it cannot do. */
@ZonedCluster
class HeldUpEvacuationIT {
    private UserOfServices user;
    private UserOfZones zones;

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startJar();
    }

    @BeforeEach
    void connect(KubernetesClient client, Kubectl kubectl) {
        user = new UserOfServices(client, kubectl);
        zones = new UserOfZones(client, kubectl);
        zones.trustSoon();
    }

    @AfterEach
    void restore(Zones faults, Kubectl kubectl) {
        zones.restore(faults);
        kubectl.run("delete", "zsvc", "--all");
    }

    /** The template that runs is used for replacements, for a scale-up, and for the way back. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"spec\":{\"template\":{\"spec\":{\"restartPolicy\":\"OnFailure\"}}}}",
                "{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":{\"gpu\":true}}}}}"
            })
    void aTemplateThatTheApiServerRefuses(String patch, Kubectl kubectl) {
        user.apply(served("web", 9));
        user.untilReady("web");
        kubectl.run("patch", "zsvc", "web", "--type", "merge", "--patch", patch);
        Waiting.untilAsserted(
                "it is refused",
                PATIENCE,
                () -> assertThat(user.get("web").getStatus().rollout().phase()).isEqualTo("Halted"));
        user.untilStalled("web", "Rejected");
        String inStep = user.get("web").getStatus().rollout().zone();
        String evacuated = A.equals(inStep) ? B : A;

        kubectl.run("annotate", "zsvc", "web", "zonekeeper.io/evacuate=" + evacuated);
        user.untilState("web", evacuated, "Drained");
        kubectl.run("scale", "zsvc", "web", "--replicas=15");
        Waiting.untilAsserted(
                "it is scaled in all zones",
                PATIENCE,
                () -> assertThat(new TreeMap<>(user.spread("web"))
                                .values().stream().mapToInt(Integer::intValue).sum())
                        .isEqualTo(16));

        kubectl.run("annotate", "zsvc", "web", "zonekeeper.io/evacuate-");
        user.untilHome("web", Map.of(A, 5, B, 5, C, 5));
        assertThat(user.get("web").getStatus().rollout().phase()).isEqualTo("Halted");
        assertThat(user.condition("web", "Ready")).map(Condition::status).hasValue("True");
    }

    /** Their selectors are not ours: that their traffic stays is told, with what to do. */
    @Test
    void servicesOfOthersOverTheSamePods(Kubectl kubectl) {
        user.apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: web-external}
                spec: {selector: {app: web}, ports: [{port: 80}]}
                """);
        user.apply(served("web", 6).replace("template: {", "template: {metadata: {labels: {app: web}}, "));
        user.untilReady("web");
        assertThat(user.condition("web", "TrafficRemains")).isEmpty();

        kubectl.run("annotate", "zsvc", "web", "zonekeeper.io/evacuate=" + B);
        user.untilState("web", B, "Drained");
        assertThat(user.condition("web", "TrafficRemains")).hasValueSatisfying(told -> {
            assertThat(told.reason()).isEqualTo("OtherServices");
            assertThat(told.message()).contains("Service web-external", B, "zonekeeper.io/outside-");
        });
        user.untilTold("ZonedService", "web", "OtherServices");

        kubectl.run("annotate", "zsvc", "web", "zonekeeper.io/evacuate-");
        user.untilHome("web", Map.of(A, 2, B, 2, C, 2));
        assertThat(user.condition("web", "TrafficRemains")).isEmpty();
    }
}
