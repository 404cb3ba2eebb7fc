package io.zonekeeper.kube.objects;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * The custom resource that objects are made for.
 *
 * @param apiVersion its API version
 * @param kind its kind
 * @param namespace its namespace
 * @param name its name
 * @param uid its UID
 */
public record Owner(String apiVersion, String kind, String namespace, String name, String uid) {
    /** Returns the owner that a custom resource is. */
    public static Owner of(HasMetadata resource) {
        return new Owner(
                resource.getApiVersion(),
                resource.getKind(),
                resource.getMetadata().getNamespace(),
                resource.getMetadata().getName(),
                resource.getMetadata().getUid());
    }

    /** Returns the reference by which the garbage collector knows the owner. */
    public ObjectNode reference() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", apiVersion)
                .put("kind", kind)
                .put("name", name)
                .put("uid", uid)
                .put("controller", true)
                .put("blockOwnerDeletion", true);
    }

    /** Returns whether an object was made for this owner. */
    public boolean owns(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(reference -> reference.getUid().equals(uid));
    }

    /**
     * Returns whether an object was made for an owner of this name and has no owner any more, as after {@code kubectl
     * delete --cascade=orphan}: it is taken back, as a Deployment takes back its ReplicaSets.
     */
    public boolean lost(HasMetadata object) {
        return named(object) && object.getMetadata().getOwnerReferences().isEmpty();
    }

    /** Returns whether an object says by its labels that it was made for an owner of this name. */
    public boolean named(HasMetadata object) {
        var labels = object.getMetadata().getLabels();
        return labels != null
                && Labels.ZONEKEEPER.equals(labels.get(Labels.MANAGED_BY))
                && (name.equals(labels.get(Labels.SERVICE)) || name.equals(labels.get(Labels.MONGO)));
    }

    /** Returns whether a foreign object may be taken over. */
    public boolean mayAdopt(HasMetadata object) {
        var annotations = object.getMetadata().getAnnotations();
        return annotations != null && name.equals(annotations.get(Labels.ADOPT));
    }
}
