package io.zonekeeper.app.evacuation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.zonekeeper.app.Figures;
import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorIdentity;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.Write;
import io.zonekeeper.testing.WriteGate;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A ZonedService is made, scaled, evacuated, brought back, given another template and scaled again, and the operator
 * ends after its writes, every time before it learns that the write was carried out. {@link Invariants} watches all the
 * way, and the end is that of a life without a death.
 *
 * <p>It ends at every {@value #EVERY_BY_DEFAULT}rd write; {@code -Dzonekeeper.kills.every=1}, as in {@code hack/bench
 * faults}, is for each single one and takes ten minutes.
 */
@ZonedCluster
class KilledServiceIT {
    static final int EVERY_BY_DEFAULT = 3;
    private static final int EVERY = Integer.getInteger("zonekeeper.kills.every", EVERY_BY_DEFAULT);

    /** Each death costs a start. */
    private static final Duration LONG = PATIENCE.multipliedBy(6);

    /**
     * More than a life has writes. On a machine so busy that each process first reports that it does not know the zones
     * yet, one that ended after each report would report for ever.
     */
    private static final int MOST_DEATHS = 60;

    private static final Set<String> OF_SERVICES =
            Set.of("services", "deployments", "poddisruptionbudgets", "zonedservices", "zonedservices/status");

    private Kubectl kubectl;
    private KubernetesClient client;
    private DyingOperator operator;
    private UserOfZones zones;
    private UserOfServices user;

    @BeforeEach
    void start(KubernetesClient given, Kubectl tool, OperatorIdentity identity, OperatorUnderTest started) {
        client = given;
        kubectl = tool;
        operator = new DyingOperator(
                started,
                identity,
                write -> OF_SERVICES.contains(write.resource()),
                WriteGate.Closes.BEFORE_THE_ANSWER,
                MOST_DEATHS);
        zones = new UserOfZones(client, kubectl);
        user = new UserOfServices(client, kubectl);
        zones.trustSoon();
    }

    @AfterEach
    void restore(Zones faults) {
        operator.live();
        zones.restore(faults);
        kubectl.run("delete", "zsvc", "--all");
        operator.close();
    }

    @Test
    void killedAgainAndAgainItEndsAsIfNothingHadHappened() {
        SortedMap<String, String> undisturbed = life("first", () -> {});
        assertThat(operator.writes())
                .extracting(Write::resource)
                .contains("services", "deployments", "poddisruptionbudgets", "zonedservices/status");
        int writes = operator.writes().size();

        operator.beMortal(EVERY);
        SortedMap<String, String> disturbed = life("second", operator::dieAndLive);
        System.out.printf(
                "figure: %d deaths, at every %d. write; %d writes without%n", operator.deaths(), EVERY, writes);
        assertThat(operator.deaths()).as("deaths").isGreaterThan(30 / EVERY);
        assertThat(disturbed).isEqualTo(undisturbed);
    }

    /** Returns what was made of it in the end. */
    private SortedMap<String, String> life(String name, Runnable meanwhile) {
        try (Invariants invariants = Invariants.watch(client)) {
            long began = System.nanoTime();
            user.apply(service(name, 9, 1));
            until("it serves", meanwhile, () -> serves(name, Map.of(A, 3, B, 3, C, 3)));
            Figures.tell("first rollout", began);
            kubectl.run("scale", "zsvc", name, "--replicas=12");
            until("it is scaled", meanwhile, () -> serves(name, Map.of(A, 4, B, 4, C, 4)));
            Figures.tell("scaled", began);
            zones.cordon(A);
            until("it has left the zone", meanwhile, () -> {
                assertThat(user.states(name)).containsEntry(A, "Drained");
                assertThat(user.spread(name)).isEqualTo(Map.of(A, 1, B, 6, C, 6));
                assertThat(user.keptOut(name)).hasSize(1);
            });
            Figures.tell("evacuated", began);
            zones.release(A);
            until("it is back", meanwhile, () -> serves(name, Map.of(A, 4, B, 4, C, 4)));
            Figures.tell("failed back", began);
            user.apply(service(name, 12, 2));
            until("every zone has the template", meanwhile, () -> {
                assertThat(user.get(name).getStatus().rollout().phase()).isEqualTo("Complete");
                assertThat(deployments(name)).extracting(KilledServiceIT::image).containsOnly("registry.local/web:2");
                serves(name, Map.of(A, 4, B, 4, C, 4));
            });
            Figures.tell("rolled out", began);
            kubectl.run("scale", "zsvc", name, "--replicas=3");
            until("it is scaled down", meanwhile, () -> serves(name, Map.of(A, 1, B, 1, C, 1)));
            Figures.tell("scaled down", began);
            assertThat(invariants).isNotNull();
        }
        return made(name);
    }

    private void serves(String name, Map<String, Integer> spread) {
        assertThat(user.spread(name)).isEqualTo(spread);
        assertThat(user.states(name).values()).hasSize(3).containsOnly("Active");
        assertThat(user.keptOut(name)).isEmpty();
        assertThat(user.condition(name, "Balanced"))
                .hasValueSatisfying(condition -> assertThat(condition.status()).isEqualTo("True"));
        assertThat(user.get(name).getStatus().observedGeneration())
                .isEqualTo(user.get(name).getMetadata().getGeneration());
    }

    private static void until(String what, Runnable meanwhile, ThrowingRunnable holds) {
        Waiting.untilAsserted(what, LONG, () -> {
            meanwhile.run();
            holds.run();
        });
    }

    private List<Deployment> deployments(String name) {
        return client.apps()
                .deployments()
                .withLabel("zonekeeper.io/service", name)
                .list()
                .getItems();
    }

    private static String image(Deployment deployment) {
        return deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
    }

    /** What tells one end from another: the Deployments, the selector, and which budgets there are. */
    private SortedMap<String, String> made(String name) {
        SortedMap<String, String> made = new TreeMap<>();
        deployments(name)
                .forEach(deployment -> made.put(
                        deployment.getMetadata().getName().replace(name, "NAME"),
                        "%d of %s".formatted(deployment.getSpec().getReplicas(), image(deployment))));
        made.put(
                "selector",
                client.services()
                        .withName(name)
                        .get()
                        .getSpec()
                        .getSelector()
                        .toString()
                        .replace(name, "NAME"));
        client.policy()
                .v1()
                .podDisruptionBudget()
                .withLabel("zonekeeper.io/service", name)
                .list()
                .getItems()
                .forEach(budget -> made.put(budget.getMetadata().getName().replace(name, "NAME"), "a budget"));
        return made;
    }

    private static String service(String name, int replicas, int version) {
        return UserOfServices.served(name, replicas).replace("registry.local/web:1", "registry.local/web:" + version)
                + "  rollout: {bake: 1s}\n";
    }
}
