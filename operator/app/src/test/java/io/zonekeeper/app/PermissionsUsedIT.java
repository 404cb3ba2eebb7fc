package io.zonekeeper.app;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.zonekeeper.testing.ApiCall;
import io.zonekeeper.testing.Chart;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * Every verb that the chart grants the operator is used, by the audit logs of all clusters of this build. It runs after
 * all other cluster tests. That every request is granted, those show themselves: they run with the chart's permissions
 * alone.
 */
class PermissionsUsedIT {
    /** Granted, and asked for by nobody, each for a reason. */
    private static final Map<String, String> UNUSED = Map.of();

    @Test
    void everyVerbThatIsGrantedIsUsed() {
        Set<ApiCall> calls = ApiCall.kept();
        assumeFalse(calls.isEmpty(), "no audit log was kept: the clusters were not of hack/cluster");
        assertThat(ChartPermission.of(Chart.EVERYTHING).stream()
                        .flatMap(permission -> unused(permission, calls))
                        .filter(Predicate.not(UNUSED::containsKey))
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
        return verbs.stream().map(verb -> "%s %s (%s)".formatted(verb, permission.resource(), permission.role()));
    }

    private static boolean covers(ChartPermission permission, ApiCall call) {
        return permission.resource().equals(call.resource())
                && permission.namespace().map(call.namespace()::equals).orElse(true)
                && (permission.names().isEmpty() || permission.names().contains(call.name()));
    }
}
