package io.zonekeeper.cli.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.kube.objects.Labels;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;

/** What a migration reads and writes, in one namespace, as the user who runs it. */
public final class MigrationCluster {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final Cluster cluster;
    private final String namespace;

    public MigrationCluster(Cluster cluster) {
        this.cluster = cluster;
        this.namespace = cluster.namespace();
    }

    public Deployment deployment(String name) {
        return Optional.ofNullable(cluster.ask(() -> cluster.client()
                        .apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(name)
                        .get()))
                .orElseThrow(() -> {
                    List<String> known = cluster
                            .ask(() -> cluster.client()
                                    .apps()
                                    .deployments()
                                    .inNamespace(namespace)
                                    .list()
                                    .getItems())
                            .stream()
                            .map(each -> each.getMetadata().getName())
                            .toList();
                    return Problem.input("namespace %s has no Deployment \"%s\".%s Existing ones: %s"
                            .formatted(
                                    namespace,
                                    name,
                                    ClusterOptions.Spelling.hint(name, known),
                                    ClusterOptions.Spelling.list(known)));
                });
    }

    public List<Service> services() {
        return cluster.ask(
                () -> cluster.client().services().inNamespace(namespace).list().getItems());
    }

    public Optional<Service> service(String name) {
        return Optional.ofNullable(cluster.ask(() -> cluster.client()
                .services()
                .inNamespace(namespace)
                .withName(name)
                .get()));
    }

    public Optional<ZonedService> zonedService(String name) {
        return cluster.find(name);
    }

    /** Returns the names of autoscalers of a Deployment; none where they may not be listed. */
    public List<String> autoscalers(String deployment) {
        Set<String> names = new HashSet<>();
        var unused = cluster.each(HorizontalPodAutoscaler.class, Optional.of(namespace), scaler -> {
            var target = scaler.getSpec().getScaleTargetRef();
            if ("Deployment".equals(target.getKind()) && deployment.equals(target.getName())) {
                names.add(scaler.getMetadata().getName());
            }
        });
        return names.stream().sorted().toList();
    }

    /** Returns the names of the pods of a ZonedService. */
    public Set<String> podsOf(String zonedService) {
        Set<String> names = new HashSet<>();
        cluster.ask(() -> cluster.client()
                        .pods()
                        .inNamespace(namespace)
                        .withLabel(Labels.SERVICE, zonedService)
                        .list()
                        .getItems())
                .forEach(pod -> names.add(pod.getMetadata().getName()));
        return names;
    }

    /** Returns the names of the pods that are ready endpoints of a Service. */
    public Set<String> readyEndpoints(String service) {
        Set<String> names = new HashSet<>();
        List<EndpointSlice> slices = cluster.ask(() -> cluster.client()
                .discovery()
                .v1()
                .endpointSlices()
                .inNamespace(namespace)
                .withLabel(SERVICE_NAME, service)
                .list()
                .getItems());
        slices.stream()
                .flatMap(slice -> Objects.requireNonNullElse(slice.getEndpoints(), List.<Endpoint>of()).stream())
                .filter(endpoint -> endpoint.getTargetRef() != null
                        && (endpoint.getConditions() == null
                                || !Boolean.FALSE.equals(
                                        endpoint.getConditions().getReady())))
                .forEach(endpoint -> names.add(endpoint.getTargetRef().getName()));
        return names;
    }

    /** Creates a ZonedService. */
    public void create(JsonNode manifest) {
        ZonedService service = cluster.client().getKubernetesSerialization().convertValue(manifest, ZonedService.class);
        cluster.ask(() -> cluster.client().resource(service).create());
    }

    /** Changes a ZonedService by a merge patch. */
    public void patch(ZonedService service, String merge) {
        cluster.patch(service, merge);
    }

    /** Changes a Service by a merge patch; refused by the API server where it has changed since it was read. */
    public void patch(Service service, String merge) {
        cluster.ask(() -> Cluster.patch(
                cluster.client()
                        .services()
                        .inNamespace(namespace)
                        .withName(service.getMetadata().getName()),
                merge));
    }

    public void scale(String deployment, int replicas) {
        cluster.ask(() -> cluster.client()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName(deployment)
                .scale(replicas));
    }

    public void delete(ZonedService service) {
        cluster.ask(() -> cluster.client()
                .resources(ZonedService.class)
                .inNamespace(namespace)
                .withName(service.getMetadata().getName())
                .delete());
    }

    /** Returns what a Service's author selects by. */
    public static Map<String, String> selector(Service service) {
        return Objects.requireNonNullElse(service.getSpec().getSelector(), Map.of());
    }
}
