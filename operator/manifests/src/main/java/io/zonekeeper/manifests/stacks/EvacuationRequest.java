package io.zonekeeper.manifests.stacks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.zone.Resolution;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.kube.objects.Labels;

/**
 * The zones that a user wants one service to leave.
 *
 * @param zones their names
 * @param refusals words of the annotation that identify no zone
 */
public record EvacuationRequest(Set<String> zones, List<Refusal> refusals) {

    public static EvacuationRequest of(ZonedService service, ZoneCatalog catalog) {
        Set<String> zones = new TreeSet<>();
        List<Refusal> refusals = new ArrayList<>();
        String written = Optional.ofNullable(service.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(Labels.EVACUATE))
                .orElse("");
        for (String word : written.split("[ ,]+", -1)) {
            if (word.isEmpty()) {
                continue;
            }
            switch (catalog.resolve(word)) {
                case Resolution.Found(var zone) -> zones.add(zone.name());
                case Resolution.Unknown(Refusal why) ->
                    refusals.add(
                            new Refusal(why.reason(), "annotation %s: %s".formatted(Labels.EVACUATE, why.message())));
            }
        }
        return new EvacuationRequest(zones, refusals);
    }
}
