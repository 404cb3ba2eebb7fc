package io.zonekeeper.kube.apply;

import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.kube.client.KubernetesClients;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Makes children as they should be, by server-side apply.
 *
 * <ol>
 *   <li>A child that is as desired is left alone.
 *   <li>A foreign object of that name is refused ({@code NameTaken}), unless its annotation lets us adopt it.
 *   <li>A child that someone keeps changing is left alone for a while and told ({@link ChangeContest}).
 *   <li>Else it is applied. Not knowing of a child, we apply without force: the API server then tells of fields that
 *       another owns, and the object is checked before anything is taken.
 *   <li>Whatever an apply ends with is told with the API server's words ({@link ApplyFailures}): a refusal, or a
 *       failure to be tried again.
 * </ol>
 *
 * <p>Invariants: fields of others stay; an object that is not the owner's is never written; applying twice writes once.
 */
public final class ChildApplier {
    private final KubernetesClient client;
    private final ChangeContest contest;
    private final VerifiedChildren verified = new VerifiedChildren();

    /** Creates an applier that writes through a client and tells time by a clock. */
    public ChildApplier(KubernetesClient client, Clock clock) {
        this.client = client;
        this.contest = new ChangeContest(clock);
    }

    /**
     * Makes a child as desired.
     *
     * @param kind its kind
     * @param owner the custom resource it is made for
     * @param wanted the fields to set
     * @param known the child as the cache has it; empty when it has none
     */
    public <T extends HasMetadata> ApplyResult<T> apply(
            ChildKind<T> kind, Owner owner, ObjectNode wanted, Optional<T> known) {
        ObjectNode desired = Fingerprint.mark(wanted);
        if (known.isPresent() && !owner.owns(known.get()) && !mayAdopt(owner, desired, known.get())) {
            return new ApplyResult.Refused<>(NameTaken.of(kind.kind(), owner, known.get()));
        }
        if (known.filter(child -> verified.contains(child, Fingerprint.of(desired)))
                .isPresent()) {
            kind.lighten().accept(known.get());
            return new ApplyResult.Unchanged<>(known.get());
        }
        List<String> differences =
                known.map(child -> FieldDiff.between(desired, tree(child))).orElse(List.of());
        if (known.isPresent() && differences.isEmpty()) {
            verified.add(known.get(), Fingerprint.of(desired));
            kind.lighten().accept(known.get());
            return new ApplyResult.Unchanged<>(known.get());
        }
        String contestant = kind.kind() + "/" + owner.namespace() + "/" + name(desired);
        Optional<Refusal> contested = contest.standDown(contestant, desired, differences);
        if (contested.isPresent()) {
            return ofPodsOnly(contested.get(), differences)
                    ? new ApplyResult.Overridden<>(contested.get())
                    : new ApplyResult.Refused<>(contested.get());
        }
        try {
            return applied(contestant, desired, send(kind, owner, desired, known.isPresent()), known.isPresent());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT && known.isEmpty()) {
                return resolveConflict(kind, owner, contestant, desired, e);
            }
            return failed(kind, desired, e);
        }
    }

    /**
     * Drops what is not needed of a child that was found to be as desired and of which only the status changed since.
     */
    public <T extends HasMetadata> void lighten(ChildKind<T> kind, T child) {
        if (verified.contains(child)) {
            kind.lighten().accept(child);
        }
    }

    /**
     * Sets the number of pods of a workload and nothing else, for one whose other fields the API server does not take.
     *
     * @param known the workload as the cache has it
     * @param replicas pods to ask for
     * @return the workload as it is then; empty when it asks for that many already
     * @throws KubernetesClientException when that fails, too
     */
    public <T extends HasMetadata> Optional<T> scale(ChildKind<T> kind, T known, int replicas) {
        if (tree(known).at("/spec/replicas").asInt(1) == replicas) {
            return Optional.empty();
        }
        return Optional.of(client.resources(kind.type())
                .inNamespace(known.getMetadata().getNamespace())
                .withName(known.getMetadata().getName())
                .patch(KubernetesClients.merging(), "{\"spec\":{\"replicas\":%d}}".formatted(replicas)));
    }

    /** Deletes a child as it is known; one that was made again since then stays. */
    public <T extends HasMetadata> void delete(ChildKind<T> kind, T known) {
        client.resources(kind.type())
                .inNamespace(known.getMetadata().getNamespace())
                .withName(known.getMetadata().getName())
                .lockResourceVersion(known.getMetadata().getResourceVersion())
                .delete();
    }

    private <T extends HasMetadata> ApplyResult<T> resolveConflict(
            ChildKind<T> kind, Owner owner, String contestant, ObjectNode desired, KubernetesClientException conflict) {
        try {
            T existing = client.resources(kind.type())
                    .inNamespace(owner.namespace())
                    .withName(name(desired))
                    .get();
            if (existing == null) {
                return failed(kind, desired, conflict);
            }
            if (!owner.owns(existing) && !mayAdopt(owner, desired, existing)) {
                return new ApplyResult.Refused<>(NameTaken.of(kind.kind(), owner, existing));
            }
            return applied(contestant, desired, send(kind, owner, desired, true), false);
        } catch (KubernetesClientException e) {
            return failed(kind, desired, e);
        }
    }

    private static <T extends HasMetadata> ApplyResult<T> failed(
            ChildKind<T> kind, ObjectNode desired, KubernetesClientException failure) {
        return ApplyFailures.of(kind.kind(), name(desired), failure);
    }

    /** A mirror's image, a sidecar's volume: the pods run as the cluster's rules want them. */
    private static boolean ofPodsOnly(Refusal refusal, List<String> fields) {
        return refusal.reason() == AnyReason.SERVER_CHANGES
                && fields.stream().allMatch(field -> field.startsWith("spec.template."));
    }

    private static String name(ObjectNode desired) {
        return desired.path("metadata").path("name").asText();
    }

    private <T extends HasMetadata> ApplyResult<T> applied(
            String contestant, ObjectNode desired, T answer, boolean corrected) {
        List<String> remaining = FieldDiff.between(desired, tree(answer));
        contest.applied(contestant, desired, remaining, corrected);
        if (remaining.isEmpty()) {
            verified.add(answer, Fingerprint.of(desired));
        }
        return new ApplyResult.Applied<>(answer);
    }

    private <T extends HasMetadata> T send(ChildKind<T> kind, Owner owner, ObjectNode desired, boolean force) {
        var serialization = client.getKubernetesSerialization();
        ObjectNode named = desired.objectNode();
        named.set("apiVersion", desired.path("apiVersion"));
        named.set("kind", desired.path("kind"));
        named.withObjectProperty("metadata")
                .set("name", desired.path("metadata").path("name"));
        return client.resources(kind.type())
                .inNamespace(owner.namespace())
                .resource(serialization.convertValue(named, kind.type()))
                // As text: what is sent is what is desired and no more, and is not decoded on the way.
                .patch(KubernetesClients.applying(force), serialization.asJson(desired));
    }

    private JsonNode tree(HasMetadata object) {
        return client.getKubernetesSerialization().convertValue(object, JsonNode.class);
    }

    /** The selector of a workload cannot be changed: one that selects other pods can never become ours. */
    private boolean mayAdopt(Owner owner, ObjectNode desired, HasMetadata existing) {
        boolean selectable = !NameTaken.selectorIsFixed(existing) || sameSelector(desired, existing);
        return selectable
                && NameTaken.otherController(owner, existing).isEmpty()
                && (owner.mayAdopt(existing) || (owner.lost(existing) && stays(owner)));
    }

    /**
     * The API server is asked, as other controllers do before they adopt: an owner that is being deleted loses its
     * objects because a user wants to keep them, and what it took back would be deleted with it.
     */
    private boolean stays(Owner owner) {
        try {
            GenericKubernetesResource standing = client.genericKubernetesResources(owner.apiVersion(), owner.kind())
                    .inNamespace(owner.namespace())
                    .withName(owner.name())
                    .get();
            return standing != null
                    && standing.getMetadata().getUid().equals(owner.uid())
                    && standing.getMetadata().getDeletionTimestamp() == null;
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private boolean sameSelector(ObjectNode desired, HasMetadata existing) {
        return desired.at("/spec/selector").equals(tree(existing).at("/spec/selector"));
    }
}
