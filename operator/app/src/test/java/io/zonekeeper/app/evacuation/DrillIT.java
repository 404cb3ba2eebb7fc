package io.zonekeeper.app.evacuation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.zonekeeper.api.v1alpha1.ZoneStatus.DrillStatus;
import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.WriteCounter;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.client.KubernetesClient;
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

/** Game days: a zone that is well is treated as lost, and comes home when the time is over or something goes wrong. */
@ZonedCluster
class DrillIT {
    private static final Map<String, Integer> HOME = Map.of(A, 2, B, 2, C, 2);
    private static final Path JAR = Path.of("target", "zonekeeper", "zonekeeper.jar");

    private static OperatorUnderTest operator;

    private UserOfServices user;
    private UserOfZones zones;
    private Invariants invariants;

    @BeforeAll
    static void start(OperatorUnderTest started) {
        operator = started;
        operator.startJar();
    }

    @BeforeEach
    void connect(KubernetesClient client, Kubectl kubectl) {
        user = new UserOfServices(client, kubectl);
        zones = new UserOfZones(client, kubectl);
        Waiting.untilAsserted(
                "zones are Healthy",
                UserOfServices.PATIENCE,
                () -> assertThat(UserOfZones.ALL)
                        .allMatch(zone -> zones.verdict(zone).equals("Healthy")));
        zones.trustSoon();
        invariants = Invariants.watch(client);
        user.apply(served("web", 6));
        user.untilReady("web");
    }

    @AfterEach
    void restore(Zones faults, Kubectl kubectl) {
        try {
            zones.restore(faults);
            kubectl.run("delete", "zsvc", "--all");
        } finally {
            invariants.close();
        }
    }

    /**
     * Services leave as they would leave a zone that fails, those that would not are told, and all come home by
     * themselves, even those whose way home waits for a person's word after an incident. Then nothing is written any
     * more.
     */
    @Test
    void aDrillRunsItsTimeAndItsReportTellsWhatHappened(Kubectl kubectl, WriteCounter writes, TestNamespace namespace) {
        user.apply(String.join(
                "---\n",
                served("manual", 6).replace("failback: {", "failback: {mode: Manual, "),
                served("watched", 6, "action: Observe, ")));
        List.of("manual", "watched").forEach(user::untilReady);
        long completed = drills("Completed");

        zones.drill(B, "15s");
        zones.untilCordoned(B, "Drill");
        user.untilState("web", B, "Drained");
        user.untilState("manual", B, "Drained");
        assertThat(user.keptOut("web")).hasSize(1);
        user.untilSpread("web", Map.of(A, 3, B, 1, C, 3));
        assertThat(kubectl.run("get", "zones")).containsPattern(B + " .*Healthy.* Drill ");

        zones.untilDrill(B, "Ended Completed DurationElapsed");
        List.of("web", "manual").forEach(service -> user.untilHome(service, HOME));
        DrillStatus drill = zones.status(B).orElseThrow().drill();
        String ns = namespace.name() + "/";
        assertThat(drill.services()).isEqualTo(3);
        assertThat(drill.evacuated()).isEqualTo(2);
        assertThat(drill.notEvacuated()).singleElement().satisfies(held -> {
            assertThat(held.service()).isEqualTo(ns + "watched");
            assertThat(held.message()).contains("action is Observe");
        });
        assertThat(drill.trafficRemovedAfter()).as("one was not evacuated").isNull();
        assertThat(drill.replacedAfter()).isNotNull();
        assertThat(drill.returnedAfter()).isNotNull();
        assertThat(zones.status(B).orElseThrow().automaticCordons()).isNull();
        user.untilTold("Zone", B, "DrillStarted", "Cordoned", "DrillCompleted", "Uncordoned", "DrillEnded");
        assertThat(drills("Completed")).isEqualTo(completed + 1);
        Quiet.becomes(writes, namespace);
    }

    /** As the operator's metric has it; other tests of this class have drills as well. */
    private static long drills(String outcome) {
        String series = "zonekeeper_drills_total{outcome=\"%s\"} ".formatted(outcome);
        return operator.metrics()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    /**
     * Another zone in trouble breaks it off before that zone is cordoned. Two zones are gone for a moment then, one of
     * them only for the game day, and one zone is less than the floor: nobody watches the floor meanwhile.
     */
    @Test
    void troubleInAnotherZoneBreaksItOff(Zones faults, KubernetesClient client) {
        zones.untilHeartbeatsAreHeard();
        zones.drill(B, "10m");
        user.untilState("web", B, "Drained");
        invariants.close();
        faults.kill(C);
        Waiting.untilAsserted(
                "it is broken off",
                UserOfServices.PATIENCE,
                () -> assertThat(zones.drillStory(B)).contains("Aborted OtherZoneNotHealthy"));
        assertThat(zones.status(B).orElseThrow().drill().message()).contains(C + " is ");
        zones.untilCordoned(C, "Automatic");
        user.untilState("web", C, "Drained");
        user.untilSpread("web", Map.of(A, 3, B, 3, C, 1));
        invariants = Invariants.watch(client);
        faults.heal(C);
        user.untilHome("web", HOME);
        user.untilTold("Zone", B, "DrillAborted");
    }

    /** What stands against it is said, and it does not begin by itself later. */
    @Test
    void aDrillBesideACordonIsRefused() {
        zones.cordon(C);
        zones.untilCordoned(C, "Manual");
        zones.drill(B, "10m");
        zones.untilDrill(B, "Ended Refused ZoneCordoned");
        user.untilTold("Zone", B, "DrillRefused");
        zones.release(C);
        user.untilHome("web", HOME);
        assertThat(zones.cordonedBy(B)).isEmpty();
        assertThat(drills("Refused")).isPositive();
    }

    /** Another operator goes on from the status: neither is the drill forgotten nor is it begun anew. */
    @Test
    void theOperatorIsKilledInTheMiddle(KubernetesClient client) {
        KilledAt.state(operator, client, "web", B, "Drained", () -> zones.drill(B, "25s"));
        String started = zones.status(B).orElseThrow().drill().startedAt();
        assertThat(zones.cordonedBy(B)).contains("Drill");
        zones.untilDrill(B, "Ended Completed DurationElapsed");
        assertThat(zones.status(B).orElseThrow().drill().startedAt()).isEqualTo(started);
        user.untilHome("web", HOME);
    }

    /** Ctrl-C at the command that runs it brings the zone home. */
    @Test
    void ctrlCBringsTheZoneHome(Kubectl kubectl, @TempDir Path folder) throws IOException, InterruptedException {
        Path kubeconfig = Files.writeString(
                folder.resolve("admin"), kubectl.run("config", "view", "--raw", "--flatten", "--minify"));
        Path said = folder.resolve("said");
        // Who runs the tests in the background may have them ignore the signal, and a JVM leaves it at that.
        Process command = new ProcessBuilder(
                        "env",
                        "--default-signal=INT",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        JAR.toString(),
                        "drill",
                        "use1-az2",
                        "--for",
                        "10m",
                        "--kubeconfig",
                        kubeconfig.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        user.untilState("web", B, "Drained");
        Process signal = new ProcessBuilder("kill", "-INT", Long.toString(command.pid())).start();
        assertThat(signal.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(command.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(said))
                .contains("Ctrl-C ends the drill", "the drill is cancelled, services fail back");
        zones.untilDrill(B, "Ended Aborted Cancelled");
        user.untilHome("web", HOME);
        assertThat(zones.get(B).getSpec().drill()).isNull();
        Waiting.throughout(
                "it does not begin again",
                Duration.ofSeconds(2),
                () -> assertThat(zones.cordonedBy(B)).isEmpty());
    }
}
