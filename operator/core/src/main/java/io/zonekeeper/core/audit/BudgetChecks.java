package io.zonekeeper.core.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.zonekeeper.core.audit.Rescheduling.Outcome;
import io.zonekeeper.core.audit.WorkloadIndex.Found;
import io.zonekeeper.core.audit.facts.ClusterSnapshot;
import io.zonekeeper.core.audit.facts.DisruptionBudget;
import io.zonekeeper.core.audit.facts.PodFact;
import io.zonekeeper.core.audit.findings.Finding;
import io.zonekeeper.core.audit.findings.FindingKind;

/** Whether PodDisruptionBudgets let the nodes of a zone be drained. */
final class BudgetChecks {
    /** How many of the pods have to be ready in the other zones where no budget states it: as in Zonekeeper. */
    private static final int MIN_READY_PERCENT = 60;

    private final IdentityHashMap<Workload, List<DisruptionBudget>> budgets = new IdentityHashMap<>();
    private final Map<DisruptionBudget, Integer> pods = new HashMap<>();
    private final IdentityHashMap<Workload, Set<String>> overlaps = new IdentityHashMap<>();

    BudgetChecks(ClusterSnapshot snapshot, Found workloads, LabelIndex index) {
        IdentityHashMap<PodFact, List<DisruptionBudget>> byPod = new IdentityHashMap<>();
        for (DisruptionBudget budget : snapshot.budgets()) {
            Set<Workload> concerned = Collections.newSetFromMap(new IdentityHashMap<>());
            for (PodFact pod : index.select(budget.namespace(), budget.selector())) {
                byPod.computeIfAbsent(pod, key -> new ArrayList<>()).add(budget);
                workloads.of(pod).ifPresent(concerned::add);
            }
            pods.put(budget, concerned.stream().mapToInt(Workload::desired).sum());
            concerned.forEach(workload ->
                    budgets.computeIfAbsent(workload, key -> new ArrayList<>()).add(budget));
        }
        byPod.forEach((pod, several) -> {
            if (several.size() > 1) {
                workloads
                        .of(pod)
                        .ifPresent(workload -> overlaps.computeIfAbsent(workload, key -> new TreeSet<>())
                                .addAll(several.stream()
                                        .map(DisruptionBudget::name)
                                        .toList()));
            }
        });
    }

    /**
     * How many ready pods a workload has to keep.
     *
     * @param pods the number
     * @param from what sets it
     */
    record Minimum(int pods, String from) {}

    Minimum minimum(Workload workload) {
        int desired = workload.desired();
        return of(workload).stream()
                .filter(budget -> budget.minAvailable().isPresent() && pods.get(budget) == desired)
                .map(budget ->
                        new Minimum(budget.mustStay(desired), "minAvailable of PodDisruptionBudget " + budget.name()))
                // One that no pod may miss is an error of the budget, not a need of the workload.
                .filter(minimum -> minimum.pods() < desired)
                .findFirst()
                .orElseGet(() -> new Minimum(
                        Math.ceilDiv(desired * MIN_READY_PERCENT, 100), MIN_READY_PERCENT + " % of the replicas"));
    }

    /** Returns what a drain of a workload's nodes would meet. */
    List<Finding> findings(Workload workload, Map<String, Outcome> outcomes) {
        List<Finding> findings = new ArrayList<>();
        Optional.ofNullable(overlaps.get(workload))
                .ifPresent(names -> findings.add(new Finding(
                        FindingKind.BUDGETS_OVERLAP,
                        "The PodDisruptionBudgets %s select the same pods, so that every eviction is refused."
                                .formatted(String.join(" and ", names)),
                        "Delete all but one of the PodDisruptionBudgets %s, or change spec.selector."
                                .formatted(String.join(", ", names)))));
        for (DisruptionBudget budget : of(workload)) {
            blocked(workload, budget)
                    .or(() -> exhausted(budget))
                    .or(() -> keepsUnready(workload, budget, outcomes))
                    .ifPresent(findings::add);
        }
        return findings;
    }

    private Optional<Finding> blocked(Workload workload, DisruptionBudget budget) {
        int all = pods.get(budget);
        if (all == 0 || budget.mustStay(all) < all) {
            return Optional.empty();
        }
        String rule = budget.minAvailable()
                .map(text -> "minAvailable: %s of %d pods".formatted(text, all))
                .orElseGet(() -> "maxUnavailable: " + budget.maxUnavailable().orElse("0"));
        String change = budget.minAvailable().isEmpty()
                ? "Set spec.maxUnavailable: 1 in PodDisruptionBudget %s.".formatted(budget.name())
                : "Replace spec.minAvailable by spec.maxUnavailable: 1 in PodDisruptionBudget %s."
                        .formatted(budget.name());
        return Optional.of(new Finding(
                FindingKind.BUDGET_BLOCKS_DRAIN,
                "PodDisruptionBudget %s (%s) allows no pod of %s to be evicted: a drain of its nodes never ends."
                        .formatted(budget.name(), rule, workload.name().name()),
                change));
    }

    private static Optional<Finding> exhausted(DisruptionBudget budget) {
        return budget.status()
                .filter(status -> status.allowed() == 0)
                .map(status -> new Finding(
                        FindingKind.BUDGET_EXHAUSTED,
                        "PodDisruptionBudget %s allows no eviction now: %d pods are ready, and %d have to stay."
                                .formatted(budget.name(), status.healthy(), status.desired()),
                        "See why pods of PodDisruptionBudget %s are not ready.".formatted(budget.name())));
    }

    private static Optional<Finding> keepsUnready(
            Workload workload, DisruptionBudget budget, Map<String, Outcome> outcomes) {
        if (budget.evictsUnhealthy()) {
            return Optional.empty();
        }
        int stay = budget.mustStay(workload.desired());
        SortedMap<String, Integer> zones = outcomes.entrySet().stream()
                .filter(zone -> zone.getValue().notReplaced() > 0
                        && workload.ready() - zone.getValue().notReplaced() < stay)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, zone -> zone.getValue().notReplaced(), Integer::sum, TreeMap::new));
        if (zones.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                FindingKind.BUDGET_KEEPS_UNREADY,
                List.copyOf(zones.keySet()),
                "Without %s, PodDisruptionBudget %s would not let its unready pods be evicted: %d have to stay ready."
                        .formatted(String.join(" or ", zones.keySet()), budget.name(), stay),
                "Set spec.unhealthyPodEvictionPolicy: AlwaysAllow in PodDisruptionBudget %s."
                        .formatted(budget.name())));
    }

    private List<DisruptionBudget> of(Workload workload) {
        return budgets.getOrDefault(workload, List.of());
    }
}
