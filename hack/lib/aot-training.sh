# shellcheck shell=bash disable=SC2154 # `root`, `cluster`, `work` and `say` are those of who sources it
# What the operator does while its AOT cache is trained: it keeps a few services in a cluster of hack/cluster.

kube() { "$root/hack/cluster" --name "$cluster" exec kubectl "$@"; }

# until_true SECONDS WHAT COMMAND...
until_true() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS > deadline)); then
      say "waited in vain for $what"
      return 1
    fi
    sleep 0.2
  done
}

services() {
  local number
  for number in $(seq 20); do
    sed "s/name: web$/name: train-$number/" "$root/examples/01-balanced-service/service.yaml"
    echo ---
  done
  sed 's/name: queue/name: train-queue/' "$root/crds/src/test/contract/valid/zonedservice-statefulset.yaml"
}

all_spread() {
  [[ $(kube get zsvc -o jsonpath='{range .items[*]}{.status.conditions[?(@.type=="Balanced")].status}{"\n"}{end}' | grep -c True) -ge 20 ]]
}

spread_services() {
  services >"$work/services.yaml"
  kube apply -f "$work/services.yaml" >/dev/null
  until_true 60 "the services to be spread" all_spread
}

change_services() {
  kube scale zsvc train-1 --replicas=14 >/dev/null
  kube delete zsvc train-2 >/dev/null
}

# A Deployment that nobody wrote for Zonekeeper, and its Service.
plain_service() {
  cat <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata: {name: plain}
spec:
  replicas: 6
  selector: {matchLabels: {app: plain}}
  template:
    metadata: {labels: {app: plain}}
    spec: {containers: [{name: plain, image: "registry.local/plain:1"}]}
---
apiVersion: v1
kind: Service
metadata: {name: plain}
spec: {selector: {app: plain}, ports: [{port: 80}]}
---
apiVersion: zonekeeper.io/v1alpha1
kind: ZoneFailover
metadata: {name: plain}
spec: {services: {names: [plain]}}
YAML
}

is_protected() { [[ $(kube get zfo plain -o jsonpath='{.status.protectedServices}') == 1/1 ]]; }

is_evacuated() {
  [[ $(kube get zsvc train-1 -o jsonpath='{.status.zones[?(@.zone=="us-east-1c")].state}') == Drained &&
    $(kube get service plain -o jsonpath='{.spec.selector}') == *outside-* ]]
}

# What is done in the first seconds of an incident must not wait for classes.
lose_zone() {
  plain_service | kube apply -f - >/dev/null
  until_true 60 "the plain service to be protected" is_protected
  "$root/hack/cluster" --name "$cluster" kill-zone us-east-1c >/dev/null
  until_true 90 "the zone to be evacuated" is_evacuated
}
