package io.zonekeeper.controllers.zonedservice.planning;

import java.util.Map;

import io.zonekeeper.controllers.pacing.UnschedulablePods;
import io.zonekeeper.controllers.zonedservice.pods.PodReport;

/**
 * Why pods of a service are not ready, which only the API server knows: no pods are cached.
 *
 * @param rollout how the pods of the zone in step of a rollout are
 * @param homeless by zone, pods of a service that is being moved for which the scheduler found no node
 * @param missing why pods of a service that is not moved are missing
 */
public record PodFindings(PodReport rollout, Map<String, UnschedulablePods.Unschedulable> homeless, PodReport missing) {
    /** Nothing was asked. */
    public static final PodFindings NONE = new PodFindings(PodReport.NONE, Map.of(), PodReport.NONE);
}
