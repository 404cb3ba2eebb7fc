"""The Grafana dashboard, as Python: prints helm/zonekeeper/files/dashboard.json.  hack/generate runs it (hack/lib/generate-dashboard).

A row is a title and its panels; a panel is its kind, its title, what it shows, its unit, and (legend, query) pairs.  DashboardTest checks
that every metric and label of a query is declared, and has promtool parse it.
"""

from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, statetimeline, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common as options
from grafana_foundation_sdk.models import dashboard as model

RATE = "$__rate_interval"
ZONE = 'zone=~"$zone"'
GREEN, YELLOW, RED, BLUE, GREY = "green", "yellow", "red", "blue", "text"

ROWS = [
    ("Zones over time", [
        ("states", "Verdict of each zone", "What the evidence amounts to: Healthy, Suspect, Unhealthy, or Unknown without evidence.", "none", [
            ("{{zone}}", f'max by (zone) (zonekeeper_zone_verdict{{verdict="Suspect",{ZONE}}}) * 1'
                         f' + max by (zone) (zonekeeper_zone_verdict{{verdict="Unhealthy",{ZONE}}}) * 2'
                         f' + max by (zone) (zonekeeper_zone_verdict{{verdict="Unknown",{ZONE}}}) * 3'),
        ], {0: ("Healthy", GREEN), 1: ("Suspect", YELLOW), 2: ("Unhealthy", RED), 3: ("Unknown", GREY)}),
        ("states", "Cordoned zones", "Services evacuate a cordoned zone.", "none", [
            ("{{zone}}", f"max by (zone) (zonekeeper_zone_cordoned{{{ZONE}}})"),
        ], {0: ("open", GREEN), 1: ("cordoned", RED)}),
        ("lines", "Nodes that are ready", "Nodes of each zone that are ready, whether they take new pods or not.", "short", [
            ("{{zone}}", f'max by (zone) (sum by (zone, instance) (zonekeeper_zone_nodes{{state=~"schedulable|unschedulable",{ZONE}}}))'),
        ]),
        ("bars", "Cordons that began", "By who cordoned.", "short", [
            ("{{cause}}", f"sum by (cause) (increase(zonekeeper_zone_cordons_total[{RATE}]))"),
        ]),
    ]),
    ("Evidence", [
        ("states", "Signals with evidence", "A signal that is in use and has no evidence in any replica cannot show a failure.", "none", [
            ("{{signal}}", "max by (signal) (zonekeeper_signal_evidence)"),
        ], {0: ("no evidence", RED), 1: ("evidence", GREEN)}),
        ("bars", "Changes of verdicts", "Only changes are counted.", "short", [
            ("{{from}} to {{to}}", f"sum by (from, to) (increase(zonekeeper_zone_verdict_changes_total[{RATE}])) > 0"),
        ]),
        ("lines", "Zones with observers", "Two are needed for evidence from observers.", "short", [
            ("zones", "max(zonekeeper_observing_zones)"),
        ]),
        ("lines", "Checks of pods by observers", "What checks ended with, per second.", "ops", [
            ("{{outcome}}", f"sum by (outcome) (rate(zonekeeper_observer_probes_total[{RATE}]))"),
        ]),
        ("lines", "Pods that observers check", "Unproven pods have not passed their checks yet and are no evidence.", "short", [
            ("{{state}}", "sum by (state) (max by (state, instance) (zonekeeper_observer_pods))"),
        ]),
        ("lines", "Duration of an evaluation", "An evaluation starts every 250 ms.", "s", [
            ("99 %", f"histogram_quantile(0.99, sum by (le) (rate(zonekeeper_judge_seconds_bucket[{RATE}])))"),
            ("50 %", f"histogram_quantile(0.5, sum by (le) (rate(zonekeeper_judge_seconds_bucket[{RATE}])))"),
        ]),
    ]),
    ("Evacuations", [
        ("areas", "Services not Active in a zone", "By the state of the service in the zone.", "short", [
            ("{{zone}} {{state}}", f'max by (zone, state) (zonekeeper_service_zones{{state!="Active",{ZONE}}})'),
        ]),
        ("bars", "Steps of evacuations and failbacks", "A step is a change of the state of one service in one zone.", "short", [
            ("{{from}} to {{to}}", f"sum by (from, to) (increase(zonekeeper_evacuation_steps_total[{RATE}])) > 0"),
        ]),
        ("number", "Evacuations held", "Objects whose due evacuation does not begin or does not complete.", "short", [
            ("held", 'sum(zonekeeper_conditions{condition="EvacuationHeld",status="True"}) or vector(0)'),
        ]),
        ("bars", "Drills", "By how they ended.", "short", [
            ("{{outcome}}", f"sum by (outcome) (increase(zonekeeper_drills_total[{RATE}]))"),
        ]),
    ]),
    ("Capacity", [
        ("areas", "Ready pods in each zone", "Of all ZonedServices.", "short", [
            ("{{zone}}", f'max by (zone) (zonekeeper_service_pods{{state="ready",{ZONE}}})'),
        ]),
        ("lines", "Pods that are missing", "Planned and not ready.", "short", [
            ("{{zone}}", f'max by (zone) (zonekeeper_service_pods{{state="desired",{ZONE}}})'
                         f' - max by (zone) (zonekeeper_service_pods{{state="ready",{ZONE}}})'),
        ]),
        ("lines", "Left if the zone were lost", "Ready pods, as a percentage of replicas, of the service that would have the fewest.", "percent", [
            ("without {{zone}}", f"max by (zone) (zonekeeper_zone_loss_percent{{{ZONE}}})"),
        ]),
        ("lines", "Services not balanced or not redundant", "By the reason.", "short", [
            ("not balanced: {{reason}}", 'sum by (reason) (zonekeeper_conditions{kind="ZonedService",condition="Balanced",status="False"})'),
            ("not redundant: {{reason}}",
             'sum by (reason) (zonekeeper_conditions{kind="ZonedService",condition="ZoneRedundant",status="False",reason!="NotRequested"})'),
        ]),
    ]),
    ("Refusals", [
        ("lines", "Refusals that stand", "Objects by the condition that needs attention.", "short", [
            ("{{kind}} {{condition}}: {{reason}}",
             'sum by (kind, condition, reason) (zonekeeper_conditions{condition=~"Stalled|EvacuationHeld|DisruptionHeld|FailoverHeld|Held",status="True"})'),
        ]),
        ("bars", "Refusals", "Actions that were requested or due and were not taken.", "short", [
            ("{{kind}}: {{reason}}", f"sum by (kind, reason) (increase(zonekeeper_refusals_total[{RATE}])) > 0"),
        ]),
        ("lines", "Reconciles that failed", "They are retried.", "ops", [
            ("{{kind}}", f'sum by (kind) (rate(zonekeeper_reconcile_seconds_count{{outcome="failure"}}[{RATE}]))'),
        ]),
        ("lines", "Duration of a reconcile, 99 %", "Of those that succeeded.", "s", [
            ("{{kind}}", f'histogram_quantile(0.99, sum by (kind, le) (rate(zonekeeper_reconcile_seconds_bucket{{outcome="success"}}[{RATE}])))'),
        ]),
    ]),
    ("Notifications", [
        ("bars", "Notifications that were not delivered", "Lost: dropped, refused by the webhook, or expired.", "short", [
            ("{{type}}: {{outcome}}", f'sum by (type, outcome) (increase(zonekeeper_notifications_total{{outcome!="delivered"}}[{RATE}])) > 0'),
        ]),
        ("lines", "Notifications that wait", "The webhook is slow or away while they become more.", "short", [
            ("waiting", "max(zonekeeper_notifications_waiting)"),
        ]),
        ("lines", "Requests to the webhook that failed", "Per second; they are made again.", "ops", [
            ("failed", f"sum(rate(zonekeeper_notification_attempts_failed_total[{RATE}]))"),
        ]),
    ]),
    ("Proxies", [
        ("bars", "Configurations rolled out", "By what differs from the one before.", "short", [
            ("{{cause}}", f"sum by (cause) (increase(zonekeeper_proxy_configurations_total[{RATE}]))"),
        ]),
        ("lines", "ZonalProxies by condition", "Those that are not ready, or whose configuration is refused.", "short", [
            ("{{condition}}: {{reason}}",
             'sum by (condition, reason) (zonekeeper_conditions{kind="ZonalProxy",condition=~"Ready|ConfigurationValid|UpstreamFound",status="False"})'),
            ("all zones in use: {{reason}}", 'sum by (reason) (zonekeeper_conditions{kind="ZonalProxy",condition="FailOpen",status="True"})'),
        ]),
    ]),
    ("MongoDB", [
        ("number", "Gates of mongos that are closed", "While a gate is closed, mongos must not be restarted.", "short", [
            ("closed", 'sum(zonekeeper_conditions{kind="MongoCluster",condition="MongosGuarded",status="True"}) or vector(0)'),
        ]),
        ("lines", "MongoClusters by Ready", "By the reason.", "short", [
            ("{{status}}: {{reason}}", 'sum by (status, reason) (zonekeeper_conditions{kind="MongoCluster",condition="Ready"})'),
        ]),
        ("bars", "Operations", "What the operator did to replica sets, balancers and certificates.", "short", [
            ("{{action}}", f"sum by (action) (increase(zonekeeper_mongo_actions_total[{RATE}])) > 0"),
        ]),
    ]),
    ("AWS", [
        ("lines", "Time since the last successful poll", "Of each source of evidence.", "s", [
            ("{{source}}", "min by (source) (zonekeeper_aws_last_success_age_seconds)"),
        ]),
        ("lines", "Calls that failed", "Per second.", "ops", [
            ("{{operation}}: {{outcome}}", f'sum by (operation, outcome) (rate(zonekeeper_aws_calls_total{{outcome!="ok"}}[{RATE}])) > 0'),
        ]),
        ("areas", "Load balancers", "By the state of their zonal shift.", "short", [
            ("{{state}}", "max by (state) (zonekeeper_loadbalancers)"),
        ]),
        ("lines", "Time until a zonal shift expires", "It is renewed after half of its lifetime.", "s", [
            ("{{zone}}", f"min by (zone) (zonekeeper_loadbalancer_shift_expiry_seconds{{{ZONE}}})"),
            ("lifetime", "max(zonekeeper_aws_shift_lifetime_seconds)"),
        ]),
        ("bars", "Moves of writers of databases", "By who moved them.", "short", [
            ("{{by}}", f"sum by (by) (increase(zonekeeper_database_failovers_total[{RATE}]))"),
        ]),
    ]),
    ("Operator", [
        ("number", "Leaders", "One is right; one for each operator where services are divided among several (shards).", "short", [
            ("leaders", "sum(zonekeeper_leader)"),
            ("shares without a keeper", "max(zonekeeper_shards) - sum(max by (shard) (zonekeeper_shard_kept))"),
        ]),
        ("lines", "Writes to the API server", "Per second, by kind.", "ops", [
            ("{{kind}}", f"sum by (kind) (rate(zonekeeper_write_seconds_count[{RATE}])) > 0"),
        ]),
        ("lines", "Versions", "More than one during an upgrade.", "short", [
            ("{{version}}", "count by (version) (zonekeeper_build_info)"),
        ]),
    ]),
]


def datasource():
    return model.DataSourceRef(type_val="prometheus", uid="${datasource}")


def query(number, legend, expression):
    return prometheus.Dataquery().ref_id(chr(ord("A") + number)).expr(expression).legend_format(legend)


def colours(values):
    return [
        model.ValueMap(options={
            str(value): model.ValueMappingResult(text=text, color=colour, index=value) for value, (text, colour) in values.items()
        })
    ]


def panel(kind, title, description, unit, queries, values=None):
    if kind == "states":
        built = statetimeline.Panel().row_height(0.8).fill_opacity(80).mappings(colours(values))
    elif kind == "number":
        built = stat.Panel()
    else:
        built = timeseries.Panel().legend(
            common.VizLegendOptions()
            .display_mode(options.LegendDisplayMode.LIST)
            .placement(options.LegendPlacement.BOTTOM)
            .show_legend(True)
        )
        if kind == "bars":
            built = built.draw_style(options.GraphDrawStyle.BARS).fill_opacity(60)
        if kind in ("bars", "areas"):
            built = built.stacking(common.StackingConfig().mode(options.StackingMode.NORMAL))
        if kind == "areas":
            built = built.fill_opacity(30)
    built = built.title(title).description(description).unit(unit).datasource(datasource()).height(7).span(8)
    for number, (legend, expression) in enumerate(queries):
        built = built.with_target(query(number, legend, expression))
    return built


def build():
    built = (
        dashboard.Dashboard("Zonekeeper")
        .uid("zonekeeper")
        .tags(["zonekeeper", "kubernetes"])
        .description("Zones, evidence, evacuations and refusals. Made of helm/dashboard/dashboard.py.")
        .refresh("30s")
        .time("now-6h", "now")
        .timezone("browser")
        .readonly()
        .tooltip(model.DashboardCursorSync.CROSSHAIR)
        .with_variable(dashboard.DatasourceVariable("datasource").label("Data source").type("prometheus"))
        .with_variable(
            dashboard.QueryVariable("zone")
            .label("Zone")
            .query("label_values(zonekeeper_zone_verdict, zone)")
            .datasource(datasource())
            .refresh(model.VariableRefresh.ON_TIME_RANGE_CHANGED)
            .multi(True)
            .include_all(True)
            .all_value(".*")
        )
    )
    for title, panels in ROWS:
        built = built.with_row(dashboard.Row(title))
        for each in panels:
            built = built.with_panel(panel(*each))
    return built.build()


if __name__ == "__main__":
    print(JSONEncoder(sort_keys=True, indent=2).encode(build()))
