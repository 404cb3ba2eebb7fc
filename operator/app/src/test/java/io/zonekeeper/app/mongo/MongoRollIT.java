package io.zonekeeper.app.mongo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.mongo.UserOfMongo.PATIENCE;
import static io.zonekeeper.app.mongo.UserOfMongo.ZONES;
import static org.assertj.core.api.Assertions.assertThat;

/** Changes go through a cluster in MongoDB's order; primaries leave a cordoned zone; what is wrong is told. */
@ZonedCluster
class MongoRollIT {
    private static final String NEW_IMAGE = "registry.local/mongo:8.0.1";
    private static final Duration A_ROLL = Duration.ofMinutes(4);

    private UserOfMongo user;

    @BeforeEach
    void start(KubernetesClient client, Kubectl kubectl, OperatorUnderTest operator) {
        operator.startInProcess();
        user = new UserOfMongo(client, kubectl);
        user.start();
    }

    @AfterEach
    void stop() {
        user.dropStorage();
        user.close();
    }

    @Test
    void aChangeGoesConfigSecondariesConfigPrimaryShardsMongos(KubernetesClient client) {
        String first = user.primary("cfg");
        List<String> order = new ArrayList<>();
        user.mongo().balancerBusy(user.router(), Duration.ofSeconds(3));
        user.apply(UserOfMongo.photos(NEW_IMAGE));
        Waiting.untilAsserted("all is of the new image", A_ROLL, () -> {
            client.pods().withLabel("mongo.zonekeeper.io/cluster").list().getItems().stream()
                    .filter(pod ->
                            pod.getSpec().getContainers().getFirst().getImage().equals(NEW_IMAGE))
                    .map(pod -> pod.getMetadata().getLabels().getOrDefault("mongo.zonekeeper.io/set", "mongos") + " "
                            + pod.getMetadata().getLabels().get("zonekeeper.io/zone"))
                    .filter(what -> !order.contains(what))
                    .sorted()
                    .forEach(order::add);
            if (!order.isEmpty() && !order.getLast().startsWith("mongos")) {
                assertThat(user.mongo().balancerOn(user.router()))
                        .as("balancer while members restart")
                        .isFalse();
            }
            assertThat(order).hasSize(12);
        });
        user.untilServing();
        assertThat(order.subList(0, 3)).allMatch(what -> what.startsWith("cfg"));
        assertThat(order.get(2)).as("the primary goes last").isEqualTo("cfg " + first);
        assertThat(order.subList(3, 6)).allMatch(what -> what.startsWith("rs0"));
        assertThat(order.subList(6, 9)).allMatch(what -> what.startsWith("rs1"));
        assertThat(order.subList(9, 12)).allMatch(what -> what.startsWith("mongos"));
        assertThat(user.mongo().count("stepDown cfg")).isEqualTo(1);
        assertThat(user.mongo().balancerOn(user.router()))
                .as("the balancer is on again")
                .isTrue();
        assertThat(user.mongo().count("force")).isZero();
        assertThat(user.status().rollout()).isNull();
    }

    @Test
    void aMemberThatDoesNotComeBackStopsTheRollAndTheWayBackIsAnotherTemplate() {
        String first = user.primary("cfg");
        String victim =
                ZONES.stream().filter(zone -> !zone.equals(first)).findFirst().orElseThrow();
        user.mongo().willNotComeBack(user.host("cfg", victim));
        user.apply(UserOfMongo.photos(NEW_IMAGE));
        user.untilCondition("Held", "True", "MembersMissing");
        assertThat(user.condition("Held").message()).contains(victim);
        Set<String> renewed = new HashSet<>();
        Waiting.throughout("nothing more is restarted", Duration.ofSeconds(8), () -> {
            for (String set : List.of("cfg", "rs0", "rs1")) {
                ZONES.stream()
                        .map(zone -> "photos-%s-%s-0".formatted(set, zone))
                        .filter(name -> user.pod(name) != null
                                && user.pod(name)
                                        .getSpec()
                                        .getContainers()
                                        .getFirst()
                                        .getImage()
                                        .equals(NEW_IMAGE))
                        .forEach(renewed::add);
            }
            assertThat(renewed).containsExactly("photos-cfg-%s-0".formatted(victim));
        });
        assertThat(user.write()).isTrue();
        user.mongo().letStart(user.host("cfg", victim));
        Waiting.untilAsserted(
                "it goes on", A_ROLL, () -> assertThat(user.status().rollout()).isNull());
        user.untilServing();
    }

    @Test
    void primariesStepDownOnCordon() {
        String zone = user.primary("rs0");
        Instant cordoned = Instant.now();
        user.apply("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: Zone
                metadata: {name: %s}
                spec: {cordon: {reason: maintenance}}
                """.formatted(zone));
        Waiting.untilAsserted("no primary is left in it", PATIENCE, () -> {
            for (String set : List.of("cfg", "rs0", "rs1")) {
                assertThat(user.primary(set)).isNotEqualTo(zone).isNotEqualTo("none");
            }
        });
        assertThat(Duration.between(cordoned, Instant.now())).isLessThan(Duration.ofSeconds(15));
        assertThat(user.write()).isTrue();
        assertThat(user.mongo().roles("cfg")).as("members stay").hasSize(3);
        assertThat(user.mongo().counts("reconfigure ").values())
                .as("nothing is reconfigured")
                .containsOnly(2);
        assertThat(user.mongos()).as("no mongos is moved").hasSize(3);
        user.apply(UserOfMongo.photos(NEW_IMAGE));
        user.untilCondition("Held", "True", "ZoneCordoned");
    }

    @Test
    void aConfigServerForcedIntoAnotherZoneByHandIsTold() {
        String node = user.pod("photos-cfg-us-east-1a-0").getSpec().getNodeName();
        user.kubectl("label", "node", node, "topology.kubernetes.io/zone=us-east-1b", "--overwrite");
        try {
            user.untilCondition("Pinned", "False", "WrongZone");
            assertThat(user.condition("Pinned").message()).contains("belongs to us-east-1a and runs in us-east-1b");
            user.untilTold("WrongZone");
        } finally {
            user.kubectl("label", "node", node, "topology.kubernetes.io/zone=us-east-1a", "--overwrite");
        }
        user.untilCondition("Pinned", "True", "AsRequested");
    }
}
