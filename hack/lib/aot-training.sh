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
