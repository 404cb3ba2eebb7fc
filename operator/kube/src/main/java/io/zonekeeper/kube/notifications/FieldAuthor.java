package io.zonekeeper.kube.notifications;

import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;

/**
 * Who wrote a field of an object, as far as the API server remembers it: the name of the program (field manager), not
 * of the user, who is in the audit log of the API server only.
 *
 * @param manager kubectl-zonekeeper, kubectl-edit, argocd-controller and the like
 * @param time when it last wrote fields of the object; null where that is not recorded
 */
public record FieldAuthor(String manager, String time) {
    /**
     * Returns the last one that wrote a field.
     *
     * @param path of the field
     */
    public static Optional<FieldAuthor> of(HasMetadata object, String... path) {
        return Stream.ofNullable(object.getMetadata().getManagedFields())
                .flatMap(entries -> entries.stream())
                .filter(entry -> entry.getManager() != null && owns(entry, path))
                .max(Comparator.comparing(entry -> Objects.requireNonNullElse(entry.getTime(), "")))
                .map(entry -> new FieldAuthor(entry.getManager(), entry.getTime()));
    }

    private static boolean owns(ManagedFieldsEntry entry, String... path) {
        Object fields = entry.getFieldsV1() == null ? null : entry.getFieldsV1().getAdditionalProperties();
        for (String part : path) {
            fields = fields instanceof Map<?, ?> map ? map.get("f:" + part) : null;
        }
        return fields != null;
    }
}
