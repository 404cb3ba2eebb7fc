package io.zonekeeper.controllers.zonedservice.pods;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

import io.zonekeeper.manifests.stacks.ServiceFacts;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;

/**
 * Workloads whose controller does not replace pods, or not all of them, because of a field that someone else set: a
 * paused Deployment, a StatefulSet with {@code OnDelete} or a partition. The operator does not set these fields, so
 * they stay as they are; why nothing moves is reported.
 */
public final class SuspendedStacks {
    private SuspendedStacks() {}

    /** Returns by zone name what was set and how to undo it, as a sentence. */
    public static Map<String, String> among(Collection<? extends HasMetadata> stacks) {
        Map<String, String> suspended = new TreeMap<>();
        for (HasMetadata stack : stacks) {
            ServiceFacts.zoneOf(stack)
                    .ifPresent(zone -> suspension(stack).ifPresent(sentence -> suspended.put(zone, sentence)));
        }
        return suspended;
    }

    private static Optional<String> suspension(HasMetadata stack) {
        return switch (stack) {
            case Deployment deployment
            when Boolean.TRUE.equals(deployment.getSpec().getPaused()) ->
                Optional.of(
                        "Deployment %s is paused (spec.paused), so it replaces no pods: kubectl -n %s rollout resume deployment/%s"
                                .formatted(name(stack), namespace(stack), name(stack)));
            case StatefulSet set -> suspension(set, set.getSpec().getUpdateStrategy());
            default -> Optional.empty();
        };
    }

    private static Optional<String> suspension(StatefulSet set, StatefulSetUpdateStrategy strategy) {
        if (strategy == null) {
            return Optional.empty();
        }
        if ("OnDelete".equals(strategy.getType())) {
            return Optional.of(
                    "StatefulSet %s has spec.updateStrategy.type OnDelete, so it replaces no pods: set RollingUpdate (%s), or delete its pods one by one"
                            .formatted(name(set), patch(set, "{\"type\":\"RollingUpdate\"}")));
        }
        int partition = strategy.getRollingUpdate() == null
                ? 0
                : Objects.requireNonNullElse(strategy.getRollingUpdate().getPartition(), 0);
        return partition > 0
                ? Optional.of(
                        "StatefulSet %s has spec.updateStrategy.rollingUpdate.partition %d, so it keeps the pods with a lower number as they are: set it to 0 (%s)"
                                .formatted(name(set), partition, patch(set, "{\"rollingUpdate\":{\"partition\":0}}")))
                : Optional.empty();
    }

    private static String patch(StatefulSet set, String strategy) {
        return "kubectl -n %s patch statefulset/%s -p '{\"spec\":{\"updateStrategy\":%s}}'"
                .formatted(namespace(set), name(set), strategy);
    }

    private static String name(HasMetadata stack) {
        return stack.getMetadata().getName();
    }

    private static String namespace(HasMetadata stack) {
        return Objects.requireNonNullElse(stack.getMetadata().getNamespace(), "default");
    }
}
