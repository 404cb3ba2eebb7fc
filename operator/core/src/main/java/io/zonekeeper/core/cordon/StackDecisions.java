package io.zonekeeper.core.cordon;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.evacuation.StackDecision;

/**
 * What was decided of one service in each of its zones.
 *
 * @param byZone by zone name, whether it may serve there
 * @param refusals zones in which it fails and which it does not leave
 * @param failing zones which it leaves because it fails there on its own
 * @param unwanted zones which it leaves only because a user wants this service out
 */
public record StackDecisions(
        Map<String, StackDecision> byZone, List<Refusal> refusals, Set<String> failing, Set<String> unwanted) {
    /** Copies the collections. */
    public StackDecisions {
        byZone = Map.copyOf(byZone);
        refusals = List.copyOf(refusals);
        failing = Set.copyOf(failing);
        unwanted = Set.copyOf(unwanted);
    }
}
