package io.zonekeeper.manifests.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.NodeReading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;

/**
 * The ZonedService that takes a Deployment's place: its template, its replicas, and the Service of the same selector.
 *
 * <p>The labels of the template stay, so that whatever selects the Deployment's pods selects those of the ZonedService
 * too. Its name is that of the Service, which it takes over.
 *
 * @param manifest the ZonedService, complete
 * @param notes what is different from the Deployment, as sentences
 */
public record MigratedDeployment(ObjectNode manifest, List<String> notes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Fields of a Service that are in both, and their values that need not be written. */
    private static final Map<String, String> FIELDS_WITH_DEFAULTS =
            Map.of("internalTrafficPolicy", "Cluster", "sessionAffinity", "None", "type", "ClusterIP");

    private static final List<String> FIELDS = List.of(
            "trafficDistribution",
            "loadBalancerClass",
            "loadBalancerSourceRanges",
            "sessionAffinityConfig",
            "ipFamilyPolicy",
            "ipFamilies");

    private static final List<String> PORT_FIELDS = List.of("name", "port", "targetPort", "protocol", "appProtocol");
    private static final Set<String> NOT_COPIED =
            Set.of("kubectl.kubernetes.io/last-applied-configuration", Labels.MANAGED_BY, Labels.ADOPT);

    /** Copies the notes. */
    public MigratedDeployment {
        notes = List.copyOf(notes);
    }

    /** Returns the ZonedService of a Deployment and its Service, if it has one. */
    public static MigratedDeployment of(Deployment deployment, Optional<Service> service) {
        List<String> notes = new ArrayList<>();
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("apiVersion", "zonekeeper.io/v1alpha1").put("kind", "ZonedService");
        manifest.putObject("metadata")
                .put(
                        "name",
                        service.map(each -> each.getMetadata().getName())
                                .orElse(deployment.getMetadata().getName()))
                .put("namespace", deployment.getMetadata().getNamespace());
        ObjectNode spec = manifest.putObject("spec");
        spec.put("replicas", Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1));
        JsonNode old = JSON.valueToTree(deployment.getSpec());
        for (String field : List.of("minReadySeconds", "revisionHistoryLimit")) {
            if (old.path(field).asInt() > 0) {
                spec.set(field, old.get(field));
            }
        }
        rollout(spec, old.path("strategy"), notes);
        spec.set("template", template((ObjectNode) old.path("template"), notes));
        service.ifPresent(each -> spec.set("service", service(each)));
        return new MigratedDeployment(manifest, notes);
    }

    /** Returns the name of the ZonedService. */
    public String name() {
        return manifest.at("/metadata/name").asText();
    }

    /** Returns it without its Service: pods only. */
    public ObjectNode withoutService() {
        ObjectNode pods = manifest.deepCopy();
        pods.withObject("/spec").remove("service");
        return pods;
    }

    private static void rollout(ObjectNode spec, JsonNode strategy, List<String> notes) {
        if (strategy.path("type").asText().equals("Recreate")) {
            notes.add("strategy Recreate has no counterpart: pods are replaced one after the other");
        }
        ObjectNode rollout = JSON.createObjectNode();
        for (String field : List.of("maxSurge", "maxUnavailable")) {
            JsonNode value = strategy.path("rollingUpdate").path(field);
            // The default of a Deployment; a ZonedService has one of its own.
            if (!value.isMissingNode() && !value.asText().equals("25%")) {
                rollout.set(field, value);
            }
        }
        if (!rollout.isEmpty()) {
            spec.set("rollout", rollout);
        }
    }

    private static ObjectNode template(ObjectNode written, List<String> notes) {
        ObjectNode template = written.deepCopy();
        if (template.path("metadata") instanceof ObjectNode metadata) {
            metadata.retain("labels", "annotations");
        }
        ObjectNode pod = template.withObject("/spec");
        if (pod.path("topologySpreadConstraints") instanceof ArrayNode constraints) {
            int before = constraints.size();
            for (int i = before - 1; i >= 0; i--) {
                if (constraints.get(i).path("topologyKey").asText().equals(NodeReading.ZONE_LABEL)) {
                    constraints.remove(i);
                }
            }
            if (constraints.size() < before) {
                notes.add("topologySpreadConstraints over zones are omitted: a ZonedService spreads its pods itself");
            }
            if (constraints.isEmpty()) {
                pod.remove("topologySpreadConstraints");
            }
        }
        boolean claims = pod.path("volumes").valueStream().anyMatch(volume -> volume.has("persistentVolumeClaim"));
        if (claims) {
            notes.add("its pods mount a PersistentVolumeClaim: pods in other zones can only if the volume allows it");
        }
        return template;
    }

    private static ObjectNode service(Service service) {
        ObjectNode written = JSON.createObjectNode();
        JsonNode spec = JSON.valueToTree(service.getSpec());
        copied(written, "labels", service.getMetadata().getLabels());
        copied(written, "annotations", service.getMetadata().getAnnotations());
        FIELDS_WITH_DEFAULTS.forEach((field, value) -> {
            if (spec.hasNonNull(field) && !spec.path(field).asText().equals(value)) {
                written.set(field, spec.get(field));
            }
        });
        boolean outside =
                Set.of("NodePort", "LoadBalancer").contains(spec.path("type").asText());
        if (outside && spec.hasNonNull("externalTrafficPolicy")) {
            written.set("externalTrafficPolicy", spec.get("externalTrafficPolicy"));
        }
        if (spec.path("clusterIP").asText().equals("None")) {
            written.put("clusterIP", "None");
        }
        if (spec.path("publishNotReadyAddresses").asBoolean()) {
            written.put("publishNotReadyAddresses", true);
        }
        FIELDS.stream()
                .filter(spec::hasNonNull)
                .filter(field -> !spec.path(field).isEmpty() || spec.path(field).isValueNode())
                .forEach(field -> written.set(field, spec.get(field)));
        ArrayNode ports = written.putArray("ports");
        spec.path("ports").forEach(port -> {
            ObjectNode kept = ports.addObject();
            PORT_FIELDS.stream().filter(port::hasNonNull).forEach(field -> kept.set(field, port.get(field)));
            if (outside && port.path("nodePort").asInt() > 0) {
                kept.set("nodePort", port.get("nodePort"));
            }
        });
        return written;
    }

    private static void copied(ObjectNode written, String field, Map<String, String> values) {
        ObjectNode copy = JSON.createObjectNode();
        Objects.requireNonNullElse(values, Map.<String, String>of()).forEach((key, value) -> {
            if (!NOT_COPIED.contains(key)) {
                copy.put(key, value);
            }
        });
        if (!copy.isEmpty()) {
            written.set(field, copy);
        }
    }
}
