package io.zonekeeper.app.observe;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.zonekeeper.api.v1alpha1.HealthCheck;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceSpec;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneStack;
import io.zonekeeper.core.evacuation.StackState;

/**
 * What counts of a service.
 *
 * @param key namespace and name
 * @param checks what its pods are looked at by; without any they are not
 * @param away zones in which it gets no traffic, or is in between: what is seen there is reported even if all is well,
 *     for it decides on coming home
 */
record ServiceFact(String key, List<Check> checks, Set<String> away) {

    ServiceFact {
        checks = List.copyOf(checks);
        away = Set.copyOf(away);
    }

    /** Returns what counts of a service. */
    static ServiceFact of(ZonedService service) {
        Set<String> away = new HashSet<>();
        for (ZoneStack stack : stacks(service)) {
            boolean active = stack.state() == null || stack.state().equals(StackState.ACTIVE.word());
            if (Boolean.FALSE.equals(stack.serving()) || !active) {
                away.add(stack.zone());
            }
        }
        return new ServiceFact(
                key(service),
                checks(service).stream()
                        .flatMap(check -> Check.of(check).stream())
                        .toList(),
                away);
    }

    /** Returns namespace and name of a service. */
    static String key(ZonedService service) {
        return service.getMetadata().getNamespace() + "/"
                + service.getMetadata().getName();
    }

    /** Drops what does not count: the pods' template is most of a service. */
    static void prune(ZonedService service) {
        service.getMetadata().setManagedFields(null);
        service.getMetadata().setAnnotations(null);
        List<HealthCheck> checks = checks(service);
        List<ZoneStack> stacks = stacks(service);
        service.setSpec(new ZonedServiceSpec(null, null, null, null, null, null, null, checks, null, null, null, null));
        service.setStatus(new ZonedServiceStatus(null, null, null, null, null, stacks, null, null, null));
    }

    private static List<HealthCheck> checks(ZonedService service) {
        return service.getSpec() == null
                ? List.of()
                : Objects.requireNonNullElse(service.getSpec().healthChecks(), List.of());
    }

    private static List<ZoneStack> stacks(ZonedService service) {
        return service.getStatus() == null
                ? List.of()
                : Objects.requireNonNullElse(service.getStatus().zones(), List.of());
    }
}
