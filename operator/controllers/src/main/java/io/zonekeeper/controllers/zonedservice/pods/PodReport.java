package io.zonekeeper.controllers.zonedservice.pods;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.core.rollout.Restarts;
import io.zonekeeper.core.rollout.RolloutMemory;
import io.zonekeeper.core.rollout.RolloutSettings;
import io.zonekeeper.core.rollout.StackPods.Unplaced;
import io.zonekeeper.kube.objects.DeploymentProblems;
import io.zonekeeper.manifests.stacks.PodTemplate;
import io.zonekeeper.manifests.stacks.ServiceFacts;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;

/**
 * What the pods of a service tell, by zone name.
 *
 * @param stuck what keeps containers from running, or pods from being created
 * @param unplaced what the scheduler reports about pods without a node
 * @param refused why pods of the stack's own template are not created; already in {@code stuck} where that is told
 * @param leftover what a user has to delete
 * @param restarts pods that restarted lately
 */
public record PodReport(
        Map<String, String> stuck,
        Map<String, Unplaced> unplaced,
        Map<String, String> leftover,
        Map<String, String> refused,
        Map<String, Restarts> restarts) {
    /** Nothing was asked. */
    public static final PodReport NONE = new PodReport(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    /**
     * Returns what the pods tell of a rollout. Why they do not start is reported once the zone in step had the time to
     * start them; which of them have to be deleted at once, for time does not help.
     *
     * @param pods asks for them
     * @param stacks the Deployments or StatefulSets of the service
     * @param rollout its rollout, with a zone in step
     */
    public static PodReport ofRollout(
            ServicePods pods,
            String namespace,
            String service,
            Iterable<? extends HasMetadata> stacks,
            RolloutMemory rollout,
            RolloutSettings settings,
            Instant now) {
        String step = rollout.zone().orElseThrow();
        Instant begun = rollout.begun().orElse(rollout.since());
        Instant until = now.minus(settings.patience());
        boolean hadTime = !until.isBefore(begun);
        List<Pod> found = pods.of(namespace, service);
        Map<String, String> stuck = new TreeMap<>();
        Map<String, Unplaced> unplaced = new TreeMap<>();
        Map<String, String> leftover = new TreeMap<>();
        Map<String, String> refused = new TreeMap<>();
        if (hadTime) {
            stuck.putAll(StuckPods.among(found, begun, until));
            unplaced.putAll(UnplacedPods.among(found, begun));
        }
        for (HasMetadata stack : stacks) {
            if (stack instanceof StatefulSet set && ServiceFacts.zoneOf(set).equals(Optional.of(step))) {
                LeftoverPods.of(set, found, hadTime ? until : Instant.MIN)
                        .ifPresent(sentence -> leftover.put(step, sentence));
                if (hadTime && lacksPods(set)) {
                    pods.refused(namespace, set.getMetadata().getName(), begun)
                            .ifPresent(cause -> refused.put(step, cause));
                }
            }
            if (stack instanceof Deployment deployment
                    && ServiceFacts.zoneOf(deployment).equals(Optional.of(step))
                    && ServiceFacts.settled(deployment)) {
                DeploymentProblems.refusedPods(deployment.getStatus()).ifPresent(cause -> refused.put(step, cause));
            }
        }
        refused.forEach(stuck::putIfAbsent);
        return new PodReport(
                stuck, unplaced, leftover, refused, PodRestarts.among(found, step, begun, settings.bake(), now));
    }

    /** Returns why pods that are asked for are not ready, whatever template they have. */
    static PodReport ofMissing(
            ServicePods pods,
            List<Pod> found,
            String namespace,
            Iterable<? extends HasMetadata> stacks,
            Instant since) {
        Map<String, String> stuck = new TreeMap<>(StuckPods.among(found, Instant.EPOCH, Instant.MAX));
        for (HasMetadata stack : stacks) {
            if (stack instanceof StatefulSet set && lacksPods(set)) {
                ServiceFacts.zoneOf(set)
                        .flatMap(zone -> pods.refused(
                                        namespace, set.getMetadata().getName(), since)
                                .map(cause -> Map.entry(zone, cause)))
                        .ifPresent(refused -> stuck.putIfAbsent(refused.getKey(), refused.getValue()));
            }
        }
        return new PodReport(stuck, UnplacedPods.among(found, Instant.EPOCH), Map.of(), Map.of(), Map.of());
    }

    /**
     * Returns this report with the constraints of each zone's template that the scheduler's words speak of.
     *
     * @param wanted the template that the service has now
     * @param told by zone, the template that its stack was last given
     */
    public PodReport explained(ZonedService service, PodTemplate wanted, Map<String, PodTemplate> told) {
        Map<String, Unplaced> explained = new TreeMap<>();
        unplaced.forEach((zone, said) -> explained.put(
                zone,
                new Unplaced(
                        explained(service, told.getOrDefault(zone, wanted), said.message()), said.placeOfAnother())));
        return new PodReport(stuck, explained, leftover, refused, restarts);
    }

    public static String explained(ZonedService service, PodTemplate template, String words) {
        return ConstraintHints.explain(template.tree(), service.getSpec().volumeClaimTemplates(), words);
    }

    private static boolean lacksPods(StatefulSet set) {
        Integer asked = set.getSpec().getReplicas();
        Integer there = set.getStatus() == null ? null : set.getStatus().getReplicas();
        return asked != null && (there == null || there < asked);
    }
}
