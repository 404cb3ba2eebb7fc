package io.zonekeeper.controllers.metrics;

import java.util.List;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseStatus;
import io.zonekeeper.api.v1alpha1.ZonalProxyStatus;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicyStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;

import io.fabric8.kubernetes.client.CustomResource;

/** The conditions of an object of any kind. */
final class StatusConditions {
    private StatusConditions() {}

    /** Returns the conditions of an object; none where it has no status yet. */
    static Stream<Condition> of(CustomResource<?, ?> object) {
        List<Condition> conditions = switch (object.getStatus()) {
            case null -> null;
            case ZoneStatus status -> status.conditions();
            case ZonedServiceStatus status -> status.conditions();
            case ZoneHealthPolicyStatus status -> status.conditions();
            case ZonalProxyStatus status -> status.conditions();
            case MongoClusterStatus status -> status.conditions();
            case MultiAZDatabaseStatus status -> status.conditions();
            case ZoneFailoverStatus status -> status.conditions();
            default -> null;
        };
        return Stream.ofNullable(conditions).flatMap(List::stream);
    }
}
