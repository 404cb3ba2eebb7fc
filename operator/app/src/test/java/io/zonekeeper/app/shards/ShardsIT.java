package io.zonekeeper.app.shards;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.app.FurtherNamespace;
import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.app.evacuation.UserOfZones;
import io.zonekeeper.kube.config.OperatorConfig.Shard;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/** Two operators divide the services of a cluster by their namespaces: the first judges the zones, for both. */
@ZonedCluster(own = true)
class ShardsIT {
    private static final Shard FIRST = new Shard(0, 2);
    private static final Map<String, Integer> HOME = Map.of(A, 2, B, 2, C, 2);

    private OperatorUnderTest judge;
    private OperatorUnderTest follower;
    private KubernetesClient admin;
    private UserOfZones zones;
    private FurtherNamespace ofJudge;
    private FurtherNamespace ofFollower;

    @BeforeEach
    void start(
            OperatorUnderTest first,
            OperatorUnderTest second,
            KubernetesClient client,
            Kubectl kubectl,
            TestNamespace namespace) {
        judge = first;
        follower = second;
        admin = client;
        zones = new UserOfZones(client, kubectl);
        ofJudge = namespace(namespace.name(), true);
        ofFollower = namespace(namespace.name(), false);
        judge.startInProcess(settings(FIRST));
        follower.startInProcess(settings(new Shard(1, 2)));
        zones.untilHealthy();
        zones.trustSoon();
    }

    @AfterEach
    void remove(Zones faults) {
        zones.restore(faults);
        List.of(ofJudge, ofFollower).forEach(namespace -> {
            var services = namespace.client().resources(ZonedService.class);
            services.delete();
            Waiting.until(
                    "services are gone, and abort no drill of another test",
                    () -> services.list().getItems().isEmpty());
            namespace.close();
        });
    }

    /** Each service has one keeper; the cordon of a zone holds for all. */
    @Test
    void aCordonIsFollowedAndEachServiceHasOneKeeper() {
        make();
        zones.cordon(A);
        each(user -> user.untilState("web", A, "Drained"));
        zones.release(A);
        each(user -> user.untilHome("web", HOME));

        follower.stop();
        each(user -> user.scale("web", 9));
        ofJudge.user().untilSpread("web", Map.of(A, 3, B, 3, C, 3));
        assertThat(ofFollower.user().spread("web")).as("without its keeper").isEqualTo(HOME);
        follower.restart();
        ofFollower.user().untilSpread("web", Map.of(A, 3, B, 3, C, 3));
    }

    /** That nobody answers there is seen by each operator itself: pods are replaced at once. */
    @Test
    void aZoneThatDiesIsLeftByTheServicesOfBoth(Zones faults) {
        make();
        zones.untilHeartbeatsAreHeard();
        faults.kill(A);
        each(user -> {
            user.untilState("web", A, "Drained");
            user.untilSpread("web", Map.of(A, 1, B, 3, C, 3));
        });
        faults.heal(A);
        each(user -> user.untilHome("web", HOME));
    }

    /** A Zone is made again by the judge, and no service leaves the zone meanwhile. */
    @Test
    void aZoneObjectThatIsDeletedMovesNothing() {
        make();
        List<String> before = pods();
        judge.stop();
        admin.resources(Zone.class).withName(A).delete();
        ofFollower.user().scale("web", 9);
        ofFollower.user().untilSpread("web", Map.of(A, 3, B, 3, C, 3));
        judge.restart();
        zones.untilFound();
        each(user -> user.untilHome("web", user.spread("web")));
        assertThat(pods()).containsAll(before);
    }

    private List<String> pods() {
        return List.of(ofJudge, ofFollower).stream()
                .flatMap(namespace -> namespace.client().pods().list().getItems().stream())
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    /** What the judge recorded last holds while it is away, and its services' keepers go on. */
    @Test
    void withoutTheJudgeItsCordonsHold() {
        make();
        zones.cordon(A);
        each(user -> user.untilState("web", A, "Drained"));
        judge.stop();
        ofFollower.user().scale("web", 12);
        ofFollower.user().untilSpread("web", Map.of(A, 1, B, 6, C, 6));
        assertThat(ofFollower.user().states("web")).containsEntry(A, "Drained");
        judge.restart();
        zones.release(A);
        each(user -> user.untilState("web", A, "Active"));
    }

    /** A drill counts the services of all, and ends when all are home. */
    @Test
    void aDrillIsOfAllServices() {
        make();
        zones.spec(A, "{\"drill\":{\"reason\":\"practice\",\"duration\":\"20s\"}}");
        each(user -> user.untilState("web", A, "Drained"));
        Waiting.untilAsserted(
                "the drill has ended",
                PATIENCE,
                () -> assertThat(zones.status(A)).map(ZoneStatus::drill).hasValueSatisfying(drill -> {
                    assertThat(drill.phase()).isEqualTo("Ended");
                    assertThat(drill.outcome()).isEqualTo("Completed");
                    assertThat(drill.services()).isEqualTo(2);
                    assertThat(drill.evacuated()).isEqualTo(2);
                }));
    }

    /** A release that is divided otherwise has other keepers from the moment on at which its judge leads. */
    @Test
    void oneOfAnotherDivisionKeepsNothing() {
        // One that gives way begins again in its process.
        follower.stop();
        follower.startJar(settings(new Shard(1, 2)));
        make();
        judge.stop();
        judge.startInProcess(settings(Shard.WHOLE));
        each(user -> user.scale("web", 9));
        each(user -> user.untilSpread("web", Map.of(A, 3, B, 3, C, 3)));
        Waiting.until(
                "the other one keeps nothing",
                PATIENCE,
                () -> follower.isReady() && follower.metrics().contains("zonekeeper_shard_kept{shard=\"1\"} 0"));
        judge.stop();
        judge.startInProcess(settings(FIRST));
        ofFollower.user().scale("web", 12);
        ofFollower.user().untilSpread("web", Map.of(A, 4, B, 4, C, 4));
        assertThat(follower.metrics()).contains("zonekeeper_shard_kept{shard=\"1\"} 1");
    }

    private static Map<String, String> settings(Shard shard) {
        return Map.of("ZONEKEEPER_LEADER_ELECTION_ENABLED", "true", "ZONEKEEPER_SHARD", shard.toString());
    }

    /** A namespace of its own, of those that the first operator keeps or of the others. */
    private FurtherNamespace namespace(String prefix, boolean ofFirst) {
        String name = IntStream.iterate(0, number -> number + 1)
                .mapToObj(number -> "%s-%d".formatted(prefix, number))
                .filter(candidate -> FIRST.keeps(candidate) == ofFirst)
                .findFirst()
                .orElseThrow();
        return FurtherNamespace.create(admin, name);
    }

    private void make() {
        List.of(ofJudge, ofFollower).forEach(each -> each.make(UserOfServices.served("web", 6)));
        each(user -> user.untilReady("web"));
    }

    private void each(Consumer<UserOfServices> what) {
        List.of(ofJudge, ofFollower).forEach(namespace -> what.accept(namespace.user()));
    }
}
