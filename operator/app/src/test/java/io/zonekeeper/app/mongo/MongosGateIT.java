package io.zonekeeper.app.mongo;

import java.time.Duration;
import java.util.Map;

import io.zonekeeper.testing.CommandResult;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import com.mongodb.client.MongoClient;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.mongo.UserOfMongo.PATIENCE;
import static io.zonekeeper.app.mongo.UserOfMongo.ZONES;
import static org.assertj.core.api.Assertions.assertThat;

/** Mongos are not restarted while config servers have no primary, and are let go where they must be. */
@ZonedCluster
class MongosGateIT {
    private static final Duration A_WHILE = Duration.ofSeconds(6);

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
    void eachZoneLostInTurn() {
        for (String zone : ZONES) {
            user.mongo().cut(zone);
            user.untilReady("Degraded");
            Waiting.untilAsserted("all sets have a primary elsewhere", PATIENCE, () -> {
                assertThat(user.status().sets())
                        .allSatisfy(set -> assertThat(set.primary()).isNotNull().isNotEqualTo(zone));
                assertThat(user.status().quorum()).isEqualTo("2/3");
                assertThat(user.status().gate().state()).isEqualTo("Open");
            });
            assertThat(user.write()).isTrue();
            user.mongo().heal(zone);
            user.untilServing();
        }
        assertThat(user.mongo().count("force")).isZero();
    }

    @Test
    void twoZonesLost() {
        user.mongo().cut(ZONES.get(0));
        user.mongo().cut(ZONES.get(1));
        user.untilGate("Closed");
        Waiting.untilAsserted(
                "without a majority there is no primary",
                PATIENCE,
                () -> assertThat(user.status().metadata()).isEqualTo("ReadOnly"));
        assertThat(user.status().quorum()).isEqualTo("1/3");
        user.untilTold("GateClosed");
        user.mongo().heal(ZONES.get(0));
        user.mongo().heal(ZONES.get(1));
        user.untilServing();
    }

    @Test
    void allConfigServersLostThenDeletionEvictionRolloutScaleDownAndDrainAreRefused() {
        Map<String, String> before = user.mongos();
        // Who logs in anew is looked up on the config servers, so it is clients that are there who are served on.
        MongoClient writer = user.client();
        assertThat(UserOfMongo.write(writer)).isTrue();
        ZONES.forEach(zone -> user.mongo().keepDown(user.host("cfg", zone)));
        user.untilGate("Closed");
        Waiting.untilAsserted(
                "nobody answers",
                PATIENCE,
                () -> assertThat(user.status().metadata()).isEqualTo("Unavailable"));
        String pod = before.keySet().iterator().next();
        String node = user.pod(pod).getSpec().getNodeName();

        CommandResult deletion = user.attempt("delete", "pod", pod, "--wait=false");
        assertThat(deletion.err())
                .contains("must not be restarted now", "config metadata is Unavailable", "zonekeeper.io/gate-override");
        Waiting.untilAsserted(
                "the budget lets none go",
                () -> assertThat(user.kubectl(
                                "get",
                                "pdb",
                                "photos-mongos",
                                "-o",
                                "jsonpath={.spec.minAvailable}/{.status.disruptionsAllowed}"))
                        .isEqualTo("2147483647/0"));
        CommandResult drain = user.attempt(
                "drain",
                node,
                "--ignore-daemonsets",
                "--delete-emptydir-data",
                "--force",
                "--timeout=5s",
                "--pod-selector=mongo.zonekeeper.io/role=mongos");
        assertThat(drain.exit()).isNotZero();
        user.kubectl("uncordon", node);
        user.attempt("scale", "zsvc", "photos-mongos", "--replicas=0");
        user.attempt("scale", "deployment", "photos-mongos-" + ZONES.get(1), "--replicas=0");
        user.attempt("rollout", "restart", "deployment/photos-mongos-" + ZONES.get(2));
        user.attempt("set", "image", "pod/" + pod, "mongos=registry.local/other:1");
        user.apply(UserOfMongo.photos("registry.local/mongo:8.0.1"));
        user.untilCondition("Held", "True", "MembersMissing");

        Waiting.throughout("every mongos lives on and serves", A_WHILE, () -> {
            assertThat(user.mongos()).containsAllEntriesOf(before);
            assertThat(user.mongo().serving()).containsAll(before.keySet());
            assertThat(UserOfMongo.write(writer)).isTrue();
        });
        writer.close();

        ZONES.forEach(zone -> user.mongo().letStart(user.host("cfg", zone)));
        user.untilGate("Open");
        Waiting.untilAsserted("what was held goes on: all mongos are of the new image", Duration.ofMinutes(3), () -> {
            assertThat(user.mongos())
                    .hasSize(3)
                    .doesNotContainKeys(before.keySet().toArray(String[]::new));
            assertThat(user.mongos().keySet())
                    .allSatisfy(name -> assertThat(user.pod(name)
                                    .getSpec()
                                    .getContainers()
                                    .getFirst()
                                    .getImage())
                            .endsWith("8.0.1"));
        });
        user.untilServing();
    }

    @Test
    void aPersonMayOverride() {
        ZONES.forEach(zone -> user.mongo().keepDown(user.host("cfg", zone)));
        user.untilGate("Closed");
        String pod = user.mongos().keySet().iterator().next();
        assertThat(user.attempt("delete", "pod", pod, "--wait=false").exit()).isNotZero();
        user.kubectl("annotate", "pod", pod, "zonekeeper.io/gate-override=yes");
        user.kubectl("delete", "pod", pod);
        assertThat(user.mongos()).doesNotContainKey(pod);
    }

    @Test
    void aClusterIsDeletedInTheMiddleOfALoss(KubernetesClient client) {
        ZONES.forEach(zone -> user.mongo().keepDown(user.host("cfg", zone)));
        user.untilGate("Closed");
        user.kubectl("delete", "mongo", "photos");
        Waiting.untilAsserted(
                "nothing of it is left",
                PATIENCE,
                () -> assertThat(client.pods().list().getItems()).isEmpty());
    }

    @Test
    void aNamespaceIsDeletedInTheMiddleOfALoss(KubernetesClient client) {
        ZONES.forEach(zone -> user.mongo().keepDown(user.host("cfg", zone)));
        user.untilGate("Closed");
        user.kubectl("delete", "namespace", client.getNamespace(), "--wait=false");
        Waiting.untilAsserted(
                "it is gone",
                PATIENCE,
                () -> assertThat(client.namespaces()
                                .withName(client.getNamespace())
                                .get())
                        .isNull());
    }

    @Test
    void anUninstallLeavesNoGuardBehind() {
        ZONES.forEach(zone -> user.mongo().keepDown(user.host("cfg", zone)));
        user.untilGate("Closed");
        String pod = user.mongos().keySet().iterator().next();
        String policy = user.kubectl("get", "validatingadmissionpolicy", "zonekeeper-mongos", "-o", "json");
        String binding = user.kubectl("get", "validatingadmissionpolicybinding", "zonekeeper-mongos", "-o", "json");
        user.kubectl("delete", "validatingadmissionpolicy,validatingadmissionpolicybinding", "zonekeeper-mongos");
        try {
            Waiting.until(
                    "a mongos can be deleted",
                    () -> user.attempt("delete", "pod", pod, "--wait=false").exit() == 0);
        } finally {
            user.apply(withoutVersion(policy));
            user.apply(withoutVersion(binding));
        }
    }

    private static String withoutVersion(String json) {
        return json.replaceAll("\"(resourceVersion|uid)\": \"[^\"]*\",?", "").replaceAll(",(\\s*})", "$1");
    }
}
