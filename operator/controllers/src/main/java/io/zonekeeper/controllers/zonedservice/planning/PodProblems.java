package io.zonekeeper.controllers.zonedservice.planning;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.zonedservice.pods.PodReport;
import io.zonekeeper.core.service.StackFact;
import io.zonekeeper.manifests.stacks.PodTemplate;

/** By zone, why pods that are asked for are not ready, in sentences. */
final class PodProblems {
    private PodProblems() {}

    /**
     * Returns what was answered about pods that are missing.
     *
     * @param running the stacks, as they are planned from
     */
    static Map<String, String> of(Resolved resolved, List<StackFact> running) {
        ZonedService service = resolved.service();
        PodTemplate wanted = resolved.stacks().wanted();
        Map<String, PodTemplate> given = resolved.stacks().given();
        Map<String, String> sentences = new HashMap<>();
        resolved.pods()
                .homeless()
                .forEach((zone, pods) -> sentences.put(
                        zone, PodReport.explained(service, given.getOrDefault(zone, wanted), pods.message())));
        PodReport missing = resolved.pods().missing().explained(service, wanted, given);
        missing.unplaced().forEach((zone, words) -> sentences.put(zone, words.message()));
        sentences.putAll(missing.stuck());
        running.stream()
                .filter(stack -> stack.ready() >= stack.desired())
                .forEach(stack -> sentences.remove(stack.zone()));
        return sentences;
    }
}
