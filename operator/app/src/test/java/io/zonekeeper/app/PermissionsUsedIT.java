package io.zonekeeper.app;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.zonekeeper.testing.ApiCall;
import io.zonekeeper.testing.Chart;

import org.junit.jupiter.api.Test;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * Every verb that the chart grants the operator is used, by the audit logs of all clusters of this build. It runs after
 * all other cluster tests. That every request is granted, those show themselves: they run with the chart's permissions
 * alone.
 */
class PermissionsUsedIT {
    /** Who may list objects may as well get them, which is done where an object was changed by others meanwhile. */
    private static final String GET = "get";

    private static final String LIST = "list";

    /** Granted, and asked for by no test, each for a reason. */
    private static final Map<String, String> UNUSED = Map.ofEntries(
            entry("update zonedservices/finalizers.zonekeeper.io", "asked by admission on some clusters"),
            entry("update zonalproxies/finalizers.zonekeeper.io", "asked by admission on some clusters"),
            entry("update mongoclusters/finalizers.zonekeeper.io", "asked by admission on some clusters"),
            entry("update leases.coordination.k8s.io", "asked by the operator framework when it starts"),
            entry("get events", "an Event that is there already is counted up"),
            entry(
                    "delete controllerrevisions.apps",
                    "a template too long for an annotation, that no stack has any more"),
            entry("get persistentvolumeclaims", "a pod with a volume under a ZoneFailover"),
            entry("get persistentvolumes", "a pod with a volume under a ZoneFailover"),
            entry("delete services", "a service or zone that has no Service of its own any more"),
            entry("delete statefulsets.apps", "a zone that a StatefulSet has left"));

    @Test
    void everyVerbThatIsGrantedIsUsed() {
        Set<ApiCall> calls = ApiCall.kept();
        assumeFalse(calls.isEmpty(), "no audit log was kept: the clusters were not of hack/cluster");
        assertThat(ChartPermission.of(Chart.EVERYTHING).stream()
                        .flatMap(permission -> unused(permission, calls))
                        .distinct()
                        .sorted())
                .as("granted by the chart, and never used by any cluster test")
                .isEmpty();
    }

    private static Stream<String> unused(ChartPermission permission, Set<ApiCall> calls) {
        Set<String> verbs = new TreeSet<>(permission.verbs());
        calls.stream()
                .filter(call -> covers(permission, call))
                .map(ApiCall::verb)
                .forEach(verbs::remove);
        if (permission.verbs().contains(LIST)) {
            verbs.remove(GET);
        }
        return verbs.stream()
                .filter(verb -> !UNUSED.containsKey(verb + " " + permission.resource()))
                .map(verb -> "%s %s (%s)".formatted(verb, permission.resource(), permission.role()));
    }

    private static boolean covers(ChartPermission permission, ApiCall call) {
        return permission.resource().equals(call.resource())
                && permission.namespace().map(call.namespace()::equals).orElse(true)
                && (permission.names().isEmpty() || permission.names().contains(call.name()));
    }
}
