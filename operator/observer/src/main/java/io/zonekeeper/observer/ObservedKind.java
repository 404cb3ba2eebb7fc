package io.zonekeeper.observer;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/**
 * A kind of objects, and what is kept of each while it is watched: a fact, beside what tells the object from others.
 *
 * <p>Objects are read as plain JSON: fabric8's model of a pod alone is a thousand classes, a quarter of an observer's
 * memory. Besides, what does not look as expected is no reason here to stop: it is as if it were absent.
 *
 * @param name the kind's name
 * @param context where the API server has it
 * @param read returns what is kept of an object
 */
record ObservedKind<T>(String name, ResourceDefinitionContext context, Function<GenericKubernetesResource, T> read) {
    private static final String FACT = "fact";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns a kind of Kubernetes itself. */
    static <T> ObservedKind<T> core(
            String name, String plural, boolean namespaced, Function<GenericKubernetesResource, T> read) {
        return new ObservedKind<>(name, context("", "v1", name, plural, namespaced), read);
    }

    /** Returns a kind of Zonekeeper. */
    static <T> ObservedKind<T> ours(String name, String plural, Function<GenericKubernetesResource, T> read) {
        return new ObservedKind<>(name, context("zonekeeper.io", "v1alpha1", name, plural, true), read);
    }

    private static ResourceDefinitionContext context(
            String group, String version, String kind, String plural, boolean namespaced) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(namespaced)
                .build();
    }

    /** Reads what counts of an object, and drops the rest: pods and templates are kilobytes. */
    void prune(GenericKubernetesResource object) {
        T fact = read.apply(object);
        object.setMetadata(new ObjectMetaBuilder()
                .withName(object.getMetadata().getName())
                .withNamespace(object.getMetadata().getNamespace())
                .withUid(object.getMetadata().getUid())
                .withResourceVersion(object.getMetadata().getResourceVersion())
                .build());
        object.setAdditionalProperties(Map.of(FACT, fact));
    }

    /** Returns what counted of an object when it was pruned. */
    @SuppressWarnings("unchecked") // nothing but prune puts it there
    T fact(GenericKubernetesResource pruned) {
        return (T) Objects.requireNonNull(pruned.getAdditionalProperties().get(FACT), "not pruned");
    }

    /** Returns a part of an object that was not pruned yet; null as JSON where it is absent. */
    static JsonNode part(GenericKubernetesResource object, String name) {
        return JSON.valueToTree(object.getAdditionalProperties().get(name));
    }

    /** Returns namespace and name. */
    static String key(GenericKubernetesResource object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }
}
