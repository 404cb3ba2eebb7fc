package io.zonekeeper.app.mongo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.api.v1alpha1.MongoClusterStatus;
import io.zonekeeper.app.Figures;
import io.zonekeeper.app.evacuation.DyingOperator;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorIdentity;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.WriteGate;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A MongoCluster forms, and a change goes through it, while the operator ends again and again at a write to the API
 * server that does not arrive or whose answer is lost, and another begins.
 *
 * <p>{@code -Dzonekeeper.kills.every=N} ends it at every so many writes: 1 for each single one.
 */
@ZonedCluster
@EnabledIfSystemProperty(
        named = "zonekeeper.kills.every",
        matches = "\\d+",
        disabledReason = "it takes minutes: hack/bench faults runs it, or -Dzonekeeper.kills.every=8")
class KilledMongoIT {
    private static final int EVERY = Integer.getInteger("zonekeeper.kills.every", 8);
    private static final int MOST = Integer.getInteger("zonekeeper.kills.most", 200);
    /** Long enough for a start at each of so many writes, which takes some 4 s, and for a roll beside that. */
    private static final Duration LONG = Duration.ofSeconds(5L * MOST).plusMinutes(5);

    private static final String NEW_IMAGE = "registry.local/mongo:8.0.1";
    private static final Set<String> OTHERS = Set.of("events", "leases");

    private UserOfMongo user;

    @BeforeEach
    void prepare(KubernetesClient client, Kubectl kubectl) {
        user = new UserOfMongo(client, kubectl);
        user.storage();
    }

    @AfterEach
    void remove() {
        user.dropStorage();
        user.close();
    }

    @ParameterizedTest
    @EnumSource
    void killedAgainAndAgainAClusterFormsAndIsChanged(
            WriteGate.Closes when, OperatorUnderTest started, OperatorIdentity identity, TestNamespace namespace) {
        try (var operator = new DyingOperator(
                started,
                identity,
                write -> write.namespace().equals(namespace.name()) && !OTHERS.contains(write.resource()),
                when,
                MOST)) {
            operator.beMortal(EVERY);
            long began = System.nanoTime();
            user.apply(UserOfMongo.keyFile() + UserOfMongo.admin("s3cret") + UserOfMongo.photos());
            until("it serves", operator, this::serves);
            Figures.tell("formed", began);
            user.apply(UserOfMongo.photos(NEW_IMAGE));
            until("the change has reached every server", operator, () -> {
                serves();
                assertThat(user.status().rollout()).isNull();
                assertThat(user.mongos().keySet())
                        .allSatisfy(name -> assertThat(user.pod(name)
                                        .getSpec()
                                        .getContainers()
                                        .getFirst()
                                        .getImage())
                                .isEqualTo(NEW_IMAGE));
            });
            Figures.tell("changed", began);
            operator.live();
            user.untilServing();
            for (String set : List.of("cfg", "rs0", "rs1")) {
                assertThat(user.mongo().count("initiate " + set)).as(set).isEqualTo(1);
                assertThat(user.mongo().roles(set).values())
                        .containsExactlyInAnyOrder("PRIMARY", "SECONDARY", "SECONDARY");
            }
            assertThat(user.mongo().balancerOn(user.router()))
                    .as("the balancer is on again")
                    .isTrue();
            assertThat(user.mongo().count("force")).isZero();
            System.out.printf(
                    "figure: %d kill points %s of a MongoCluster, of %d writes%n",
                    operator.deaths(), when, operator.writes().size());
            assertThat(operator.deaths()).as("deaths").isGreaterThan(3);
        }
    }

    private static void until(String what, DyingOperator operator, Runnable holds) {
        operator.take(() -> Waiting.untilAsserted(what, LONG, () -> {
            operator.dieAndLive();
            holds.run();
        }));
    }

    private void serves() {
        assertThat(Optional.ofNullable(user.status()).map(MongoClusterStatus::conditions))
                .isPresent();
        assertThat(user.condition("Ready").reason()).isEqualTo("Serving");
        assertThat(user.condition("Reconciling").status()).isEqualTo("False");
        assertThat(user.status().observedGeneration())
                .isEqualTo(user.get().getMetadata().getGeneration());
    }
}
