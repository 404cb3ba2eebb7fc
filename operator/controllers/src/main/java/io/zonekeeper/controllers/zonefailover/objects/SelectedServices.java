package io.zonekeeper.controllers.zonefailover.objects;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.zonekeeper.api.v1alpha1.ZoneFailoverSpec.Requirement;
import io.zonekeeper.api.v1alpha1.ZoneFailoverSpec.ServiceSelection;
import io.zonekeeper.kube.objects.SelectorMatch;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Service;

/** Which Services a ZoneFailover selects. */
public final class SelectedServices {
    private SelectedServices() {}

    /** Returns whether a Service is selected; no selection selects all. */
    public static boolean selects(ServiceSelection selection, Service service) {
        if (selection == null) {
            return true;
        }
        if (selection.names() != null) {
            return selection.names().contains(service.getMetadata().getName());
        }
        List<LabelSelectorRequirement> requirements =
                Objects.requireNonNullElse(selection.matchExpressions(), List.<Requirement>of()).stream()
                        .map(each -> new LabelSelectorRequirement(
                                each.key(), operator(each), Objects.requireNonNullElse(each.values(), List.of())))
                        .toList();
        return SelectorMatch.selects(
                new LabelSelector(requirements, selection.matchLabels()),
                Objects.requireNonNullElse(service.getMetadata().getLabels(), Map.of()));
    }

    private static String operator(Requirement requirement) {
        return switch (requirement.operator()) {
            case IN -> "In";
            case NOT_IN -> "NotIn";
            case EXISTS -> "Exists";
            case DOES_NOT_EXIST -> "DoesNotExist";
        };
    }
}
