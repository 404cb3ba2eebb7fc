package io.zonekeeper.controllers.zonalproxy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.proxy.CheckResult;
import io.zonekeeper.core.proxy.ConfigurationShape;
import io.zonekeeper.core.proxy.Engine;
import io.zonekeeper.core.proxy.ProxySettings;
import io.zonekeeper.core.proxy.Supervisor;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Has the engine's own binary, in the proxy's own image, judge a configuration before any proxy gets it: a pod that
 * runs once, named after the shape it judges, so that whoever leads next finds its answer.
 */
final class ConfigurationCheck {
    static final String LABEL = "zonekeeper.io/configuration-check";
    private static final int SECONDS = 300;

    private final KubernetesClient client;
    private final OperatorMetrics metrics;

    ConfigurationCheck(KubernetesClient client, OperatorMetrics metrics) {
        this.client = client;
        this.metrics = metrics;
    }

    /** Returns the answer, asking for it where it was not asked for yet. */
    CheckResult look(Owner owner, Engine engine, String image, ConfigurationShape shape) {
        String name = name(owner, shape.name());
        Pod pod = client.pods().inNamespace(owner.namespace()).withName(name).get();
        if (pod == null) {
            return ask(owner, engine, image, shape, name);
        }
        if (!owner.owns(pod)) {
            return new CheckResult.Waiting("pod %s exists and is not Zonekeeper's: delete it".formatted(name));
        }
        String phase = pod.getStatus() == null
                ? ""
                : Objects.requireNonNullElse(pod.getStatus().getPhase(), "");
        return switch (phase) {
            case "Succeeded" -> new CheckResult.Valid();
            case "Failed" -> failed(pod);
            default -> new CheckResult.Waiting("pod %s %s".formatted(name, waitsFor(pod)));
        };
    }

    /** Forgets the answers that are not needed any more: all but that on one shape. */
    void forget(Owner owner, Optional<String> but) {
        client.pods().inNamespace(owner.namespace()).withLabel(LABEL, owner.name()).list().getItems().stream()
                .filter(owner::owns)
                .filter(pod -> but.filter(shape -> pod.getMetadata().getName().equals(name(owner, shape)))
                        .isEmpty())
                .forEach(pod -> {
                    long began = System.nanoTime();
                    client.resource(pod).delete();
                    metrics.wrote("Pod", began);
                });
    }

    static String name(Owner owner, String shape) {
        return owner.name() + "-check-" + shape;
    }

    private CheckResult ask(Owner owner, Engine engine, String image, ConfigurationShape shape, String name) {
        try {
            forget(owner, Optional.of(shape.name()));
            Pod pod =
                    client.getKubernetesSerialization().convertValue(pod(owner, engine, image, shape, name), Pod.class);
            long began = System.nanoTime();
            client.resource(pod).create();
            metrics.wrote("Pod", began);
        } catch (KubernetesClientException e) {
            if (e.getCode() == 403 || e.getCode() == 422) {
                return new CheckResult.Waiting("the API server refuses pod %s: %s".formatted(name, e.getMessage()));
            }
            if (e.getCode() != 409) {
                throw e;
            }
        }
        return new CheckResult.Waiting("pod %s was started".formatted(name));
    }

    private static CheckResult failed(Pod pod) {
        Optional<ContainerStateTerminated> end = statuses(pod).stream()
                .map(status ->
                        status.getState() == null ? null : status.getState().getTerminated())
                .filter(Objects::nonNull)
                .findFirst();
        // A pod that was evicted or ran out of time says nothing of the configuration.
        return end.filter(terminated -> terminated.getExitCode() != null && terminated.getExitCode() < 128)
                .<CheckResult>map(terminated -> new CheckResult.Invalid(
                        Objects.requireNonNullElse(terminated.getMessage(), "exit code " + terminated.getExitCode())
                                .strip()))
                .orElseGet(() -> new CheckResult.Waiting("pod %s ended without a result (%s): delete it to retry"
                        .formatted(
                                pod.getMetadata().getName(),
                                Objects.requireNonNullElse(pod.getStatus().getReason(), "killed"))));
    }

    private static String waitsFor(Pod pod) {
        return statuses(pod).stream()
                .map(status ->
                        status.getState() == null ? null : status.getState().getWaiting())
                .filter(Objects::nonNull)
                .findFirst()
                .map((ContainerStateWaiting waiting) -> "waits: %s %s"
                        .formatted(waiting.getReason(), Objects.requireNonNullElse(waiting.getMessage(), "")))
                .orElse("has not ended")
                .strip();
    }

    private static List<ContainerStatus> statuses(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getContainerStatuses() == null
                ? List.of()
                : pod.getStatus().getContainerStatuses();
    }

    static ObjectNode pod(Owner owner, Engine engine, String image, ConfigurationShape shape, String name) {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata");
        metadata.put("name", name).put("namespace", owner.namespace());
        ObjectNode labels = metadata.putObject("labels");
        // Not the label of the proxies' Service: this pod serves nobody.
        Map.of(Labels.MANAGED_BY, Labels.ZONEKEEPER, LABEL, owner.name()).forEach(labels::put);
        metadata.putArray("ownerReferences").add(owner.reference());
        ObjectNode spec = pod.putObject("spec");
        spec.put("restartPolicy", "Never")
                .put("activeDeadlineSeconds", SECONDS)
                .put("automountServiceAccountToken", false)
                .put("enableServiceLinks", false);
        spec.set("securityContext", ProxyChild.podSecurity());
        ObjectNode container = spec.putArray("containers").addObject();
        container.put("name", "check").put("image", image).put("terminationMessagePolicy", "FallbackToLogsOnError");
        container
                .putArray("command")
                .add("/bin/sh")
                .add("-c")
                .add(Supervisor.check())
                .add("check")
                .add(ProxySettings.RUN_FOLDER);
        engine.check().forEach(container.withArrayProperty("command")::add);
        // What a kubelet would take for one of its variables is escaped.
        container
                .putArray("env")
                .addObject()
                .put("name", "CONFIGURATION")
                .put("value", shape.sample().replace("$(", "$$("));
        container.set("securityContext", ProxyChild.security(false));
        ProxyChild.writable(spec, container);
        return pod;
    }
}
