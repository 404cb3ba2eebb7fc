package io.zonekeeper.web.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceSpec;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneLoss;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneStack;
import io.zonekeeper.core.placement.LossForecast;

import com.fasterxml.jackson.databind.ObjectMapper;

/** A ZonedService whose status says what a test wants. */
public final class SimulatedService {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String namespace;
    private final String name;
    private final int replicas;
    private final Map<String, ZoneStack> zones = new TreeMap<>();
    private final List<Condition> problems = new ArrayList<>();
    private long version = 1;
    private Optional<ZonedService> last = Optional.empty();

    SimulatedService(String namespace, String name, List<String> zones, int perZone, String since) {
        this.namespace = namespace;
        this.name = name;
        this.replicas = perZone * zones.size();
        zones.forEach(zone -> this.zones.put(zone, stack(zone, "Active", perZone, perZone, true, since, null)));
    }

    /** Returns its number of replicas divided by its zones. */
    int perZone() {
        return replicas / zones.size();
    }

    /** Sets what it runs in a zone. */
    public synchronized void zone(
            String zone, String state, int desired, int ready, boolean serving, String since, String why) {
        zones.put(zone, stack(zone, state, desired, ready, serving, since, why));
        version++;
    }

    /** Sets the conditions that report a problem. */
    public synchronized void problems(Condition... found) {
        problems.clear();
        problems.addAll(List.of(found));
        version++;
    }

    /** Returns the object. */
    synchronized ZonedService object() {
        String current = Long.toString(version);
        if (last.filter(object -> object.getMetadata().getResourceVersion().equals(current))
                .isEmpty()) {
            last = Optional.of(newObject());
        }
        return last.get();
    }

    private ZonedService newObject() {
        ZonedService service = new ZonedService();
        service.getMetadata().setNamespace(namespace);
        service.getMetadata().setName(name);
        service.getMetadata().setUid(namespace + "/" + name);
        service.getMetadata().setResourceVersion(Long.toString(version));
        service.setSpec(JSON.convertValue(Map.of("replicas", replicas), ZonedServiceSpec.class));
        service.setStatus(status());
        return service;
    }

    private ZonedServiceStatus status() {
        Map<String, Integer> serving = zones.values().stream()
                .collect(Collectors.toMap(ZoneStack::zone, stack -> stack.serving() ? stack.ready() : 0));
        List<ZoneLoss> losses = LossForecast.of(replicas, serving).zones().stream()
                .map(loss -> new ZoneLoss(loss.zone(), loss.readyLeft(), loss.percent()))
                .toList();
        int ready = serving.values().stream().mapToInt(Integer::intValue).sum();
        List<ZoneStack> stacks = List.copyOf(zones.values());
        return new ZonedServiceStatus(
                1L, replicas, ready, null, null, stacks, losses, null, null, null, null, List.copyOf(problems));
    }

    private static ZoneStack stack(
            String zone, String state, int desired, int ready, boolean serving, String since, String why) {
        String cause = serving ? null : "Zone";
        return new ZoneStack(zone, null, state, desired, ready, desired, serving, since, why, cause, null, null, null);
    }
}
