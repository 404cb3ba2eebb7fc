package io.zonekeeper.app.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

import io.zonekeeper.app.evacuation.UserOfZones;
import io.zonekeeper.testing.Fault;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorIdentity;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.WriteCounter;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Services and Deployments live while requests to the API server fail, by one seed for each of them: nothing happens
 * that must never, each ends as if nothing had failed, and then nothing more is written.
 *
 * <p>A round is a number of lives side by side, which share the cordon of a zone, and every fourth a zone that dies.
 * The seeds of a round follow from its number. {@code -Dzonekeeper.faults.rounds=N} plays so many,
 * {@code -Dzonekeeper.faults.first=R} begins with that one, {@code -Dzonekeeper.faults.lives=L} has so many lives in
 * each: a failed round is replayed by its number with the same number of lives.
 */
@ZonedCluster
@EnabledIfSystemProperty(
        named = "zonekeeper.faults.lives",
        matches = "\\d+",
        disabledReason = "it takes minutes: hack/bench faults runs it, or -Dzonekeeper.faults.lives=8")
class FaultScheduleIT {
    private static final int ROUNDS = Integer.getInteger("zonekeeper.faults.rounds", 1);
    private static final long FIRST = Long.getLong("zonekeeper.faults.first", 1);
    private static final int LIVES = Integer.getInteger("zonekeeper.faults.lives", 8);

    @Test
    void underAnyScheduleOfFaultsEveryLifeEndsAsIfNothingHadFailed(
            KubernetesClient client,
            Kubectl kubectl,
            OperatorIdentity identity,
            OperatorUnderTest operator,
            WriteCounter writes,
            TestNamespace namespace,
            Zones faults) {
        var place = new Place(client, kubectl, identity, operator, writes, namespace, faults);
        new UserOfZones(client, kubectl).trustSoon();
        Map<String, String> undisturbed = Undisturbed.ends(place);

        Map<Fault, Integer> befallen = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        LongStream.range(FIRST, FIRST + ROUNDS).forEach(number -> {
            FaultRound round = FaultRound.of(place, number, LIVES);
            long began = System.nanoTime();
            String result = "ok";
            try {
                assertThat(round.play())
                        .allSatisfy(
                                end -> assertThat(end.what()).as(end.life()).isEqualTo(undisturbed.get(end.shape())));
            } catch (AssertionError | RuntimeException e) {
                result = "FAILED";
                failures.add("%s: %s".formatted(round, e));
                System.out.println(failures.getLast());
                round.clear();
            }
            round.befallen().forEach((fault, times) -> befallen.merge(fault, times, Integer::sum));
            System.out.printf(
                    "faults: round=%d schedules=%d seconds=%d result=%s befallen=%s%n",
                    number, LIVES, (System.nanoTime() - began) / 1_000_000_000, result, round.befallen());
        });
        System.out.printf(
                "figure: %d schedules in %d rounds, %d failed; faults %s%n",
                ROUNDS * LIVES, ROUNDS, failures.size(), befallen);
        assertThat(failures).isEmpty();
    }
}
