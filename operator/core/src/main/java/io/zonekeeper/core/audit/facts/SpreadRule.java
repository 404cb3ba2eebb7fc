package io.zonekeeper.core.audit.facts;

/**
 * A topology spread constraint of a pod.
 *
 * @param index its index in {@code topologySpreadConstraints}
 * @param topologyKey the node label over whose values pods are spread
 * @param maxSkew by how many pods values may differ
 * @param minDomains how many values there have to be; 1 by default
 * @param hard whether {@code whenUnsatisfiable} is {@code DoNotSchedule}
 * @param honorsTaints whether {@code nodeTaintsPolicy} is {@code Honor}, so that nodes whose taints the pod does not
 *     tolerate are not counted as empty
 * @param ownPods whether its selector matches the pod itself
 */
public record SpreadRule(
        int index,
        String topologyKey,
        int maxSkew,
        int minDomains,
        boolean hard,
        boolean honorsTaints,
        boolean ownPods) {}
