package io.zonekeeper.kube.objects;

import java.util.List;
import java.util.Objects;

import io.zonekeeper.core.disruption.BudgetFact;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

/**
 * What a reconcile decides by of a child: a change of it is news.
 *
 * <p>While pods start, the counts of their stack change several times each; decided by are the ready ones, and whether
 * the stack is as it was asked to be. The other counts are read along with the next news, which comes when they have
 * become what was asked for.
 *
 * @param facts values that are compared, in a fixed order
 */
public record RelevantFields(List<Object> facts) {
    public static RelevantFields of(HasMetadata child) {
        return switch (child) {
            case Deployment deployment -> of(deployment);
            case StatefulSet statefulSet -> of(statefulSet);
            case PodDisruptionBudget budget -> of(budget);
            default -> new RelevantFields(List.of(child.getMetadata().getResourceVersion()));
        };
    }

    private static RelevantFields of(Deployment deployment) {
        DeploymentStatus status = Objects.requireNonNullElseGet(deployment.getStatus(), DeploymentStatus::new);
        return stack(
                count(deployment.getMetadata().getGeneration()),
                count(status.getObservedGeneration()),
                count(deployment.getSpec().getReplicas()),
                count(status.getReplicas()),
                count(status.getReadyReplicas()),
                count(status.getUpdatedReplicas()),
                DeploymentProblems.of(status).stream()
                        .map(condition -> condition.getType() + condition.getStatus() + condition.getMessage())
                        .toList());
    }

    private static RelevantFields of(StatefulSet statefulSet) {
        StatefulSetStatus status = Objects.requireNonNullElseGet(statefulSet.getStatus(), StatefulSetStatus::new);
        return stack(
                count(statefulSet.getMetadata().getGeneration()),
                count(status.getObservedGeneration()),
                count(statefulSet.getSpec().getReplicas()),
                count(status.getReplicas()),
                count(status.getReadyReplicas()),
                count(status.getUpdatedReplicas()),
                List.of(
                        Objects.requireNonNullElse(status.getCurrentRevision(), ""),
                        Objects.requireNonNullElse(status.getUpdateRevision(), "")));
    }

    private static RelevantFields stack(
            long generation, long observed, long desired, long pods, long ready, long updated, List<String> more) {
        boolean settled = observed >= generation;
        return new RelevantFields(List.of(
                generation,
                ready,
                settled && pods == desired && ready >= desired && updated >= desired,
                pods > desired,
                updated < pods,
                more));
    }

    /** Counts of an open budget change with every eviction, and its stack tells of that. */
    private static RelevantFields of(PodDisruptionBudget budget) {
        BudgetFact fact = BudgetReading.fact(budget);
        return new RelevantFields(List.of(
                count(budget.getMetadata().getGeneration()),
                fact.open(),
                fact.open() || fact.observed(),
                fact.open() || fact.allowed() == 0,
                fact.open() || fact.disrupted() == 0,
                fact.open() || fact.healthy() >= fact.expected(),
                fact.open() ? 0 : fact.expected()));
    }

    private static long count(Number number) {
        return number == null ? 0L : number.longValue();
    }
}
