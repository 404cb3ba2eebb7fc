package io.zonekeeper.controllers.zonefailover.objects;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.HealthCheck;
import io.zonekeeper.api.v1alpha1.ZoneFailoverSpec.ServiceSelection;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.failover.PodFact;
import io.zonekeeper.core.failover.ProtectedService;
import io.zonekeeper.core.failover.Workload;
import io.zonekeeper.core.failover.ZoneMemory;
import io.zonekeeper.core.nodes.NodeDemand;
import io.zonekeeper.core.nodes.ZoneFit;
import io.zonekeeper.core.reasons.FailoverReason;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Reads the selected Services of a namespace, their pods, and what made these. */
public final class ExistingServices {
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");
    private static final Pattern RECORDED = Pattern.compile("[0-9]{1,2}(\\.[0-9]{1,2})*");

    private final ExistingObjects objects;
    private final VolumeZones volumes;
    private final Function<String, Optional<String>> zoneOfNode;
    private final Function<NodeDemand, Map<String, ZoneFit>> fits;

    /**
     * What was read.
     *
     * @param services the selected Services, by name
     * @param facts what is planned from of each
     * @param pods by name
     * @param workloads by key
     */
    public record Found(
            Map<String, Service> services,
            List<ProtectedService> facts,
            Map<String, PodFact> pods,
            Map<String, Workload> workloads) {}

    /**
     * Creates a reader.
     *
     * @param zoneOfNode by name of a node, the name of its zone
     * @param fits by zone name, how its nodes suit pods
     */
    public ExistingServices(
            KubernetesClient client,
            ExistingObjects objects,
            Function<String, Optional<String>> zoneOfNode,
            Function<NodeDemand, Map<String, ZoneFit>> fits) {
        this.objects = objects;
        this.zoneOfNode = zoneOfNode;
        this.volumes = new VolumeZones(client, System::nanoTime);
        this.fits = fits;
    }

    /**
     * Reads.
     *
     * @param namespace whose caches are filled
     * @param selection which Services
     * @param others why a Service is not this ZoneFailover's although it is selected
     * @param memory by Service and zone, what the status records
     * @param checks what observers check the pods by
     */
    public Found read(
            String namespace,
            ServiceSelection selection,
            Function<Service, Optional<Refusal>> others,
            Map<String, Map<String, ZoneMemory>> memory,
            List<HealthCheck> checks) {
        Collection<Pod> pods = objects.pods(namespace);
        Map<String, List<Pod>> byLabel = byLabel(pods);
        Map<String, Service> services = new TreeMap<>();
        List<ProtectedService> facts = new ArrayList<>();
        Map<String, Pod> selected = new HashMap<>();
        var ports = new HealthCheckPorts(checks);
        for (Service service : objects.services(namespace)) {
            if (!SelectedServices.selects(selection, service) || isOfKubernetes(service)) {
                continue;
            }
            String name = service.getMetadata().getName();
            services.put(name, service);
            Optional<Refusal> unprotected = unprotected(service).or(() -> others.apply(service));
            List<Pod> own = unprotected.isPresent() ? List.of() : select(service, byLabel);
            own.forEach(pod -> selected.put(pod.getMetadata().getName(), pod));
            facts.add(new ProtectedService(
                    name,
                    excluded(service),
                    recorded(service),
                    unprotected,
                    memory.getOrDefault(name, Map.of()),
                    own.stream()
                            .map(pod -> pod.getMetadata().getName())
                            .sorted()
                            .toList(),
                    unprotected.isPresent() ? Optional.empty() : ports.of(service, own)));
        }
        Set<String> known = objects.services(namespace).stream()
                .map(service -> service.getMetadata().getName())
                .collect(Collectors.toSet());
        memory.forEach((name, zones) -> {
            if (!known.contains(name) && zones.values().stream().anyMatch(ZoneMemory::left)) {
                facts.add(deleted(name, zones));
            }
        });
        facts.sort(Comparator.comparing(ProtectedService::name));
        return new Found(
                services,
                facts,
                selected.values().stream()
                        .collect(Collectors.toMap(pod -> pod.getMetadata().getName(), this::fact)),
                new Workloads(pods, objects.replicaSets(namespace), this::zone, fits).of(selected.values()));
    }

    private static ProtectedService deleted(String name, Map<String, ZoneMemory> memory) {
        return new ProtectedService(
                name,
                Set.of(),
                Set.of(),
                Optional.of(new Refusal(
                        FailoverReason.SERVICE_DELETED,
                        "it was deleted while a zone was evacuated; one of the same name is evacuated like it")),
                memory,
                List.of(),
                Optional.empty());
    }

    /** Returns the slots of the zones that a Service's selector excludes. */
    public static Set<Integer> excluded(Service service) {
        return selector(service).keySet().stream()
                .flatMap(key -> slot(key).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the slots of the zones that a Service's label names as excluded. */
    private static Set<Integer> recorded(Service service) {
        String label = Workloads.labels(service).getOrDefault(Labels.EXCLUDED_SLOTS, "");
        return RECORDED.matcher(label).matches()
                ? Arrays.stream(label.split("\\.")).map(Integer::valueOf).collect(Collectors.toSet())
                : Set.of();
    }

    private static Optional<Integer> slot(String key) {
        return key.startsWith(Labels.OUTSIDE)
                        && key.substring(Labels.OUTSIDE.length()).matches("[0-9]{1,2}")
                ? Optional.of(Integer.valueOf(key.substring(Labels.OUTSIDE.length())))
                : Optional.empty();
    }

    private static Map<String, String> selector(Service service) {
        return Objects.requireNonNullElse(service.getSpec().getSelector(), Map.of());
    }

    /** What its author selects by. */
    private static Map<String, String> ownSelector(Service service) {
        Map<String, String> own = new TreeMap<>(selector(service));
        own.keySet().removeIf(key -> key.startsWith(Labels.OUTSIDE));
        return own;
    }

    private static boolean isOfKubernetes(Service service) {
        return "default".equals(service.getMetadata().getNamespace())
                && "kubernetes".equals(service.getMetadata().getName());
    }

    private static Optional<Refusal> unprotected(Service service) {
        if (service.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> owner.getApiVersion().startsWith("zonekeeper.io/"))
                || Labels.ZONEKEEPER.equals(Workloads.labels(service).get(Labels.MANAGED_BY))) {
            return Optional.of(new Refusal(
                    FailoverReason.BELONGS_TO_ZONED_SERVICE, "it belongs to Zonekeeper, which evacuates it already"));
        }
        if ("ExternalName".equals(service.getSpec().getType())) {
            return Optional.of(new Refusal(FailoverReason.EXTERNAL_NAME, "it is of type ExternalName and has no pods"));
        }
        if (ownSelector(service).isEmpty()) {
            return Optional.of(
                    new Refusal(FailoverReason.NO_SELECTOR, "it has no selector: somebody else decides who serves"));
        }
        return "None".equals(service.getSpec().getClusterIP())
                ? Optional.of(new Refusal(
                        FailoverReason.HEADLESS,
                        "it is headless: its pods find each other by it; let clients use a Service with a cluster IP"))
                : Optional.empty();
    }

    /** By each label, the pods that have it: a Service looks through those of one of its labels only. */
    private static Map<String, List<Pod>> byLabel(Collection<Pod> pods) {
        Map<String, List<Pod>> byLabel = new HashMap<>();
        for (Pod pod : pods) {
            if (!ENDED.contains(pod.getStatus().getPhase())) {
                Workloads.labels(pod)
                        .forEach((key, value) -> byLabel.computeIfAbsent(key + "=" + value, any -> new ArrayList<>())
                                .add(pod));
            }
        }
        return byLabel;
    }

    private static List<Pod> select(Service service, Map<String, List<Pod>> byLabel) {
        Map<String, String> selector = ownSelector(service);
        Predicate<Pod> matches = pod -> Workloads.labels(pod).entrySet().containsAll(selector.entrySet());
        return selector.entrySet().stream()
                .map(label -> byLabel.getOrDefault(label.getKey() + "=" + label.getValue(), List.of()))
                .min(Comparator.comparingInt(List::size))
                .orElse(List.of())
                .stream()
                .filter(matches)
                .toList();
    }

    private PodFact fact(Pod pod) {
        return new PodFact(
                pod.getMetadata().getName(),
                zone(pod),
                condition(pod, "Ready", "True").isPresent(),
                pod.getMetadata().getDeletionTimestamp() != null,
                condition(pod, "PodScheduled", "False")
                        .filter(condition -> "Unschedulable".equals(condition.getReason()))
                        .map(condition -> Objects.requireNonNullElse(condition.getMessage(), "no node takes it")),
                Workloads.labels(pod).keySet().stream()
                        .flatMap(key -> slot(key).stream())
                        .collect(Collectors.toSet()),
                Workloads.key(pod),
                volumes.of(pod));
    }

    private static Optional<PodCondition> condition(Pod pod, String type, String status) {
        return pod.getStatus().getConditions().stream()
                .filter(condition -> type.equals(condition.getType()) && status.equals(condition.getStatus()))
                .findFirst();
    }

    /** The zone of its node; of a node that is gone, the one that Kubernetes labelled the pod with. */
    private Optional<String> zone(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getNodeName())
                .flatMap(node -> zoneOfNode
                        .apply(node)
                        .or(() -> Optional.ofNullable(Workloads.labels(pod).get(NodeReading.ZONE_LABEL))))
                .filter(zone -> !zone.isEmpty());
    }
}
