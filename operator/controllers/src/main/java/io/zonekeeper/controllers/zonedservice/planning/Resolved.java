package io.zonekeeper.controllers.zonedservice.planning;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.cluster.ZoneState;
import io.zonekeeper.core.cordon.CordonPolicy;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.StackVerdict;
import io.zonekeeper.core.nodes.ZoneFit;
import io.zonekeeper.core.service.StackFact;
import io.zonekeeper.manifests.stacks.PodTemplate;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Everything that a service is planned from.
 *
 * @param service the custom resource
 * @param zones the zones and what was decided of them
 * @param stacks what runs
 * @param health how its stacks are, and how far they may act on it
 * @param nodes what nodes there are for its pods
 * @param pods why pods are not ready, as far as it was asked for
 * @param at the time
 */
public record Resolved(
        ZonedService service,
        ZoneState zones,
        Stacks stacks,
        Health health,
        Nodes nodes,
        PodFindings pods,
        Instant at) {
    /**
     * The Deployments or StatefulSets of a service.
     *
     * @param facts what runs
     * @param objects as they are cached
     * @param wanted the template that the service has now
     * @param given by zone, the template that its stack was last given
     * @param memory by zone, what the service's status records
     */
    public record Stacks(
            List<StackFact> facts,
            Collection<? extends HasMetadata> objects,
            PodTemplate wanted,
            Map<String, PodTemplate> given,
            Map<String, StackMemory> memory) {}

    /**
     * How stacks are.
     *
     * @param judged what the probes of observers show of all stacks
     * @param cordons how far automatic actions go
     * @param probes whether probes are in use
     * @param evacuationsLeft how many times services may still leave a zone on their own in this hour
     */
    public record Health(
            Map<ProbeMatrix.Stack, StackVerdict> judged, CordonPolicy cordons, boolean probes, int evacuationsLeft) {}

    /**
     * What nodes there are.
     *
     * @param fits by zone, how its nodes suit the pods
     * @param elsewhere by the zone of a stack, how many of its ready pods run in each other zone
     */
    public record Nodes(Map<String, ZoneFit> fits, Map<String, SortedMap<String, Integer>> elsewhere) {}

    /** Returns the same after the status was written. */
    public Resolved after(ZonedService written, Map<String, StackMemory> memory) {
        var recorded = new Stacks(stacks.facts(), stacks.objects(), stacks.wanted(), stacks.given(), memory);
        return new Resolved(written, zones, recorded, health, nodes, pods, at);
    }

    /** Returns the same with what was answered about pods. */
    public Resolved with(PodFindings answers) {
        return new Resolved(service, zones, stacks, health, nodes, answers, at);
    }

    /** Returns the same with so many evacuations left in this hour. */
    public Resolved withEvacuationsLeft(int left) {
        var limited = new Health(health.judged(), health.cordons(), health.probes(), left);
        return new Resolved(service, zones, stacks, limited, nodes, pods, at);
    }
}
