package io.zonekeeper.observer;

import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * An object of which only little is read, as plain JSON.
 *
 * <p>fabric8's model of a pod alone is a thousand classes, a quarter of an observer's memory. Besides, what does not
 * look as expected is no reason here to stop: it is as if it were absent.
 */
// The interface's own would look for the kind's class, and find this one again.
@JsonDeserialize(using = JsonDeserializer.None.class)
@JsonIgnoreProperties(ignoreUnknown = true)
abstract sealed class LeanObject implements HasMetadata, Namespaced {
    private static final long serialVersionUID = 1;

    private String apiVersion;
    private String kind;
    private ObjectMeta metadata = new ObjectMeta();
    private transient JsonNode spec = MissingNode.getInstance();
    private transient JsonNode status = MissingNode.getInstance();

    /** A pod. */
    @Group("")
    @Version("v1")
    @Kind("Pod")
    @Plural("pods")
    static final class LeanPod extends LeanObject {
        private static final long serialVersionUID = 1;

        @JsonIgnore
        private transient Optional<PodFact> fact = Optional.empty();

        /** Reads what counts, and drops the rest: a pod is kilobytes. */
        void prune() {
            fact = PodFact.of(this);
            drop();
        }

        /** Returns what counted when it was pruned; empty for a pod that cannot be checked. */
        Optional<PodFact> fact() {
            return fact;
        }
    }

    /** Pods, as the API server lists them: without their kind. */
    static final class LeanPodList extends DefaultKubernetesResourceList<LeanPod> {
        private static final long serialVersionUID = 1;
    }

    /** A service spread over zones. */
    @Group("zonekeeper.io")
    @Version("v1alpha1")
    @Kind("ZonedService")
    @Plural("zonedservices")
    static final class LeanService extends LeanObject {
        private static final long serialVersionUID = 1;

        @JsonIgnore
        private transient Optional<ServiceFact> fact = Optional.empty();

        /** Reads what counts, and drops the rest: the pods' template is most of a service. */
        void prune() {
            fact = Optional.of(ServiceFact.of(this));
            drop();
        }

        /** Returns what counted when it was pruned. */
        Optional<ServiceFact> fact() {
            return fact;
        }
    }

    /** Services, as the API server lists them: without their kind. */
    static final class LeanServiceList extends DefaultKubernetesResourceList<LeanService> {
        private static final long serialVersionUID = 1;
    }

    /** Drops all but what tells the object from others: what counts of it was read by then. */
    final void drop() {
        metadata = new ObjectMetaBuilder()
                .withName(metadata.getName())
                .withNamespace(metadata.getNamespace())
                .withUid(metadata.getUid())
                .withResourceVersion(metadata.getResourceVersion())
                .build();
        spec = MissingNode.getInstance();
        status = MissingNode.getInstance();
    }

    /** Returns namespace and name. */
    String key() {
        return metadata.getNamespace() + "/" + metadata.getName();
    }

    public JsonNode getSpec() {
        return spec;
    }

    public void setSpec(JsonNode spec) {
        this.spec = spec;
    }

    public JsonNode getStatus() {
        return status;
    }

    public void setStatus(JsonNode status) {
        this.status = status;
    }

    @Override
    public ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public void setMetadata(ObjectMeta metadata) {
        this.metadata = metadata;
    }

    @Override
    public String getApiVersion() {
        return apiVersion;
    }

    @Override
    public void setApiVersion(String apiVersion) {
        this.apiVersion = apiVersion;
    }

    @Override
    public String getKind() {
        return kind;
    }

    public void setKind(String kind) {
        this.kind = kind;
    }
}
