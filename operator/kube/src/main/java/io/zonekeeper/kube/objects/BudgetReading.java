package io.zonekeeper.kube.objects;

import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.zonekeeper.core.disruption.BudgetFact;
import io.zonekeeper.core.disruption.MaxUnavailable;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;

/** What a budget reports about itself. */
public final class BudgetReading {
    /** The operator of a selector that leaves out zones. */
    public static final String NOT_IN = "NotIn";

    /** As the API server takes it: 0% to 100%. */
    private static final Pattern PERCENTAGE = Pattern.compile("(\\d{1,3})%");

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

    /**
     * Returns the names of the zones whose pods a budget does not select.
     *
     * @param key the label of a pod that names its zone
     */
    public static SortedSet<String> without(PodDisruptionBudget budget, String key) {
        LabelSelector selector = Objects.requireNonNullElseGet(budget.getSpec().getSelector(), LabelSelector::new);
        return selector.getMatchExpressions().stream()
                .filter(expression -> expression.getKey().equals(key)
                        && expression.getOperator().equals(NOT_IN))
                .flatMap(expression -> expression.getValues().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns how many pods a maximum lets go; one that is no number and no percentage lets none go. */
    public static MaxUnavailable maximum(IntOrString maximum) {
        if (maximum.getIntVal() != null) {
            return new MaxUnavailable(Math.max(0, maximum.getIntVal()), false);
        }
        Matcher percentage = PERCENTAGE.matcher(maximum.getStrVal());
        return percentage.matches()
                ? new MaxUnavailable(Integer.parseInt(percentage.group(1)), true)
                : new MaxUnavailable(0, false);
    }

    /** A budget that someone left without a maximum may let any go. */
    private static boolean letsGo(IntOrString maximum) {
        return maximum == null || !maximum(maximum).none();
    }

    private static int count(Integer number) {
        return number == null ? 0 : number;
    }
}
