package io.zonekeeper.core.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.core.audit.ClusterNodes.Suited;
import io.zonekeeper.core.audit.facts.PodFact;
import io.zonekeeper.core.audit.facts.PodNeeds;
import io.zonekeeper.core.audit.facts.SpreadRule;
import io.zonekeeper.core.audit.findings.FindingKind;

/**
 * Where the pods of a workload may run besides each other while a zone is lost, as the scheduler's filters for topology
 * spread and anti-affinity have it.
 *
 * <p>The nodes of the lost zone are tainted and their pods deleted. With {@code nodeTaintsPolicy: Ignore} they are
 * still counted, with no pods: so the minimum is 0, and every other zone, or node, may have {@code maxSkew} pods at
 * most. With {@code Honor} they are not counted, and the minimum is that of the other zones; between nodes, which are
 * filled evenly, that is taken for no limit.
 */
final class SpreadLimits {
    private final PodNeeds needs;
    private final List<String> zones;
    private final Map<String, Integer> zoneCounts = new HashMap<>();
    private final Map<Integer, Integer> nodeCounts = new HashMap<>();

    SpreadLimits(Workload workload, PodNeeds needs, Suited suited, String lost, ClusterNodes nodes) {
        this.needs = needs;
        this.zones = suited.fits().values().stream()
                .filter(fit -> fit.fitting() > 0 && !fit.zone().equals(lost))
                .map(fit -> fit.zone())
                .toList();
        workload.byZone().forEach((zone, pods) -> {
            if (!zone.equals(lost)) {
                zoneCounts.put(zone, pods.size());
                for (PodFact pod : pods) {
                    nodes.index(pod).ifPresent(node -> nodeCounts.merge(node, 1, Integer::sum));
                }
            }
        });
    }

    /** Returns the zones, of some, that may have one more pod, those with the fewest first. */
    List<String> allowed(List<String> some) {
        List<String> allowed = new ArrayList<>(some);
        allowed.removeIf(zone -> zoneLimit(zone).isPresent());
        allowed.sort(Comparator.comparingInt(this::pods).thenComparing(Comparator.naturalOrder()));
        return allowed;
    }

    /** Returns what keeps one more pod from a zone; empty for nothing. */
    Optional<FindingKind> zoneLimit(String zone) {
        boolean spread = hardSpreads(true).stream().anyMatch(rule -> pods(zone) + 1 - least(rule) > rule.maxSkew());
        if (spread) {
            return Optional.of(FindingKind.HARD_ZONE_SPREAD);
        }
        return antiAffinity(true) && pods(zone) > 0 ? Optional.of(FindingKind.ZONE_ANTI_AFFINITY) : Optional.empty();
    }

    /** Returns whether a node may have one more pod. */
    boolean allows(int node) {
        int there = nodeCounts.getOrDefault(node, 0);
        return hostSpread()
                        .map(SpreadRule::maxSkew)
                        .filter(most -> there >= most)
                        .isEmpty()
                && !(antiAffinity(false) && there > 0);
    }

    /** Returns which rule limits the pods of a node; empty where none does. */
    Optional<FindingKind> hostRule() {
        if (antiAffinity(false)) {
            return Optional.of(FindingKind.HOST_ANTI_AFFINITY);
        }
        return hostSpread().map(rule -> FindingKind.HARD_HOST_SPREAD);
    }

    /** Counts one more pod. */
    void placed(String zone, int node) {
        zoneCounts.merge(zone, 1, Integer::sum);
        nodeCounts.merge(node, 1, Integer::sum);
    }

    private int pods(String zone) {
        return zoneCounts.getOrDefault(zone, 0);
    }

    private int least(SpreadRule rule) {
        boolean tooFew = zones.size() < rule.minDomains();
        return !rule.honorsTaints() || tooFew
                ? 0
                : zones.stream().mapToInt(this::pods).min().orElse(0);
    }

    private List<SpreadRule> hardSpreads(boolean overZones) {
        return needs.spreads().stream()
                .filter(rule -> rule.hard() && rule.ownPods())
                .filter(rule -> overZones
                        ? PodNeeds.ofZones(rule.topologyKey())
                        : rule.topologyKey().equals(PodNeeds.HOST_KEY))
                .toList();
    }

    private Optional<SpreadRule> hostSpread() {
        return hardSpreads(false).stream()
                .filter(rule -> !rule.honorsTaints())
                .min(Comparator.comparingInt(SpreadRule::maxSkew));
    }

    private boolean antiAffinity(boolean overZones) {
        return needs.antiAffinities().stream()
                .anyMatch(rule -> rule.required()
                        && (overZones
                                ? PodNeeds.ofZones(rule.topologyKey())
                                : rule.topologyKey().equals(PodNeeds.HOST_KEY)));
    }
}
