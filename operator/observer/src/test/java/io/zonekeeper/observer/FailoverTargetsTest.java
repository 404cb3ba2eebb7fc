package io.zonekeeper.observer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.kube.probe.Check;
import io.zonekeeper.kube.probe.Outcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which pods are checked for ZoneFailovers. */
class FailoverTargetsTest {
    private static final Check ALIVE =
            new Check("alive", new Check.How.Connect(), "8080", Duration.ofHours(1), Duration.ofSeconds(1));

    private final CheckScheduler patrol = new CheckScheduler(target -> Outcome.SUCCESS);
    private final TargetRegistry roster = new TargetRegistry(patrol);
    private final FailoverTargets targets = new FailoverTargets(roster);

    @AfterEach
    void end() {
        roster.clear();
        patrol.close();
    }

    @Test
    void theOrderInWhichItBecomesKnownIsOfNoMeaning() {
        roster.put(pod());
        targets.put(failover("all", List.of(ALIVE), Map.of("web", Set.of("b"))));
        assertThat(owners()).isEmpty();
        targets.putService("shop", "web", Map.of("app", "web"));
        assertThat(owners()).containsExactly("Service:shop/web");
        assertThat(roster.away()).containsExactly(new Stack("Service:shop/web", "b"));

        targets.removeFailover("shop/all");
        assertThat(owners()).isEmpty();
        targets.put(failover("all", List.of(ALIVE), Map.of("web", Set.of())));
        assertThat(owners()).containsExactly("Service:shop/web");
    }

    @Test
    void onlyProtectedServicesOfOneWithChecksAreChecked() {
        roster.put(pod());
        targets.putService("shop", "web", Map.of("app", "web"));
        targets.put(failover("all", List.of(), Map.of("web", Set.of())));
        assertThat(targets.namespaces()).isEmpty();
        assertThat(owners()).isEmpty();
        targets.put(failover("all", List.of(ALIVE), Map.of("other", Set.of())));
        assertThat(targets.namespaces()).containsExactly("shop");
        assertThat(owners()).isEmpty();
        targets.put(failover("all", List.of(ALIVE), Map.of("web", Set.of())));
        assertThat(owners()).containsExactly("Service:shop/web");
        targets.put(failover("all", List.of(ALIVE), Map.of()));
        assertThat(owners()).isEmpty();
    }

    @Test
    void aServiceWithoutASelectorHasNoPods() {
        roster.put(pod());
        targets.putService("shop", "web", Map.of());
        targets.put(failover("all", List.of(ALIVE), Map.of("web", Set.of())));
        assertThat(owners()).isEmpty();
        targets.putService("shop", "web", Map.of("app", "web"));
        assertThat(owners()).containsExactly("Service:shop/web");
        targets.forget("shop");
        assertThat(owners()).isEmpty();
    }

    private List<String> owners() {
        return roster.pods().stream()
                .flatMap(pod -> pod.owners().stream())
                .map(ObservedPod.OwnerView::owner)
                .toList();
    }

    private static FailoverFact failover(String name, List<Check> checks, Map<String, Set<String>> away) {
        return new FailoverFact("shop/" + name, "shop", checks, away);
    }

    private static PodFact pod() {
        return new PodFact(
                "shop", "web-1", "u1", Map.of("app", "web"), Optional.of("a"), "n1", "10.0.0.1", true, Map.of());
    }
}
