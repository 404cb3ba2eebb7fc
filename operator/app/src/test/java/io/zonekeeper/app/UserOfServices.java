package io.zonekeeper.app;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.kube.objects.BudgetReading;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.Waiting;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;

import static org.assertj.core.api.Assertions.assertThat;

/** What a person does with ZonedServices and sees of them, in the namespace of a test. */
public final class UserOfServices {
    /** A loaded machine is slow, and a zone that was healed renews its leases after ten seconds. */
    public static final Duration PATIENCE = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final Kubectl kubectl;

    /** A person who works in the namespace of the client. */
    public UserOfServices(KubernetesClient client, Kubectl kubectl) {
        this.client = client;
        this.kubectl = kubectl;
    }

    /** A service of this many pods that asks for nothing else. */
    public static String minimal(String name, int replicas) {
        return """
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonedService
                metadata: {name: %s}
                spec:
                  replicas: %d
                  template: {spec: {containers: [{name: web, image: "registry.local/web:1"}]}}
                """.formatted(name, replicas);
    }

    /** Applies manifests. */
    public void apply(String yaml) {
        kubectl.runReading(yaml, "apply", "-f", "-");
    }

    /** Changes how many pods a service is to have. */
    public void scale(String name, int replicas) {
        client.resources(ZonedService.class).withName(name).scale(replicas);
    }

    /** Returns a service. */
    public ZonedService get(String name) {
        return client.resources(ZonedService.class).withName(name).get();
    }

    /** Returns a Deployment. */
    public Deployment deployment(String name) {
        return client.apps().deployments().withName(name).get();
    }

    /** Pods asked for by zone, of the Deployments that there are. */
    public Map<String, Integer> spread(String service) {
        Map<String, Integer> spread = new TreeMap<>();
        client.apps()
                .deployments()
                .withLabel("zonekeeper.io/service", service)
                .list()
                .getItems()
                .forEach(deployment -> spread.put(
                        deployment.getMetadata().getLabels().get("zonekeeper.io/zone"),
                        deployment.getSpec().getReplicas()));
        return spread;
    }

    /** Returns a condition of a service, where it has it. */
    public Optional<Condition> condition(String service, String type) {
        return Optional.ofNullable(get(service))
                .map(ZonedService::getStatus)
                .map(ZonedServiceStatus::conditions)
                .map(conditions -> conditions.stream()
                        .filter(condition -> condition.type().equals(type))
                        .toList())
                .map(List::stream)
                .flatMap(conditions -> conditions.findFirst());
    }

    /** A service with a Service over it that comes home as soon as its zone does. */
    public static String served(String name, int replicas) {
        return served(name, replicas, "");
    }

    /**
     * A service with a Service over it that comes home as soon as its zone does.
     *
     * @param more fields of {@code zoneFailure}, in flow style and with a comma at the end
     */
    public static String served(String name, int replicas, String more) {
        return minimal(name, replicas) + """
                  service: {ports: [{port: 80}]}
                  zoneFailure: {%sfailback: {stableFor: 1s}}
                """.formatted(more);
    }

    /** Where each stack of a service stands, by zone, in the words of the status. */
    public Map<String, String> states(String service) {
        Map<String, String> states = new TreeMap<>();
        Optional.ofNullable(get(service))
                .map(ZonedService::getStatus)
                .map(ZonedServiceStatus::zones)
                .orElse(List.of())
                .forEach(stack -> states.put(stack.zone(), stack.state()));
        return states;
    }

    /** Why a stack stands where it does; empty where nothing is said. */
    public String reason(String service, String zone) {
        return get(service).getStatus().zones().stream()
                .filter(stack -> stack.zone().equals(zone) && stack.reason() != null)
                .map(ZonedServiceStatus.ZoneStack::reason)
                .findFirst()
                .orElse("");
    }

    /** The labels by which a service's traffic is kept out of zones. */
    public Set<String> keptOut(String service) {
        Set<String> keys = new TreeSet<>(client.services()
                .withName(service)
                .get()
                .getSpec()
                .getSelector()
                .keySet());
        keys.remove("zonekeeper.io/service");
        return keys;
    }

    /** The reasons of the Events about an object of this namespace, or about a Zone. */
    public Set<String> events(String kind, String name) {
        String namespace = kind.equals("Zone") ? "default" : client.getNamespace();
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getKind().equals(kind)
                        && event.getInvolvedObject().getName().equals(name))
                .map(Event::getReason)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Waits until Events with these reasons are about an object; what they tell is done a moment before. */
    public void untilTold(String kind, String name, String... reasons) {
        Waiting.untilAsserted(
                "%s %s is told of".formatted(kind, name),
                PATIENCE,
                () -> assertThat(events(kind, name)).contains(reasons));
    }

    /** Waits until a service's stack in a zone stands so. */
    public void untilState(String service, String zone, String state) {
        Waiting.untilAsserted(
                "%s in %s is %s".formatted(service, zone, state),
                PATIENCE,
                () -> assertThat(states(service)).containsEntry(zone, state));
    }

    /** Waits until so many pods are asked for in each zone; the status says so a moment before. */
    public void untilSpread(String service, Map<String, Integer> spread) {
        Waiting.untilAsserted(
                service + " is spread",
                PATIENCE,
                () -> assertThat(spread(service)).isEqualTo(spread));
    }

    /** Waits until every zone of a service serves again with as many pods as before, and nothing is kept out. */
    public void untilHome(String service, Map<String, Integer> spread) {
        Waiting.untilAsserted(service + " is home", PATIENCE, () -> {
            assertThat(states(service).values()).containsOnly("Active");
            assertThat(spread(service)).isEqualTo(spread);
            assertThat(keptOut(service)).isEmpty();
            assertThat(condition(service, "Ready"))
                    .hasValueSatisfying(
                            condition -> assertThat(condition.reason()).isEqualTo("Spread"));
        });
    }

    /** Waits until a service is Ready as it is asked for now, and every zone has what it shall. */
    public void untilReady(String service) {
        Waiting.untilAsserted(service + " is Ready", () -> {
            ZonedService found = get(service);
            assertThat(found.getStatus()).isNotNull();
            assertThat(found.getStatus().observedGeneration())
                    .isEqualTo(found.getMetadata().getGeneration());
            assertThat(found.getStatus().conditions())
                    .filteredOn(condition -> condition.type().equals("Ready"))
                    .singleElement()
                    .satisfies(condition -> {
                        assertThat(condition.status()).as(condition.message()).isEqualTo("True");
                        assertThat(condition.reason())
                                .as("all there is to have")
                                .isNotEqualTo("Serving");
                    });
        });
    }

    /**
     * Waits until pods of a service may be evicted: its budget is the last that is written of a service that is Ready.
     */
    public void untilOpen(String service) {
        Waiting.until(
                "there is an open budget",
                () -> client
                        .policy()
                        .v1()
                        .podDisruptionBudget()
                        .withLabel("zonekeeper.io/service", service)
                        .list()
                        .getItems()
                        .stream()
                        .anyMatch(budget -> BudgetReading.fact(budget).open()));
    }

    /** Waits until a service is stalled for this reason, and returns what it says. */
    public String untilStalled(String service, String reason) {
        Waiting.untilAsserted(
                service + " is stalled",
                () -> assertThat(condition(service, "Stalled"))
                        .hasValueSatisfying(
                                condition -> assertThat(condition.reason()).isEqualTo(reason)));
        return condition(service, "Stalled").orElseThrow().message();
    }

    /** Pods by zone of the node that they run on; pods that run nowhere yet are not counted. */
    public Map<String, Integer> podsByNodeZone(String service) {
        Map<String, String> zoneOfNode = new TreeMap<>();
        client.nodes()
                .list()
                .getItems()
                .forEach(node -> zoneOfNode.put(
                        node.getMetadata().getName(),
                        node.getMetadata().getLabels().get("topology.kubernetes.io/zone")));
        Map<String, Integer> pods = new TreeMap<>();
        client.pods().withLabel("zonekeeper.io/service", service).list().getItems().stream()
                .map(pod -> pod.getSpec().getNodeName())
                .filter(Objects::nonNull)
                .forEach(node -> pods.merge(zoneOfNode.get(node), 1, Integer::sum));
        return pods;
    }
}
