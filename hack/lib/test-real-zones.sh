# shellcheck shell=bash disable=SC2154 # variables and functions of hack/test-real
# Checks of hack/test-real: zones that fail, each in its own way, and nodes that are drained.

# no_traffic_in ZONE
no_traffic_in() { [[ " $(traffic)" != *" ${1: -1}="* ]] || { echo "traffic goes to $(traffic)" && return 1; }; }

# nine_outside ZONE: the capacity is back without it
nine_outside() {
  traffic | awk -v RS=' ' -F= -v zone="${1: -1}" '$1 != zone { sum += $2 } END { print sum " ready outside"; exit sum < 9 }'
}

# evacuated ZONE: since EPOCHREALTIME `began`
evacuated() {
  eventually 40 no_traffic_in "$1"
  echo "no traffic after $(seconds_since "$began") s"
  eventually 60 nine_outside "$1"
  echo "capacity is back after $(seconds_since "$began") s"
}

seconds_since() { awk -v since="$1" -v now="$EPOCHREALTIME" 'BEGIN { printf "%.1f", now - since }'; }

# zone_is_lost FAULT ZONE
zone_is_lost() {
  local began
  eventually 60 watched
  hack_cluster "$1" "$2"
  began=$EPOCHREALTIME
  evacuated "$2"
  hack_cluster heal-zone "$2"
  eventually 240 settled
  eventually 120 spread_again
}

# own_zones COMPONENT: prints how many of its pods each zone has, as 1 1 1
own_zones() {
  system get pods --selector "app.kubernetes.io/name=$1" -o jsonpath='{range .items[*]}{.spec.nodeName}{"\n"}{end}' |
    sed 's/-[0-9]*$//' | sort | uniq -c | awk '{ printf "%s%s", NR == 1 ? "" : " ", $1 }'
}

# spread_again: what was started elsewhere while a zone was lost does not stay there
spread_again() {
  complete && same "operators in each zone" "$(own_zones zonekeeper)" "1 1 1" &&
    same "observers in each zone" "$(own_zones zonekeeper-observer)" "2 2 2"
}

leaders_zone_is_lost() {
  local zone
  zone=$(zone_of "$(node_of_leader)")
  echo "leader $(leader) in $zone"
  zone_is_lost "$1" "$zone"
}

# Every change of the zone's verdict, and of its cordon, during a helm upgrade in which all operators are replaced.
upgrade_during_an_outage() {
  local zone=us-east-1b began watch
  eventually 60 watched
  hack_cluster kill-zone "$zone"
  began=$EPOCHREALTIME
  evacuated "$zone"
  hack/cluster --name "$cluster" exec kubectl get zone "$zone" --watch -o jsonpath='{.status.verdict} {.status.cordon.by}{"\n"}' >"$work/verdicts" &
  watch=$!
  # Observers of the dark zone cannot be replaced: Helm would wait for them.
  upgrade "${policies[@]}" --set log.level=info
  system rollout status deployment zonekeeper --timeout 120s
  eventually 30 leader_is_there
  sleep 5 # for what a new leader would decide at once
  kill "$watch"
  same "verdict and cordon" "$(sort -u "$work/verdicts")" "Unhealthy Automatic"
  no_traffic_in "$zone"
  hack_cluster heal-zone "$zone"
  eventually 240 settled
}

# The Lease names a pod that exists.
leader_is_there() { system get pod "$(leader)"; }

# in_pods_of ZONE COMMAND...
in_pods_of() {
  local pod
  for pod in $(kube get pods -o wide --no-headers | awk -v zone="$1" '$7 ~ zone && $3 == "Running" { print $1 }'); do
    kube exec "$pod" -- "${@:2}"
  done
}

# gray_failure ZONE: the pods there stay ready, and answer the health check with 404.  The canary that is kept says when it is over.
gray_failure() {
  local began
  eventually 60 watched
  in_pods_of "$1" rm /tmp/www/healthz
  began=$EPOCHREALTIME
  evacuated "$1"
  same "cordons: one service's pods are one witness" "$(zones_of cordon.by)" ""
  in_pods_of "$1" touch /tmp/www/healthz
  eventually 240 settled
}

# drain NODE
drain() {
  inside kubectl drain "$1" --ignore-daemonsets --delete-emptydir-data --timeout 150s
  inside kubectl uncordon "$1"
  eventually 120 settled
}

# The node of the leader also has an observer and pods of the service.
drains_leader() {
  local node
  node=$(node_of_leader)
  inside kubectl get pods --all-namespaces --field-selector "spec.nodeName=$node"
  drain "$node"
}

drains_every_node() {
  local node
  for node in $(inside kubectl get nodes -o jsonpath='{.items[*].metadata.name}'); do drain "$node"; done
}
