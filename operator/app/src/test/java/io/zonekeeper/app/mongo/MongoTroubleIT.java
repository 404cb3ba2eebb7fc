package io.zonekeeper.app.mongo;

import java.util.Map;
import java.util.stream.Collectors;

import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.mongo.UserOfMongo.ZONES;
import static org.assertj.core.api.Assertions.assertThat;

/** What is wrong with a MongoCluster is told with what to do about it, and mended as soon as it can be. */
@ZonedCluster
class MongoTroubleIT {
    private UserOfMongo user;

    @BeforeEach
    void start(KubernetesClient client, Kubectl kubectl) {
        user = new UserOfMongo(client, kubectl);
        user.storage();
    }

    @AfterEach
    void stop() {
        user.dropStorage();
        user.close();
    }

    @Test
    void aSecretMissing(OperatorUnderTest operator, KubernetesClient client) {
        operator.startInProcess();
        user.apply(UserOfMongo.admin("s3cret") + UserOfMongo.photos());
        user.untilCondition("Stalled", "True", "SecretMissing");
        assertThat(user.condition("Stalled").message()).contains("photos-keyfile", "keyFile", "create it");
        assertThat(client.pods().list().getItems()).isEmpty();
        user.untilTold("SecretMissing");
        user.apply(UserOfMongo.keyFile());
        user.untilServing();
    }

    @Test
    void wrongCredentials(OperatorUnderTest operator) {
        operator.startInProcess();
        user.apply(UserOfMongo.keyFile() + UserOfMongo.admin("s3cret") + UserOfMongo.photos());
        user.untilServing();
        user.apply(UserOfMongo.admin("wrong"));
        user.untilCondition("Stalled", "True", "WrongCredentials");
        assertThat(user.condition("Stalled").message()).contains("spec.auth.adminSecret");
        assertThat(user.status().gate().state())
                .as("what is not known closes the gate")
                .isEqualTo("Closed");
        user.apply(UserOfMongo.admin("s3cret"));
        user.untilServing();
    }

    @Test
    void whatWouldShutServersOutOrNotLetThemStartIsRefusedBeforeTheFirstRestart(
            OperatorUnderTest operator, KubernetesClient client) {
        operator.startInProcess();
        user.apply(UserOfMongo.keyFile() + UserOfMongo.admin("s3cret") + UserOfMongo.photos());
        user.untilServing();
        var pods = uids(client);

        user.apply(UserOfMongo.keyFile().replace("c2VjcmV0", "YW5vdGhlcg=="));
        user.untilCondition("Stalled", "True", "KeyFileUnrelated");
        assertThat(user.condition("Ready").status()).as("it serves on").isEqualTo("True");
        user.apply(UserOfMongo.keyFile());
        user.untilCondition("Stalled", "False", "NotStalled");

        user.apply(UserOfMongo.photos("registry.local/mongo:10.0"));
        user.untilCondition("Stalled", "True", "VersionSkipped");
        assertThat(user.condition("Stalled").message()).contains("8.0", "MongoDB 9.0");
        user.untilTold("VersionSkipped");
        user.apply(UserOfMongo.photos());
        user.untilCondition("Stalled", "False", "NotStalled");
        assertThat(uids(client)).as("nothing was restarted").isEqualTo(pods);
    }

    @Test
    void whatPeopleConfigureStaysAndIsTold(OperatorUnderTest operator) {
        operator.startInProcess();
        user.apply(UserOfMongo.keyFile() + UserOfMongo.admin("s3cret") + UserOfMongo.photos());
        user.untilServing();
        String primary = user.host("rs0", user.primary("rs0"));
        user.reconfigure(
                primary,
                config -> config.getList("members", Document.class).stream()
                        .filter(member -> !member.getString("host").equals(primary))
                        .limit(1)
                        .forEach(member -> {
                            member.append("priority", 0).append("hidden", true);
                            member.get("tags", Document.class)
                                    .append("rack", "r1")
                                    .remove("zone");
                        }));
        user.untilCondition("Customized", "True", "SettingsChanged");
        assertThat(user.condition("Customized").message()).contains("priority 0", "hidden");
        Waiting.untilAsserted(
                "the zone is back, and the rest stays",
                UserOfMongo.PATIENCE,
                () -> assertThat(user.mongo().config(primary).orElseThrow().getArray("members"))
                        .map(member -> member.asDocument())
                        .filteredOn(member -> member.containsKey("hidden")
                                && member.getBoolean("hidden").getValue())
                        .singleElement()
                        .satisfies(
                                member -> assertThat(member.getDocument("tags").keySet())
                                        .containsExactlyInAnyOrder("rack", "zone")));
        user.untilServing();
    }

    private static Map<String, String> uids(KubernetesClient client) {
        return client.pods().list().getItems().stream()
                .collect(Collectors.toMap(
                        pod -> pod.getMetadata().getName(),
                        pod -> pod.getMetadata().getUid()));
    }

    @Test
    void aSetWhoseDataIsGoneIsNotInitiatedAgain(OperatorUnderTest operator) {
        operator.startInProcess();
        user.apply(UserOfMongo.keyFile() + UserOfMongo.admin("s3cret") + UserOfMongo.photos());
        user.untilServing();
        ZONES.forEach(zone -> {
            user.mongo().keepDown(user.host("rs0", zone));
            user.mongo().wipe(user.host("rs0", zone));
        });
        ZONES.forEach(zone -> user.mongo().letStart(user.host("rs0", zone)));
        user.untilCondition("Stalled", "True", "DataLost");
        assertThat(user.mongo().count("initiate rs0")).isEqualTo(1);
    }

    @Test
    void oneConfigServerIsForDevelopment(OperatorUnderTest operator) {
        operator.startInProcess();
        user.apply(UserOfMongo.photos()
                .replace("[us-east-1a, us-east-1b, us-east-1c]", "[use1-az2]")
                .replaceAll("(?m)^  auth:.*$", ""));
        user.untilServing();
        user.untilCondition("Redundant", "False", "OneConfigServer");
        user.untilCondition("Secured", "False", "NoAccessControl");
        assertThat(user.mongo().roles("cfg")).containsEntry(user.host("cfg", "us-east-1b"), "PRIMARY");
        user.apply(UserOfMongo.photos()
                .replaceAll("(?m)^  auth:.*$", "")
                .replace("[us-east-1a,", "[use1-az2, us-east-1a,")
                .replace(", us-east-1b, us-east-1c]", ", us-east-1c]"));
        // It serves all the time, so that says nothing of the change.
        Waiting.untilAsserted(
                "it grew to three", () -> assertThat(user.mongo().roles("cfg")).hasSize(3));
        user.untilServing();
    }

    @Test
    void aZoneThatIsNotThere(OperatorUnderTest operator) {
        operator.startInProcess();
        user.apply(UserOfMongo.keyFile()
                + UserOfMongo.admin("s3cret")
                + UserOfMongo.photos().replace("us-east-1c]", "us-east-1x]"));
        user.untilCondition("Stalled", "True", "UnknownZone");
    }
}
