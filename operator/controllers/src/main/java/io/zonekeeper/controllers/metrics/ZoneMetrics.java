package io.zonekeeper.controllers.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.core.zone.ZoneEntry;
import io.zonekeeper.kube.metrics.Label;
import io.zonekeeper.kube.metrics.MetricCatalog;

/** The metrics of the zones. */
final class ZoneMetrics {
    private final MetricCatalog.Rows nodes;
    private final MetricCatalog.Rows verdicts;
    private final MetricCatalog.Rows cordoned;

    ZoneMetrics(MetricCatalog catalog, Label zone) {
        nodes = catalog.rows(
                "zonekeeper_zone_nodes",
                "Nodes of a zone; their sum is all nodes.",
                zone,
                Label.ofCluster("zone_id", "ID of the zone; empty while it is not known"),
                Label.of(
                        "state",
                        "`schedulable`: ready and takes new pods; `unschedulable`: ready and takes none",
                        Arrays.stream(NodeState.values()).map(NodeState::word)));
        verdicts = catalog.states(
                "zonekeeper_zone_verdict",
                "Verdict of a zone: 1 for the current one, 0 for the others.",
                zone,
                Label.of(
                        "verdict",
                        "the verdict",
                        Arrays.stream(Verdict.values()).map(Verdict::word)));
        cordoned = catalog.rows("zonekeeper_zone_cordoned", "Whether a zone is cordoned: 1 if it is.", zone);
    }

    void show(List<ZoneEntry> zones, Map<String, ZoneDecision> decisions) {
        verdicts.replace(decisions.values().stream()
                .flatMap(decision -> Arrays.stream(Verdict.values())
                        .map(verdict -> MetricCatalog.Row.of(
                                decision.zoneVerdict().verdict() == verdict ? 1 : 0,
                                decision.zone(),
                                verdict.word()))));
        cordoned.replace(decisions.values().stream()
                .map(decision -> MetricCatalog.Row.of(decision.cordoned() ? 1 : 0, decision.zone())));
        nodes.replace(zones.stream()
                .flatMap(zone -> Arrays.stream(NodeState.values())
                        .map(state -> MetricCatalog.Row.of(
                                state.count(zone),
                                zone.identity().name(),
                                zone.identity().id(),
                                state.word()))));
    }
}
