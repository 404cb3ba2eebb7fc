package io.zonekeeper.kube.client;

import java.util.Optional;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Something that this process may be permitted to do.
 *
 * @param group of the resource; empty for the core group
 * @param resource its plural
 * @param verb what is done with it
 * @param name of the only object; empty for all objects
 */
public record Permission(String group, String resource, String verb, Optional<String> name) {
    /** Creates the permission for all objects of a resource. */
    public Permission(String group, String resource, String verb) {
        this(group, resource, verb, Optional.empty());
    }

    /** Returns the permission to watch a kind. */
    public static Permission toWatch(Class<? extends HasMetadata> kind) {
        return new Permission(HasMetadata.getGroup(kind), HasMetadata.getPlural(kind), "watch");
    }

    /**
     * Asks the API server whether this process has it.
     *
     * @param namespace where; empty for everywhere
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when that cannot be asked
     */
    public boolean granted(KubernetesClient client, Optional<String> namespace) {
        var attributes = new ResourceAttributesBuilder()
                .withGroup(group)
                .withResource(resource)
                .withVerb(verb);
        name.ifPresent(attributes::withName);
        namespace.ifPresent(attributes::withNamespace);
        var answer = client.resource(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withResourceAttributes(attributes.build())
                        .endSpec()
                        .build())
                .create();
        return answer.getStatus() != null
                && Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }
}
