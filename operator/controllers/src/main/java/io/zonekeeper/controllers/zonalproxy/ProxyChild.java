package io.zonekeeper.controllers.zonalproxy;

import java.util.List;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.Rollout;
import io.zonekeeper.api.v1alpha1.ZonalProxySpec;
import io.zonekeeper.core.proxy.Engine;
import io.zonekeeper.core.proxy.ProxySettings;
import io.zonekeeper.core.proxy.Supervisor;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;
import io.zonekeeper.manifests.proxies.ProxySpecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The ZonedService that runs the proxies: placement, rollouts, budgets and the way out of a zone are those of every
 * service.
 *
 * <p>A zone's failure only takes traffic from its proxies: more of them elsewhere would serve nobody, as each zone's
 * clients have their own. All zones have the same template: a pod finds its zone's file by the environment variable
 * that every container gets, so that a zone which comes later changes no pod.
 */
final class ProxyChild {
    private static final String FILES = "/etc/zonekeeper";
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;
    private static final String FOLDER_SIZE = "512Mi";

    /** Not root, and no user that a node could know. */
    private static final int USER = 65532;

    private final Owner owner;
    private final ZonalProxySpec spec;
    private final Engine engine;

    ProxyChild(Owner owner, ZonalProxySpec spec) {
        this.owner = owner;
        this.spec = spec;
        this.engine = ProxySpecs.settings(spec).engine();
    }

    /**
     * Returns the object to apply.
     *
     * @param zones how many there are
     * @param rollout what is asked for now, which counts for the last good configuration too; empty for its defaults
     */
    ObjectNode render(int zones, Optional<Rollout> rollout) {
        ObjectNode service = JsonNodeFactory.instance.objectNode();
        service.put("apiVersion", "zonekeeper.io/v1alpha1").put("kind", "ZonedService");
        service.set("metadata", metadata(owner, owner.name()));
        ObjectNode body = service.putObject("spec");
        body.put("replicas", ProxySpecs.replicasPerZone(spec) * zones);
        body.set("template", template());
        body.set("service", front());
        ObjectNode check = body.putArray("healthChecks").addObject();
        check.put("name", "ready");
        check.putObject("httpGet").put("path", ProxySettings.READINESS_PATH).put("port", ProxySettings.READINESS_PORT);
        body.putObject("zoneFailure").put("action", "StopTraffic");
        rollout.ifPresent(asked -> body.set("rollout", ProxyFiles.JSON.valueToTree(asked)));
        return service;
    }

    static ObjectNode metadata(Owner owner, String name) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.put("name", name).put("namespace", owner.namespace());
        metadata.putObject("labels").put(Labels.MANAGED_BY, Labels.ZONEKEEPER).put(Labels.SERVICE, owner.name());
        metadata.putArray("ownerReferences").add(owner.reference());
        return metadata;
    }

    private ObjectNode front() {
        Optional<ZonalProxySpec.FrontService> asked = Optional.ofNullable(spec.service());
        ObjectNode front = JsonNodeFactory.instance.objectNode();
        asked.map(ZonalProxySpec.FrontService::type)
                .ifPresent(type -> front.put(
                        "type",
                        switch (type) {
                            case CLUSTER_IP -> "ClusterIP";
                            case NODE_PORT -> "NodePort";
                            case LOAD_BALANCER -> "LoadBalancer";
                        }));
        asked.map(ZonalProxySpec.FrontService::annotations).ifPresent(annotations -> {
            ObjectNode written = front.putObject("annotations");
            annotations.forEach(written::put);
        });
        front.putArray("ports")
                .addObject()
                .put("name", "http")
                .put("port", asked.map(ZonalProxySpec.FrontService::port).orElse(spec.listen()))
                .put("targetPort", spec.listen());
        front.put("trafficDistribution", "PreferSameZone");
        return front;
    }

    private ObjectNode template() {
        ObjectNode template = JsonNodeFactory.instance.objectNode();
        template.putObject("metadata").putObject("labels").put("app.kubernetes.io/name", engine.word());
        ObjectNode pod = template.putObject("spec");
        pod.put("terminationGracePeriodSeconds", 45);
        pod.put("automountServiceAccountToken", false);
        pod.set("securityContext", podSecurity());
        ObjectNode spread = pod.putArray("topologySpreadConstraints").addObject();
        spread.put("maxSkew", 1)
                .put("topologyKey", "kubernetes.io/hostname")
                .put("whenUnsatisfiable", "ScheduleAnyway")
                .putObject("labelSelector")
                .putObject("matchLabels")
                .put(Labels.SERVICE, owner.name());
        ObjectNode container = pod.putArray("containers").addObject();
        container.put("name", "proxy").put("image", spec.image());
        // What looks like a variable to a kubelet is none here.
        container
                .putArray("command")
                .add("/bin/sh")
                .add("-c")
                .add(Supervisor.script().replace("$(", "$$("))
                .add("supervise");
        container
                .putArray("args")
                .add(engine.word())
                .add(Integer.toString(spec.listen()))
                .add(FILES + "/$(ZONEKEEPER_ZONE)." + engine.extension())
                .add(ProxySettings.RUN_FOLDER);
        container.putArray("ports").addObject().put("name", "http").put("containerPort", spec.listen());
        Optional.ofNullable(spec.resources())
                .filter(JsonNode::isObject)
                .ifPresent(resources -> container.set("resources", resources));
        probe(container
                .putObject("readinessProbe")
                .put("periodSeconds", 2)
                .put("timeoutSeconds", 3)
                .put("failureThreshold", 2));
        container
                .putObject("livenessProbe")
                .put("initialDelaySeconds", 30)
                .put("periodSeconds", 10)
                .put("failureThreshold", 6)
                .putObject("tcpSocket")
                .put("port", spec.listen());
        container.set("securityContext", security(spec.listen() < FIRST_UNPRIVILEGED_PORT));
        folders(pod, container);
        return template;
    }

    private static void probe(ObjectNode probe) {
        probe.putObject("httpGet").put("path", ProxySettings.READINESS_PATH).put("port", ProxySettings.READINESS_PORT);
    }

    private void folders(ObjectNode pod, ObjectNode container) {
        var volumes = pod.putArray("volumes");
        volumes.addObject().put("name", "files").putObject("configMap").put("name", ProxyFiles.name(owner.name()));
        writable(pod, container);
        container
                .withArrayProperty("volumeMounts")
                .addObject()
                .put("name", "files")
                .put("mountPath", FILES);
    }

    /**
     * The folders that an engine writes in; all others are read-only. Nothing that comes from clients is written: the
     * limit is several times what Varnish's log in shared memory and compiled programs take.
     */
    static void writable(ObjectNode pod, ObjectNode container) {
        for (String folder : List.of("run", "tmp")) {
            pod.withArrayProperty("volumes")
                    .addObject()
                    .put("name", folder)
                    .putObject("emptyDir")
                    .put("sizeLimit", FOLDER_SIZE);
        }
        container
                .withArrayProperty("volumeMounts")
                .addObject()
                .put("name", "run")
                .put("mountPath", ProxySettings.RUN_FOLDER);
        container
                .withArrayProperty("volumeMounts")
                .addObject()
                .put("name", "tmp")
                .put("mountPath", "/tmp");
    }

    /** As the restricted Pod Security standard wants it. */
    static ObjectNode podSecurity() {
        ObjectNode security = JsonNodeFactory.instance.objectNode();
        security.put("runAsNonRoot", true)
                .put("runAsUser", USER)
                .put("runAsGroup", USER)
                .put("fsGroup", USER);
        security.putObject("seccompProfile").put("type", "RuntimeDefault");
        return security;
    }

    static ObjectNode security(boolean lowPort) {
        ObjectNode security = JsonNodeFactory.instance.objectNode();
        security.put("allowPrivilegeEscalation", false).put("readOnlyRootFilesystem", true);
        ObjectNode capabilities = security.putObject("capabilities");
        capabilities.putArray("drop").add("ALL");
        if (lowPort) {
            capabilities.putArray("add").add("NET_BIND_SERVICE");
        }
        return security;
    }
}
