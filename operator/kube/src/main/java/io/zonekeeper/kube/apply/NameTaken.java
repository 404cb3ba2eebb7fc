package io.zonekeeper.kube.apply;

import java.util.Optional;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

/** An object of another owner that has the name of one of our children, and what a user can do about it. */
final class NameTaken {
    private NameTaken() {}

    /**
     * Returns the refusal.
     *
     * @param kind the kind of the object
     * @param owner whose child was to have the name
     * @param existing the object that has it
     */
    static Refusal of(String kind, Owner owner, HasMetadata existing) {
        String name = existing.getMetadata().getName();
        Optional<OwnerReference> controller = otherController(owner, existing);
        String sentence = controller
                .map(other -> other.getKind().equals(owner.kind())
                                && other.getName().equals(owner.name())
                        ? "%s %s belongs to an earlier %s %s and is deleted with it; retrying"
                                .formatted(kind, name, owner.kind(), owner.name())
                        : "%s %s belongs to %s %s, and an object has one controller: rename %s or %s"
                                .formatted(kind, name, other.getKind(), other.getName(), owner.name(), other.getName()))
                .orElseGet(() -> "%s %s exists and is not Zonekeeper's: rename one of the two, or %s"
                        .formatted(kind, name, way(owner, existing)));
        return new Refusal(AnyReason.NAME_TAKEN, sentence);
    }

    /** Returns what else controls an object: the API server takes no second controller, so it cannot be handed over. */
    static Optional<OwnerReference> otherController(Owner owner, HasMetadata existing) {
        return existing.getMetadata().getOwnerReferences().stream()
                .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                .filter(reference -> !owner.uid().equals(reference.getUid()))
                .findFirst();
    }

    /** The selector of a workload cannot be changed: one that selects other pods can never become ours. */
    static boolean selectorIsFixed(HasMetadata existing) {
        return !(existing instanceof Service || existing instanceof PodDisruptionBudget);
    }

    private static String way(Owner owner, HasMetadata existing) {
        return selectorIsFixed(existing) && !owner.named(existing)
                ? "delete it (its selector cannot be changed, so it cannot be handed over)"
                : "annotate it %s=%s to hand it over".formatted(Labels.ADOPT, owner.name());
    }
}
