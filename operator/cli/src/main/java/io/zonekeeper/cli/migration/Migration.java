package io.zonekeeper.cli.migration;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.cli.cluster.MigrationCluster;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.core.handover.HandOver;
import io.zonekeeper.core.handover.HandOver.Step;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.manifests.migration.MigratedDeployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;

/**
 * Takes the steps of {@link HandOver} in a cluster. All that has to be known later is in annotations of the
 * ZonedService: what the Deployment had, and what the Service selected.
 */
final class Migration {
    /** Annotation of the ZonedService: the name of the Deployment that it takes the place of. */
    static final String FROM = "zonekeeper.io/migrated-from";

    /** Annotation of the ZonedService: pods that the Deployment had. */
    static final String REPLICAS = "zonekeeper.io/migrated-replicas";

    /** Annotation of the ZonedService: the selector of the Service, as JSON. */
    static final String SELECTOR = "zonekeeper.io/migrated-selector";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final MigrationCluster cluster;
    private final String deploymentName;
    private final Optional<String> serviceName;
    private final String name;

    /**
     * Creates a migration.
     *
     * @param deployment name of the Deployment
     * @param service name of its Service, if it has one; the ZonedService has the same name
     */
    Migration(MigrationCluster cluster, String deployment, Optional<String> service) {
        this.cluster = cluster;
        this.deploymentName = deployment;
        this.serviceName = service;
        this.name = service.orElse(deployment);
    }

    /** What was read. */
    private record Seen(Deployment deployment, Optional<ZonedService> zoned, Optional<Service> service) {}

    /** Returns the next step there, or back. */
    Step next(boolean back) {
        HandOver.Facts facts = facts(read());
        return back ? HandOver.back(facts) : HandOver.forward(facts);
    }

    /** Returns how far it is, as half a sentence. */
    String progress() {
        HandOver.Facts facts = facts(read());
        String endpoints = facts.service()
                .map(service -> "; ready endpoints: %d of the Deployment, %d of the ZonedService"
                        .formatted(service.readyOld(), service.readyNew()))
                .orElse("");
        return "Deployment %s has %d ready pods, ZonedService %s %d%s"
                .formatted(
                        deploymentName,
                        facts.deployment().ready(),
                        name,
                        facts.zoned().map(HandOver.Zoned::ready).orElse(0),
                        endpoints);
    }

    /** Takes a step; one that waits does nothing. Returns what was done, as a sentence; empty for nothing. */
    Optional<String> take(Step step) {
        Seen seen = read();
        return switch (step) {
            case CREATE -> create(seen);
            case RESUME -> {
                cluster.patch(seen.zoned().orElseThrow(), annotation(Labels.PAUSED, null));
                yield done("the operator acts on ZonedService %s again".formatted(name));
            }
            case HAND_OVER -> handOver(seen);
            case SHRINK -> {
                cluster.scale(deploymentName, 0);
                yield done("Deployment %s is scaled to 0; migrate --back brings it back".formatted(deploymentName));
            }
            case GROW -> {
                cluster.scale(deploymentName, before(seen));
                yield done("Deployment %s is scaled to %d".formatted(deploymentName, before(seen)));
            }
            case PAUSE -> {
                cluster.patch(seen.zoned().orElseThrow(), annotation(Labels.PAUSED, "true"));
                yield done("the operator is asked to leave the objects of ZonedService %s alone".formatted(name));
            }
            case RELEASE -> release(seen);
            case DELETE -> {
                cluster.delete(seen.zoned().orElseThrow());
                yield done("ZonedService %s is deleted".formatted(name));
            }
            case AWAIT_READY, AWAIT_ENDPOINTS, AWAIT_SHRUNK, AWAIT_GROWN, AWAIT_PAUSED, AWAIT_OLD_ENDPOINTS, DONE ->
                Optional.empty();
        };
    }

    private Optional<String> create(Seen seen) {
        refuseUnlessFit(seen);
        ObjectNode manifest =
                MigratedDeployment.of(seen.deployment(), seen.service()).withoutService();
        ObjectNode annotations = manifest.withObject("/metadata/annotations");
        annotations.put(FROM, deploymentName);
        annotations.put(REPLICAS, Integer.toString(before(seen)));
        seen.service().ifPresent(service -> annotations.put(SELECTOR, json(MigrationCluster.selector(service))));
        cluster.create(manifest);
        return done("ZonedService %s is created beside Deployment %s".formatted(name, deploymentName));
    }

    private void refuseUnlessFit(Seen seen) {
        List<String> autoscalers = cluster.autoscalers(deploymentName);
        if (!autoscalers.isEmpty()) {
            throw Problem.input(
                    "HorizontalPodAutoscaler %s scales Deployment %s and would go on doing so: delete it, and let one scale the ZonedService afterwards"
                            .formatted(String.join(", ", autoscalers), deploymentName));
        }
        if (before(seen) == 0) {
            throw Problem.input(
                    "Deployment %s has no replicas: there is no traffic to hand over; apply what migrate prints"
                            .formatted(deploymentName));
        }
        seen.service().ifPresent(service -> {
            if (MigrationCluster.selector(service).keySet().stream().anyMatch(key -> key.startsWith(Labels.OUTSIDE))) {
                throw Problem.input("Service %s is evacuated from a zone now: migrate when its traffic has returned"
                        .formatted(name));
            }
        });
    }

    private Optional<String> handOver(Seen seen) {
        Service service = seen.service().orElseThrow();
        // One that was ended between the two writes goes on with the second.
        if (!offered(service)) {
            cluster.patch(service, annotation(Labels.ADOPT, name));
        }
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("spec")
                .set(
                        "service",
                        MigratedDeployment.of(seen.deployment(), seen.service())
                                .manifest()
                                .at("/spec/service"));
        cluster.patch(seen.zoned().orElseThrow(), patch.toString());
        return done("Service %s is handed over to ZonedService %s".formatted(name, name));
    }

    /** What is written there while the operator leaves it alone: its selector of before, and no owner. */
    private Optional<String> release(Seen seen) {
        Service service = seen.service().orElseThrow();
        ObjectNode patch = JSON.createObjectNode();
        ObjectNode metadata = patch.putObject("metadata");
        metadata.put("resourceVersion", service.getMetadata().getResourceVersion());
        metadata.putNull("ownerReferences");
        metadata.putObject("annotations").putNull(Labels.ADOPT);
        metadata.putObject("labels").putNull(Labels.SERVICE).putNull(Labels.MANAGED_BY);
        ObjectNode selector = patch.putObject("spec").putObject("selector");
        MigrationCluster.selector(service).keySet().forEach(selector::putNull);
        original(seen.zoned().orElseThrow()).forEach(selector::put);
        cluster.patch(service, patch.toString());
        return done("Service %s selects the pods of Deployment %s again".formatted(name, deploymentName));
    }

    private Seen read() {
        Optional<ZonedService> zoned = cluster.zonedService(name);
        zoned.ifPresent(this::refuseUnlessOurs);
        return new Seen(cluster.deployment(deploymentName), zoned, serviceName.flatMap(cluster::service));
    }

    private void refuseUnlessOurs(ZonedService zoned) {
        if (!deploymentName.equals(annotations(zoned).get(FROM))) {
            throw Problem.input(
                    "there is a ZonedService %s that was not made from Deployment %s: delete it, or annotate it %s=%s if it is to take the Deployment's place"
                            .formatted(name, deploymentName, FROM, deploymentName));
        }
    }

    private HandOver.Facts facts(Seen seen) {
        Set<String> fresh = seen.zoned().isPresent() ? cluster.podsOf(name) : Set.of();
        return new HandOver.Facts(
                before(seen),
                new HandOver.Deployment(
                        number(seen.deployment().getSpec().getReplicas(), 1),
                        number(seen.deployment().getStatus().getReadyReplicas(), 0),
                        number(seen.deployment().getStatus().getReplicas(), 0)),
                seen.zoned().map(Migration::zoned),
                seen.service().map(service -> service(service, fresh)));
    }

    private HandOver.Service service(Service service, Set<String> fresh) {
        Set<String> ready = cluster.readyEndpoints(name);
        int readyNew = (int) ready.stream().filter(fresh::contains).count();
        boolean owned = service.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getKind().equals("ZonedService")
                        && owner.getName().equals(name));
        return new HandOver.Service(
                owned && name.equals(MigrationCluster.selector(service).get(Labels.SERVICE)),
                offered(service),
                ready.size() - readyNew,
                readyNew);
    }

    private boolean offered(Service service) {
        return name.equals(Objects.requireNonNullElse(service.getMetadata().getAnnotations(), Map.<String, String>of())
                .get(Labels.ADOPT));
    }

    private static HandOver.Zoned zoned(ZonedService zoned) {
        Optional<ZonedServiceStatus> status = Optional.ofNullable(zoned.getStatus());
        return new HandOver.Zoned(
                status.map(ZonedServiceStatus::zones).orElse(List.of()).stream()
                        .mapToInt(zone -> number(zone.ready(), 0))
                        .sum(),
                zoned.getSpec().service() != null,
                Boolean.parseBoolean(annotations(zoned).get(Labels.PAUSED)),
                status.map(ZonedServiceStatus::conditions).orElse(List.of()).stream()
                        .anyMatch(condition ->
                                condition.type().equals("Reconciling") && "Paused".equals(condition.reason())));
    }

    private static int before(Seen seen) {
        return seen.zoned()
                .map(zoned -> annotations(zoned).get(REPLICAS))
                .map(Migration::replicas)
                .orElseGet(() -> number(seen.deployment().getSpec().getReplicas(), 1));
    }

    private static int replicas(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw Problem.input("the annotation %s is '%s': write the number of pods that the Deployment is to have"
                    .formatted(REPLICAS, text));
        }
    }

    private static Map<String, String> original(ZonedService zoned) {
        String text = Optional.ofNullable(annotations(zoned).get(SELECTOR))
                .orElseThrow(() -> new Problem(
                        Exit.NO,
                        "the ZonedService has no annotation %s with the selector of before, as in {\"app\":\"web\"}: add it"
                                .formatted(SELECTOR)));
        try {
            return JSON.readValue(text, new TypeReference<TreeMap<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new Problem(Exit.NO, "the annotation %s is no JSON: %s".formatted(SELECTOR, e.getOriginalMessage()));
        }
    }

    private static Map<String, String> annotations(ZonedService zoned) {
        return Objects.requireNonNullElse(zoned.getMetadata().getAnnotations(), Map.of());
    }

    private static String annotation(String key, String value) {
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("metadata").putObject("annotations").put(key, value);
        return patch.toString();
    }

    private static String json(Map<String, String> map) {
        ObjectNode object = JSON.createObjectNode();
        new TreeMap<>(map).forEach(object::put);
        return object.toString();
    }

    private static Optional<String> done(String what) {
        return Optional.of(what);
    }

    private static int number(Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }
}
