package io.zonekeeper.app.faults;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zonekeeper.app.evacuation.DyingOperator;
import io.zonekeeper.app.evacuation.Quiet;
import io.zonekeeper.app.evacuation.UserOfZones;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorIdentity;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.WriteCounter;
import io.zonekeeper.testing.WriteGate;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lives of each kind, side by side: Deployments, StatefulSets, a budget for each zone, a ZoneFailover, a ZonalProxy.
 * The operator ends again and again, at a write that does not arrive or whose answer is lost, and another begins; each
 * life ends as if nothing had happened.
 *
 * <p>{@code -Dzonekeeper.kills.every=N} ends it at every so many writes: 1 for each single one.
 * {@code -Dzonekeeper.kills.most=N} lets it live after so many ends. {@code -Dzonekeeper.kills.each=N} has so many
 * lives of each kind instead of one.
 */
@ZonedCluster
@EnabledIfSystemProperty(
        named = "zonekeeper.kills.every",
        matches = "\\d+",
        disabledReason = "it takes minutes: hack/bench faults runs it, or -Dzonekeeper.kills.every=8")
class KilledLivesIT {
    private static final int EVERY = Integer.getInteger("zonekeeper.kills.every", 8);
    private static final int EACH = Integer.getInteger("zonekeeper.kills.each", 1);
    private static final int MOST = Integer.getInteger("zonekeeper.kills.most", 400);

    /** An operator that ended at each of these would never come to what it is to do. */
    private static final Set<String> OF_EACH_START =
            Set.of("leases", "events", "zones", "zones/status", "zonehealthpolicies", "zonehealthpolicies/status");

    @ParameterizedTest
    @EnumSource
    void killedAgainAndAgainEveryLifeEndsAsIfNothingHadHappened(
            WriteGate.Closes when,
            KubernetesClient client,
            Kubectl kubectl,
            OperatorIdentity identity,
            OperatorUnderTest started,
            WriteCounter writes,
            TestNamespace namespace,
            Zones faults) {
        var place = new Place(client, kubectl, identity, started, writes, namespace, faults);
        new UserOfZones(client, kubectl).trustSoon();
        Map<String, String> undisturbed = Undisturbed.ends(place);
        try (var operator = new DyingOperator(
                started,
                identity,
                write -> !OF_EACH_START.contains(write.resource())
                        && !write.resource().endsWith("reviews"),
                when,
                MOST)) {
            var lives = new SideBySide(
                    place,
                    SideBySide.ofEachKind(EACH),
                    false,
                    SideBySide.PATIENCE.multipliedBy(EACH),
                    operator::dieAndLive);
            operator.beMortal(EVERY);
            operator.take(lives::live);
            operator.live();
            List<SideBySide.End> ends = lives.ends();
            Quiet.becomesInNamespace(writes, namespace);
            System.out.printf(
                    "figure: %d kill points %s, of %d writes%n",
                    operator.deaths(), when, operator.writes().size());
            assertThat(operator.deaths()).as("deaths").isGreaterThan(10);
            assertThat(ends)
                    .allSatisfy(end -> assertThat(end.what()).as(end.life()).isEqualTo(undisturbed.get(end.shape())));
            lives.clear();
        }
    }
}
