package io.zonekeeper.controllers.zonedservice;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.cluster.Changes;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.FailoverKeys;
import io.zonekeeper.controllers.cluster.PendingPods;
import io.zonekeeper.controllers.cluster.PolicySettings;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Primaries;
import io.zonekeeper.controllers.pacing.EvacuationBudget;
import io.zonekeeper.controllers.pacing.PriorityClasses;
import io.zonekeeper.controllers.pacing.SurgePacer;
import io.zonekeeper.controllers.pacing.SurgeTurns;
import io.zonekeeper.controllers.pacing.TrafficPriority;
import io.zonekeeper.controllers.zonedservice.planning.Planned;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.kube.config.OperatorConfig.Shard;
import io.zonekeeper.manifests.stacks.EvacuationFacts;
import io.zonekeeper.manifests.stacks.ServiceFacts;

/** What all services share, spent by the one whose plan is applied. */
public final class ServicePace implements Component {
    private final EvacuationBudget evacuations;
    private final SurgePacer surge;
    private final SurgeTurns turns;
    private final PriorityClasses priorities;
    private final TrafficPriority traffic = new TrafficPriority(System::nanoTime);

    /** Creates it with the limits of the policy. */
    public ServicePace(Environment environment, ClusterState state) {
        this(
                new EvacuationBudget(
                        () -> environment.config().shard().partOf(state.policy().serviceEvacuationsPerHour()),
                        environment.clock()),
                new SurgePacer(
                        () -> part(
                                environment.config().shard(),
                                state.policy().surge(state.nodes().watched().size())),
                        key -> FailoverKeys.id(key)
                                .map(id -> state.failovers().get(id).isPresent())
                                .orElseGet(() ->
                                        state.services().get(Primaries.id(key)).isPresent()),
                        System::nanoTime),
                state.changes(),
                new PriorityClasses(environment.client(), System::nanoTime));
    }

    /** Several operators that divide the services divide the limits, for none knows what the others have spent. */
    private static PolicySettings.Surge part(Shard shard, PolicySettings.Surge limit) {
        return new PolicySettings.Surge(
                shard.partOf(limit.podsPerSecond()), shard.partOf(limit.maxPendingPods()), shard.partOf(limit.many()));
    }

    /**
     * Creates it.
     *
     * @param evacuations those that services begin on their own, in an hour
     * @param surge replacements that are started and not ready yet
     * @param changes tells services when it is their turn to start some
     * @param priorities of pods
     */
    ServicePace(EvacuationBudget evacuations, SurgePacer surge, Changes changes, PriorityClasses priorities) {
        this.evacuations = evacuations;
        this.surge = surge;
        this.turns = new SurgeTurns(surge, changes);
        this.priorities = priorities;
    }

    @Override
    public void start() {
        turns.start();
    }

    @Override
    public void close() {
        turns.close();
    }

    /**
     * Reserves the evacuations that a plan begins because the service fails on its own, before anything is written.
     *
     * @param memory what is written in the status of its stacks
     * @return whether there were enough left for this hour; if not, others took them meanwhile and it has to be planned
     *     again
     */
    boolean reserve(ZonedService service, Planned planned, Map<String, StackMemory> memory) {
        Set<String> begins = planned.plan().away().stream()
                .map(stack -> stack.zone().name())
                .filter(planned.decided().failing()::contains)
                .filter(zone -> Optional.ofNullable(memory.get(zone))
                        .filter(stack -> stack.state().evacuated())
                        .isEmpty())
                .collect(Collectors.toSet());
        return reserve(ServiceFacts.key(service), begins);
    }

    /**
     * Reserves evacuations that begin because a service fails on its own.
     *
     * @param key of a ZonedService, or of a ZoneFailover for its Services
     * @param stacks what it leaves that its status does not yet name as evacuated, by names that are its own
     * @return whether there were enough left for this hour; if not, none is reserved
     */
    public boolean reserve(String key, Set<String> stacks) {
        return evacuations.reserve(key, stacks);
    }

    /** Notes an evacuation that a status names, by the names with which it was reserved. */
    public void note(String key, String stack, Instant at) {
        evacuations.note(key, stack, at);
    }

    /** Returns how many evacuations may begin on their own now. */
    public int evacuationsLeft(String key) {
        return evacuations.left(key);
    }

    /** Notes the evacuations that a service's status names. */
    void note(ZonedService service) {
        EvacuationFacts.evacuatedAt(service).forEach((zone, at) -> note(ServiceFacts.key(service), zone, at));
    }

    /** Returns how many evacuations a service may begin on its own now. */
    int evacuationsLeft(ZonedService service) {
        return evacuationsLeft(ServiceFacts.key(service));
    }

    /**
     * Notes which of a service's pods start: how far they delay the replacements of others depends on their priority.
     */
    void count(ZonedService service, PendingPods pending) {
        count(ServiceFacts.key(service), pending.pods() > 0 ? priority(service) : 0, pending);
    }

    /**
     * Adds the replacements that are this service's turn. Whatever is granted is taken from what all services share:
     * only for a plan whose pods are made next.
     */
    Planned granted(ZonedService service, Planned planned) {
        int wanted = planned.plan().surgeWanted();
        int granted = wanted > 0 ? replacements(ServiceFacts.key(service), priority(service), wanted) : 0;
        return granted > 0 ? planned.granted(granted) : planned;
    }

    /**
     * Leaves the pods of drained zones running while many replacements start: they serve nobody, and stopping them
     * would hold up the replacements of others in Kubernetes' own controllers.
     */
    Planned keeping(ZonedService service, Planned planned) {
        if (!planned.plan().stopsDrained() || !surge.busy()) {
            return planned;
        }
        turns.awaitQuiet(ServiceFacts.key(service));
        return planned.keepingDrained();
    }

    /**
     * Returns how many pods may be deleted now so that they are replaced, of those that a ZoneFailover wants.
     *
     * @param key its key
     * @param priority of the pods
     */
    public int replacements(String key, int priority, int wanted) {
        int granted = wanted > 0 ? surge.grant(key, priority, wanted) : 0;
        if (granted < wanted) {
            turns.await();
        }
        return granted;
    }

    /** Notes which replacements of a ZoneFailover start. */
    public void count(String key, int priority, PendingPods pending) {
        surge.count(key, priority, pending);
    }

    /** Notes that a service's traffic was just moved, and returns how long its pods are to wait at least. */
    public Duration trafficMoved(String key) {
        return traffic.moved(key);
    }

    /** Returns how long a service's pods wait for the traffic of others; zero when they need not. */
    public Duration trafficOfOthers(String key) {
        return traffic.left(key);
    }

    private int priority(ZonedService service) {
        return priorities.of(Optional.ofNullable(service.getSpec().template())
                .map(template -> template.path("spec").path("priorityClassName").asText(null))
                .orElse(null));
    }
}
