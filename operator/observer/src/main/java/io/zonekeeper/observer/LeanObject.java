package io.zonekeeper.observer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.NodeReading;

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
        private transient Optional<CheckedPods> fact = Optional.empty();

        /** Reads what counts, and drops the rest: the pods' template is most of a service. */
        void prune() {
            fact = Optional.of(CheckedPods.of(this));
            drop();
        }

        /** Returns what counted when it was pruned. */
        Optional<CheckedPods> fact() {
            return fact;
        }
    }

    /** Services, as the API server lists them: without their kind. */
    static final class LeanServiceList extends DefaultKubernetesResourceList<LeanService> {
        private static final long serialVersionUID = 1;
    }

    /** What protects existing Services. */
    @Group("zonekeeper.io")
    @Version("v1alpha1")
    @Kind("ZoneFailover")
    @Plural("zonefailovers")
    static final class LeanFailover extends LeanObject {
        private static final long serialVersionUID = 1;

        @JsonIgnore
        private transient Optional<FailoverFact> fact = Optional.empty();

        /** Reads what counts, and drops the rest. */
        void prune() {
            fact = Optional.of(FailoverFact.of(this));
            drop();
        }

        /** Returns what counted when it was pruned. */
        Optional<FailoverFact> fact() {
            return fact;
        }
    }

    /** ZoneFailovers, as the API server lists them: without their kind. */
    static final class LeanFailoverList extends DefaultKubernetesResourceList<LeanFailover> {
        private static final long serialVersionUID = 1;
    }

    /** A Service of Kubernetes. */
    @Group("")
    @Version("v1")
    @Kind("Service")
    @Plural("services")
    static final class LeanKubernetesService extends LeanObject {
        private static final long serialVersionUID = 1;

        @JsonIgnore
        private transient Map<String, String> selector = Map.of();

        /** Reads what its author selects by, and drops the rest. */
        void prune() {
            Map<String, String> read = new HashMap<>();
            getSpec().path("selector").properties().stream()
                    .filter(label -> !label.getKey().startsWith(Labels.OUTSIDE))
                    .forEach(label -> read.put(label.getKey(), label.getValue().asText()));
            selector = read;
            drop();
        }

        /** Returns what its author selects by. */
        Map<String, String> selector() {
            return selector;
        }
    }

    /** Services, as the API server lists them: without their kind. */
    static final class LeanKubernetesServiceList extends DefaultKubernetesResourceList<LeanKubernetesService> {
        private static final long serialVersionUID = 1;
    }

    /** A node. */
    @Group("")
    @Version("v1")
    @Kind("Node")
    @Plural("nodes")
    static final class LeanNode extends LeanObject {
        private static final long serialVersionUID = 1;

        @JsonIgnore
        private transient Optional<String> zone = Optional.empty();

        /** Reads its zone, and drops the rest. */
        void prune() {
            zone = NodeReading.zone(this).map(String::intern);
            drop();
        }

        /** Returns the name of its zone; empty where it has none. */
        Optional<String> zone() {
            return zone;
        }
    }

    /** Nodes, as the API server lists them: without their kind. */
    static final class LeanNodeList extends DefaultKubernetesResourceList<LeanNode> {
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
