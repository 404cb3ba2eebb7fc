package io.zonekeeper.cli.cluster;

import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.Resolution;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.core.zone.ZoneIdentity;
import io.zonekeeper.kube.client.KubernetesClients;
import io.zonekeeper.kube.objects.Labels;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** The requests of the commands to the API server, as the user who runs them; every failure is a {@link Problem}. */
public final class Cluster implements AutoCloseable {
    /** The field manager of the fields written here: the user's, not the operator's. */
    private static final String FIELD_MANAGER = "kubectl-zonekeeper";

    private final Config config;
    private KubernetesClient client;

    Cluster(Config config) {
        this.config = config;
    }

    public String namespace() {
        return Objects.requireNonNullElse(config.getNamespace(), "default");
    }

    public List<Zone> zones() {
        return ask(() -> client().resources(Zone.class).list(cached()).getItems()).stream()
                .sorted(Comparator.comparing(Cluster::zoneName))
                .toList();
    }

    /** Returns the services of a namespace, or of all, by namespace and name. */
    public List<ZonedService> services(Optional<String> namespace) {
        var services = client().resources(ZonedService.class);
        return ask(() -> namespace.isPresent()
                        ? services.inNamespace(namespace.get()).list(cached()).getItems()
                        : services.inAnyNamespace().list(cached()).getItems())
                .stream()
                .sorted(Comparator.comparing(
                                (ZonedService service) -> service.getMetadata().getNamespace())
                        .thenComparing(service -> service.getMetadata().getName()))
                .toList();
    }

    public Optional<ZonedService> find(String name) {
        return Optional.ofNullable(ask(() -> client().resources(ZonedService.class)
                .inNamespace(namespace())
                .withName(name)
                .get()));
    }

    public ZonedService service(String name) {
        return find(name).orElseThrow(() -> {
            List<String> known = services(Optional.of(namespace())).stream()
                    .map(service -> service.getMetadata().getName())
                    .toList();
            return Problem.input(
                    "namespace %s has no ZonedService \"%s\".%s Existing ones: %s; to use another namespace, add -n"
                            .formatted(
                                    namespace(),
                                    name,
                                    ClusterOptions.Spelling.hint(name, known),
                                    ClusterOptions.Spelling.list(known)));
        });
    }

    public List<Deployment> deployments(ZonedService service) {
        return ask(() -> client().apps()
                .deployments()
                .inNamespace(service.getMetadata().getNamespace())
                .withLabel(Labels.SERVICE, service.getMetadata().getName())
                .list()
                .getItems());
    }

    public List<StatefulSet> statefulSets(ZonedService service) {
        return ask(() -> client().apps()
                .statefulSets()
                .inNamespace(service.getMetadata().getNamespace())
                .withLabel(Labels.SERVICE, service.getMetadata().getName())
                .list()
                .getItems());
    }

    public List<Node> nodes() {
        return ask(() -> client().nodes().list(cached()).getItems());
    }

    public List<Pod> pods() {
        return ask(() -> client().pods().inAnyNamespace().list(cached()).getItems());
    }

    /** Returns 36 for an API server of Kubernetes 1.36; empty where the user may not ask, or it is not a number. */
    public OptionalInt minor() {
        try {
            String minor = client().getKubernetesVersion().getMinor().replaceAll("\\D.*", "");
            return minor.matches("[0-9]{1,4}") ? OptionalInt.of(Integer.parseInt(minor)) : OptionalInt.empty();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return OptionalInt.empty();
            }
            throw ApiProblems.of(e, config.getMasterUrl());
        }
    }

    /**
     * Lists objects page by page.
     *
     * @param where a namespace; empty for all of the cluster
     * @param action what is done with each; with the same one again if the list has to start over
     * @return why it is not permitted; empty where it is
     */
    public <T extends HasMetadata> Optional<Problem> each(Class<T> kind, Optional<String> where, Consumer<T> action) {
        return each(new PagedList<>(client(), kind, where), action);
    }

    /**
     * Lists the Events that the operator wrote, of all namespaces, page by page.
     *
     * @return why it is not permitted; empty where it is
     */
    public Optional<Problem> events(Consumer<Event> action) {
        return each(new PagedList<>(client(), Event.class, Optional.empty(), "reportingComponent=zonekeeper"), action);
    }

    private <T extends HasMetadata> Optional<Problem> each(PagedList<T> list, Consumer<T> action) {
        try {
            list.each(action);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            Problem problem = ApiProblems.of(e, config.getMasterUrl());
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return Optional.of(problem);
            }
            throw problem;
        }
    }

    /** Returns the Zone of a name or ID. */
    public Zone zone(String nameOrId) {
        List<Zone> zones = zones();
        return switch (catalog(zones).resolve(nameOrId)) {
            case Resolution.Found(KnownZone found) ->
                zones.stream()
                        .filter(zone -> zoneName(zone).equals(found.name()))
                        .findFirst()
                        .orElseThrow();
            case Resolution.Unknown(var why) -> throw Problem.input(why.message());
        };
    }

    public Zone refreshed(Zone zone) {
        return Optional.ofNullable(ask(() -> client().resources(Zone.class)
                        .withName(zone.getMetadata().getName())
                        .get()))
                .orElseThrow(() -> new Problem(Exit.NO, "the Zone %s was deleted".formatted(zoneName(zone))));
    }

    /** Changes a Zone by a merge patch, as the user, and returns it. */
    public Zone patch(Zone zone, String merge) {
        return ask(() ->
                patch(client().resources(Zone.class).withName(zone.getMetadata().getName()), merge));
    }

    /** Changes a ZonedService by a merge patch, as the user, and returns it. */
    public ZonedService patch(ZonedService service, String merge) {
        return ask(() -> patch(
                client().resources(ZonedService.class)
                        .inNamespace(service.getMetadata().getNamespace())
                        .withName(service.getMetadata().getName()),
                merge));
    }

    /** Returns the zones, found by name or ID; one takes pods when a node of it does. */
    public static ZoneCatalog catalog(List<Zone> zones) {
        List<KnownZone> known = new ArrayList<>();
        for (Zone zone : zones) {
            Optional<ZoneStatus> status = Optional.ofNullable(zone.getStatus());
            known.add(new KnownZone(
                    new ZoneIdentity(
                            zoneName(zone),
                            status.map(ZoneStatus::zoneId).orElse(""),
                            status.map(ZoneStatus::region).orElse("")),
                    zone.getMetadata().getName(),
                    status.map(ZoneStatus::nodes)
                            .map(ZoneStatus.NodeCount::schedulable)
                            .filter(count -> count > 0)
                            .isPresent(),
                    status.map(ZoneStatus::slot).map(OptionalInt::of).orElse(OptionalInt.empty())));
        }
        return ZoneCatalog.of(known);
    }

    public static String zoneName(Zone zone) {
        return Optional.ofNullable(zone.getStatus())
                .map(ZoneStatus::zone)
                .orElseGet(() -> zone.getMetadata().getName());
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }

    static <T> T patch(Resource<T> resource, String merge) {
        return resource.patch(
                new PatchContext.Builder()
                        .withPatchType(PatchType.JSON_MERGE)
                        .withFieldManager(FIELD_MANAGER)
                        .build(),
                merge);
    }

    /** Answered from the API server's cache. */
    private static ListOptions cached() {
        return new ListOptionsBuilder().withResourceVersion("0").build();
    }

    synchronized KubernetesClient client() {
        if (client == null) {
            client = KubernetesClients.forPeople(config);
        }
        return client;
    }

    <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (KubernetesClientException e) {
            throw ApiProblems.of(e, config.getMasterUrl());
        }
    }

    /** Returns the annotations of an object. */
    static Map<String, String> annotations(ZonedService service) {
        return Objects.requireNonNullElse(service.getMetadata().getAnnotations(), Map.of());
    }
}
