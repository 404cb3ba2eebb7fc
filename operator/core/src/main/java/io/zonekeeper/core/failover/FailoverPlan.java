package io.zonekeeper.core.failover;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.reasons.FailoverReason;
import io.zonekeeper.core.zone.KnownZone;

/**
 * What a ZoneFailover is to do.
 *
 * @param services what each selected Service is to be
 * @param labels by name of a pod, the slots of the zones that it is outside of and does not say so
 * @param deletions names of pods that do not answer, to be deleted as they are granted
 * @param evictions names of pods to be evicted now, and why
 * @param taints names of zones whose nodes are to take no new pods
 * @param heldBack what was ordered and is not done
 * @param nextChange when time alone changes the plan
 * @param begins stacks whose traffic is taken off now because the Service fails there on its own
 */
public record FailoverPlan(
        List<ServicePlan> services,
        SortedMap<String, SortedSet<Integer>> labels,
        List<String> deletions,
        List<Eviction> evictions,
        Set<String> taints,
        List<Refusal> heldBack,
        Optional<Instant> nextChange,
        Set<StackName> begins) {
    /**
     * A Service in a zone.
     *
     * @param service its name
     * @param zone the name of the zone
     */
    public record StackName(String service, String zone) {}

    /**
     * A pod to be evicted.
     *
     * @param pod its name
     * @param zone the zone that it leaves, or to which a pod is to return
     */
    public record Eviction(String pod, String zone) {}

    /**
     * What a Service is to be.
     *
     * @param name its name
     * @param excluded slots of the zones that its selector is to exclude
     * @param changes whether its selector excludes others now
     * @param unprotected why it is not protected, or not as well as it could be; empty where it is
     * @param zones the zones, by name
     * @param rolling whether its pods are being replaced by those of another template
     */
    public record ServicePlan(
            String name,
            SortedSet<Integer> excluded,
            boolean changes,
            Optional<Refusal> unprotected,
            List<ZonePlan> zones,
            boolean rolling) {}

    /**
     * A Service in a zone.
     *
     * @param zone the zone
     * @param state where it stands
     * @param serving whether it gets traffic
     * @param pods pods of the Service there, without those being deleted
     * @param ready those that are ready
     * @param memory what the status is to record
     * @param reason a half sentence that continues after "ZONE is"; empty where there is nothing to report
     */
    public record ZonePlan(
            KnownZone zone,
            StackState state,
            boolean serving,
            int pods,
            int ready,
            ZoneMemory memory,
            Optional<String> reason) {
        /** Returns this zone in the state of another memory. */
        ZonePlan with(ZoneMemory newMemory, Optional<String> newReason) {
            return new ZonePlan(zone, newMemory.state(), serving, pods, ready, newMemory, newReason);
        }
    }

    /**
     * Returns whether pods are labelled all at once: while a zone is left, or to be left, those without their labels
     * get no traffic, or keep it in a zone that fails.
     */
    public boolean labelsAtOnce() {
        return away() || heldBack.stream().anyMatch(why -> why.reason() == FailoverReason.PODS_WITHOUT_LABELS);
    }

    /** Returns whether a zone is without the traffic of a Service, or on its way back. */
    public boolean away() {
        return services.stream()
                .flatMap(service -> service.zones().stream())
                .anyMatch(zone -> zone.state().evacuated());
    }

    /** Returns what the status is to record, by the names of Service and zone; of Services without zones nothing. */
    public Map<String, Map<String, ZoneMemory>> memory() {
        Map<String, Map<String, ZoneMemory>> memory = new TreeMap<>();
        services.forEach(service -> {
            Map<String, ZoneMemory> zones = new TreeMap<>();
            service.zones()
                    .forEach(zone -> zones.put(zone.zone().name(), zone.memory().recorded()));
            if (!zones.isEmpty()) {
                memory.put(service.name(), zones);
            }
        });
        return memory;
    }
}
