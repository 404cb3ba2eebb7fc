package io.zonekeeper.controllers.zonedservice.children;

import java.net.HttpURLConnection;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;
import io.zonekeeper.manifests.stacks.PodTemplate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores templates that are too long for an annotation of their stack, each in a ControllerRevision that its service
 * owns.
 *
 * <ol>
 *   <li>A template is stored before the first stack is given it, so that no stack names one that is nowhere.
 *   <li>It is read only while a stack has another template than its service: during a rollout.
 *   <li>When another one is stored, those that no stack has any more are deleted.
 * </ol>
 *
 * <p>Services whose templates fit an annotation, that is nearly all, cost no request here. So nothing is watched; what
 * was stored or read last is remembered.
 */
public final class TemplateRevisions {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateRevisions.class);

    /** Templates remembered: each may be a megabyte. */
    private static final int MOST_REMEMBERED = 32;

    private final KubernetesClient client;
    private final Map<String, PodTemplate> remembered = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PodTemplate> eldest) {
            return size() > MOST_REMEMBERED;
        }
    });

    TemplateRevisions(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Stores a template, where it does not fit an annotation and is not stored yet.
     *
     * @param inUse revisions that stacks of the service have
     * @throws KubernetesClientException when the API server refused it
     */
    void store(Owner owner, PodTemplate template, Set<String> inUse) {
        String key = key(owner, template.revision());
        if (template.fitsAnnotation() || remembered.containsKey(key)) {
            return;
        }
        try {
            client.resource(revision(owner, template)).create();
            deleteUnused(owner, template.revision(), inUse);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            // Stored by whoever led before: its name follows from what it holds.
        }
        remembered.put(key, template);
    }

    /**
     * Returns a stored template; empty where there is none of that revision.
     *
     * @throws KubernetesClientException when it cannot be read now
     */
    Optional<PodTemplate> read(Owner owner, String revision) {
        String key = key(owner, revision);
        PodTemplate known = remembered.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        ControllerRevision stored = client.apps()
                .controllerRevisions()
                .inNamespace(owner.namespace())
                .withName(name(owner, revision))
                .get();
        Optional<PodTemplate> template = Optional.ofNullable(stored)
                .map(ControllerRevision::getData)
                .map(data -> client.getKubernetesSerialization()
                        .convertValue(data, JsonNode.class)
                        .path("template"))
                .filter(JsonNode::isObject)
                .map(PodTemplate::of);
        template.ifPresent(found -> remembered.put(key, found));
        return template;
    }

    private void deleteUnused(Owner owner, String current, Collection<String> inUse) {
        try {
            client
                    .apps()
                    .controllerRevisions()
                    .inNamespace(owner.namespace())
                    .withLabel(Labels.SERVICE, owner.name())
                    // Those of StatefulSets carry the labels of their pods.
                    .withoutLabel(Labels.ZONE)
                    .list()
                    .getItems()
                    .stream()
                    .filter(owner::owns)
                    .filter(stored -> !stored.getMetadata().getName().equals(name(owner, current))
                            && inUse.stream()
                                    .noneMatch(revision ->
                                            stored.getMetadata().getName().equals(name(owner, revision))))
                    .forEach(stored -> client.resource(stored).delete());
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("unused templates cannot be deleted");
        }
    }

    private static ControllerRevision revision(Owner owner, PodTemplate template) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.set("template", template.tree());
        return new ControllerRevisionBuilder()
                .withNewMetadata()
                .withName(name(owner, template.revision()))
                .withNamespace(owner.namespace())
                .addToLabels(Labels.MANAGED_BY, Labels.ZONEKEEPER)
                .addToLabels(Labels.SERVICE, owner.name())
                .withOwnerReferences(
                        new KubernetesSerialization().convertValue(owner.reference(), OwnerReference.class))
                .endMetadata()
                .withData(data)
                .withRevision(1L)
                .build();
    }

    private static String name(Owner owner, String revision) {
        return owner.name() + "-" + revision;
    }

    private static String key(Owner owner, String revision) {
        return owner.uid() + "/" + revision;
    }
}
