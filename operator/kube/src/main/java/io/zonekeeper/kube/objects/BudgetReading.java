package io.zonekeeper.kube.objects;

import java.util.Map;
import java.util.Objects;

import io.zonekeeper.core.disruption.BudgetFact;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;

/** What a budget reports about itself. */
public final class BudgetReading {
    private BudgetReading() {}

    /** Returns a budget as plans know it. */
    public static BudgetFact fact(PodDisruptionBudget budget) {
        PodDisruptionBudgetStatus status =
                Objects.requireNonNullElseGet(budget.getStatus(), PodDisruptionBudgetStatus::new);
        Long generation = budget.getMetadata().getGeneration();
        return new BudgetFact(
                letsGo(budget.getSpec().getMaxUnavailable()),
                generation != null
                        && status.getObservedGeneration() != null
                        && status.getObservedGeneration() >= generation,
                count(status.getDisruptionsAllowed()),
                Objects.requireNonNullElse(status.getDisruptedPods(), Map.of()).size(),
                count(status.getCurrentHealthy()),
                count(status.getExpectedPods()));
    }

    /** Returns whether so many is more than none; a budget that someone left without a maximum may let any go. */
    public static boolean letsGo(IntOrString maximum) {
        if (maximum == null) {
            return true;
        }
        return maximum.getIntVal() != null
                ? maximum.getIntVal() > 0
                : !maximum.getStrVal().matches("0+%?");
    }

    private static int count(Integer number) {
        return number == null ? 0 : number;
    }
}
