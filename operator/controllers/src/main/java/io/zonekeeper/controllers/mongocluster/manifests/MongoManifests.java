package io.zonekeeper.controllers.mongocluster.manifests;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.zonekeeper.api.v1alpha1.MongoClusterSpec;
import io.zonekeeper.api.v1alpha1.MongoClusterSpec.Scheduling;
import io.zonekeeper.api.v1alpha1.MongoClusterSpec.Toleration;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the pods of mongod and mongos have in common: security, key file, certificates.
 *
 * <p>The key file is copied by an init container, for mongod refuses one that a group may read, and volumes of Secrets
 * are readable for the pod's group.
 */
public final class MongoManifests {
    /** User and group {@code mongodb} of MongoDB's image. */
    private static final int MONGODB = 999;

    private static final String KEY_FOLDER = "/etc/zonekeeper/key";
    private static final String RUN_FOLDER = "/run/zonekeeper";
    private static final String TLS_FOLDER = "/etc/zonekeeper/tls";

    private MongoManifests() {}

    static ObjectNode object(String apiVersion, String kind, Owner owner, String name, Map<String, String> labels) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", apiVersion).put("kind", kind);
        ObjectNode metadata = object.putObject("metadata").put("name", name).put("namespace", owner.namespace());
        Map<String, String> all = new TreeMap<>(labels);
        all.put(Labels.MANAGED_BY, Labels.ZONEKEEPER);
        all.put(Labels.MONGO, owner.name());
        ObjectNode written = metadata.putObject("labels");
        all.forEach(written::put);
        metadata.putArray("ownerReferences").add(owner.reference());
        return object;
    }

    /** Puts what every pod has into a pod's spec. */
    static void pod(ObjectNode pod, MongoClusterSpec spec) {
        pod.putObject("securityContext")
                .put("runAsNonRoot", true)
                .put("runAsUser", MONGODB)
                .put("runAsGroup", MONGODB)
                .put("fsGroup", MONGODB)
                .putObject("seccompProfile")
                .put("type", "RuntimeDefault");
        pod.put("automountServiceAccountToken", false);
        ArrayNode volumes = pod.putArray("volumes");
        volumes.addObject().put("name", "run").putObject("emptyDir");
        volumes.addObject().put("name", "tmp").putObject("emptyDir");
        if (spec.auth() != null) {
            volumes.addObject()
                    .put("name", "key")
                    .putObject("secret")
                    .put("secretName", spec.auth().keyFileSecret());
            ObjectNode copy = container(
                    pod.withArrayProperty("initContainers"),
                    "key-file",
                    spec,
                    List.of("install", "-m", "400", KEY_FOLDER + "/keyFile", RUN_FOLDER + "/keyFile"));
            copy.withArrayProperty("volumeMounts")
                    .addObject()
                    .put("name", "key")
                    .put("mountPath", KEY_FOLDER);
        }
        if (spec.tls() != null) {
            volumes.addObject()
                    .put("name", "tls")
                    .putObject("secret")
                    .put("secretName", spec.tls().secret());
        }
        schedule(pod, spec.scheduling());
    }

    /** Adds a container with what every container has. */
    static ObjectNode container(ArrayNode list, String name, MongoClusterSpec spec, List<String> command) {
        ObjectNode container = list.addObject().put("name", name).put("image", spec.image());
        ArrayNode words = container.putArray("command");
        command.forEach(words::add);
        ObjectNode security = container
                .putObject("securityContext")
                .put("allowPrivilegeEscalation", false)
                .put("readOnlyRootFilesystem", true);
        security.putObject("capabilities").putArray("drop").add("ALL");
        ArrayNode mounts = container.putArray("volumeMounts");
        mounts.addObject().put("name", "run").put("mountPath", RUN_FOLDER);
        mounts.addObject().put("name", "tmp").put("mountPath", "/tmp");
        if (spec.tls() != null) {
            mounts.addObject().put("name", "tls").put("mountPath", TLS_FOLDER).put("readOnly", true);
        }
        return container;
    }

    /**
     * Makes a container a server: port and readiness. There is no liveness probe: a server that ended is started again
     * by its kubelet, and one that waits for others must not be.
     */
    static void server(ObjectNode container, JsonNode resources) {
        container.putArray("ports").addObject().put("name", "mongo").put("containerPort", MongoNames.PORT);
        container
                .putObject("readinessProbe")
                .put("periodSeconds", 5)
                .put("failureThreshold", 2)
                .putObject("tcpSocket")
                .put("port", MongoNames.PORT);
        if (resources != null) {
            container.set("resources", resources);
        }
    }

    /**
     * Gives init containers what the server gets: a quota refuses a pod with a container that asks for nothing, and
     * they run before the server, not beside it, so the pod asks for no more than it does.
     */
    static void initResources(ObjectNode pod, JsonNode resources) {
        if (resources != null) {
            pod.path("initContainers")
                    .forEach(container -> ((ObjectNode) container).set("resources", resources.deepCopy()));
        }
    }

    /** Returns the arguments by which servers know each other and encrypt. */
    static List<String> security(MongoClusterSpec spec) {
        List<String> arguments = new java.util.ArrayList<>();
        if (spec.auth() != null) {
            arguments.addAll(List.of("--keyFile", RUN_FOLDER + "/keyFile"));
        }
        if (spec.tls() != null) {
            arguments.addAll(List.of(
                    "--tlsMode",
                    "requireTLS",
                    "--tlsCertificateKeyFile",
                    TLS_FOLDER + "/tls-combined.pem",
                    "--tlsCAFile",
                    TLS_FOLDER + "/ca.crt",
                    "--tlsAllowConnectionsWithoutCertificates"));
        }
        return arguments;
    }

    /**
     * Returns a budget over pods. A closed one asks for more pods than there can be: {@code maxUnavailable: 0} is
     * counted from what the workloads ask for, so that an eviction would pass while a scale-down is refused by the
     * policy.
     */
    public static ObjectNode budget(Owner owner, String name, Map<String, String> pods, boolean open) {
        ObjectNode budget = object("policy/v1", "PodDisruptionBudget", owner, name, Map.of());
        ObjectNode body = budget.putObject("spec");
        if (open) {
            body.put("maxUnavailable", 1);
        } else {
            body.put("minAvailable", Integer.MAX_VALUE);
        }
        // A server that is not ready may still serve others, or be about to.
        body.put("unhealthyPodEvictionPolicy", "IfHealthyBudget");
        ObjectNode labels = body.putObject("selector").putObject("matchLabels");
        new TreeMap<>(pods).forEach(labels::put);
        return budget;
    }

    private static void schedule(ObjectNode pod, Scheduling scheduling) {
        if (scheduling == null) {
            return;
        }
        if (scheduling.nodeSelector() != null) {
            ObjectNode selector = pod.putObject("nodeSelector");
            new TreeMap<>(scheduling.nodeSelector()).forEach(selector::put);
        }
        if (scheduling.priorityClassName() != null) {
            pod.put("priorityClassName", scheduling.priorityClassName());
        }
        List<Toleration> tolerations = Objects.requireNonNullElse(scheduling.tolerations(), List.of());
        if (!tolerations.isEmpty()) {
            ArrayNode list = pod.putArray("tolerations");
            tolerations.forEach(toleration -> tolerate(list.addObject(), toleration));
        }
    }

    private static void tolerate(ObjectNode node, Toleration toleration) {
        putUnlessNull(node, "key", toleration.key());
        putUnlessNull(node, "operator", toleration.operator());
        putUnlessNull(node, "value", toleration.value());
        putUnlessNull(node, "effect", toleration.effect());
        if (toleration.tolerationSeconds() != null) {
            node.put("tolerationSeconds", toleration.tolerationSeconds());
        }
    }

    private static void putUnlessNull(ObjectNode node, String field, String value) {
        if (value != null) {
            node.put(field, value);
        }
    }
}
