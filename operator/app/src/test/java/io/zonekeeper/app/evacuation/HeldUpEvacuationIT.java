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
        kubectl.run("delete", "zsvc,quota", "--all");
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

    /** The API server takes the template and refuses its pods: replacements are made of the template that runs. */
    @Test
    void aTemplateWhosePodsExceedAQuota(Kubectl kubectl) {
        kubectl.run("create", "quota", "cpu", "--hard=requests.cpu=1");
        String service = served("web", 12).replace("image:", "resources: {requests: {cpu: 10m}}, image:");
        user.apply(service);
        user.untilReady("web");
        user.apply(service.replace("cpu: 10m", "cpu: 900m"));
        assertThat(user.untilStalled("web", "RolloutHalted")).contains("exceeded quota");
        String inStep = user.get("web").getStatus().rollout().zone();
        String evacuated = A.equals(inStep) ? B : A;

        kubectl.run("annotate", "zsvc", "web", "zonekeeper.io/evacuate=" + evacuated);
        user.untilState("web", evacuated, "Drained");
        assertThat(user.untilStalled("web", "TemplateRefused")).contains("exceeded quota", inStep);
        assertThat(user.get("web").getStatus().rollout().refused()).contains("exceeded quota");
        user.untilTold("ZonedService", "web", "TemplateRefused");

        kubectl.run("annotate", "zsvc", "web", "zonekeeper.io/evacuate-");
        user.untilHome("web", Map.of(A, 4, B, 4, C, 4));
    }

    /** No template helps: nothing is drained, and the refusal is quoted. */
    @Test
    void aQuotaThatRefusesPodsOfEveryTemplate(Kubectl kubectl) {
        kubectl.run("create", "quota", "pods", "--hard=pods=12");
        user.apply(served("web", 12));
        user.untilReady("web");
        user.apply(served("web", 12).replace("web:1", "web:2"));
        Waiting.untilAsserted(
                "the rollout has begun",
                PATIENCE,
                () -> assertThat(user.get("web").getStatus().rollout().zone()).isNotNull());
        String inStep = user.get("web").getStatus().rollout().zone();

        kubectl.run("annotate", "zsvc", "web", "zonekeeper.io/evacuate=" + (A.equals(inStep) ? B : A));
        Waiting.untilAsserted(
                "it is told",
                PATIENCE,
                () -> assertThat(user.condition("web", "EvacuationHeld")).hasValueSatisfying(held -> {
                    assertThat(held.reason()).isEqualTo("NoCapacityElsewhere");
                    assertThat(held.message()).contains("exceeded quota: pods");
                }));
        user.untilTold("ZonedService", "web", "NoCapacityElsewhere");
        assertThat(user.spread("web").values()).as("nothing is drained").allMatch(pods -> pods >= 4);
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
