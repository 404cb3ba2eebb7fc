# shellcheck shell=bash disable=SC2154 # variables and functions of hack/test-real
# Checks of hack/test-real: the chart, from its installation to its removal.

# chart COMMAND...: helm with the release's namespace
chart() { inside helm --namespace zonekeeper-system "$@"; }

# Seconds instead of minutes for what follows an outage, and no limit on how many outages a day may have.
values=(--set proxies.enabled=true --set policy.spec.failback.stableFor=5s --set policy.spec.failback.holdDown=0s
  --set policy.spec.limits.zoneCordonsPerDay=100 --set policy.spec.limits.serviceEvacuationsPerHour=1000)
policies=(--set networkPolicy.create=true --set 'networkPolicy.metricsFrom[0].podSelector.matchLabels.app=prometheus' --set log.level=debug)

installs() {
  inside kubectl create namespace zonekeeper-system
  inside kubectl label namespace zonekeeper-system pod-security.kubernetes.io/enforce=restricted
  chart install zonekeeper helm/zonekeeper "${values[@]}" --wait --timeout 180s || {
    system get pods,events -o wide
    return 1
  }
  eventually 60 healthy
}

helm_test() {
  chart test zonekeeper --timeout 90s || {
    system logs zonekeeper-test
    return 1
  }
}

# upgrade VALUE...
upgrade() {
  chart upgrade zonekeeper helm/zonekeeper "${values[@]}" "$@" --timeout 180s
}

upgrades() {
  upgrade "${policies[@]}" --wait
  system get networkpolicies zonekeeper zonekeeper-observer
  eventually 60 settled
}

rolls_back() {
  chart rollback zonekeeper 1 --wait --timeout 180s
  same "network policies" "$(system get networkpolicies -o name)" ""
  eventually 60 settled
  upgrades
}

# One minute after its start each operator tests whether its signals have evidence.
kubelets_are_evidence() { eventually 100 kubelets_respond; }

kubelets_respond() {
  system exec "$(leader)" -- busybox wget -qO- http://localhost:8080/metrics | grep '^zonekeeper_signal_evidence' >"$work/evidence"
  cat "$work/evidence"
  grep -qF '{signal="kubelets"} 1' "$work/evidence"
}

closed_budgets() {
  kube get poddisruptionbudgets -o jsonpath='{range .items[*]}{.metadata.name}={.spec.maxUnavailable}{"\n"}{end}' | grep '=0'
}

# pod_ids: those of the shop, without what is on its way out
pod_ids() {
  kube get pods --selector zonekeeper.io/service=shop --no-headers -o custom-columns=ID:.metadata.uid,GOING:.metadata.deletionTimestamp |
    awk '$2 == "<none>" { print $1 }' | sort
}

uninstalls() {
  local pods
  pods=$(pod_ids)
  # While a zone's nodes are drained, and more than one pod may go there, the other zones are closed.
  kube patch zsvc shop --type merge --patch '{"spec": {"disruption": {"maxUnavailable": 2}}}'
  inside kubectl cordon us-east-1b-1
  eventually 30 closed_budgets
  chart uninstall zonekeeper --wait --timeout 180s
  inside kubectl uncordon us-east-1b-1
  if closed_budgets; then return 1; fi
  same "what is left of the chart" "$(system get pods,jobs,deployments,serviceaccounts,networkpolicies -o name | grep zonekeeper)" ""
  same "roles left" "$(inside kubectl get clusterroles,clusterrolebindings -o name | grep zonekeeper)" ""
  kube get zsvc shop
  same "the pods" "$(pod_ids)" "$pods"
}

installs_again() {
  local pods
  pods=$(pod_ids)
  chart install zonekeeper helm/zonekeeper "${values[@]}" --wait --timeout 180s
  eventually 60 settled
  same "the pods" "$(pod_ids)" "$pods"
}
