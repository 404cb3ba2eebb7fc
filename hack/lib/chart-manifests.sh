# shellcheck shell=bash
# The chart as files that kubectl applies without Helm.  `helm` must be on PATH.

# chart_manifests CHART [OPTION...]: what the chart makes of its values, without the hooks, which only Helm runs, and without the
# labels by which Helm knows what it installed.
chart_manifests() {
  helm template zonekeeper "$1" --namespace zonekeeper-system --no-hooks "${@:2}" |
    sed -e '/^# Source: /d' -e '/^ *helm\.sh\/chart: /d' -e '/^ *app\.kubernetes\.io\/managed-by: Helm$/d' -e '/./,$!d'
}
