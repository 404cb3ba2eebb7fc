# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with hack/cluster
# The zones of a simulated cluster.  One kwok process per zone plays the kubelets of all its
# nodes, so killing it is losing the zone.
#
#   zone number N:  kubelets at 127.0.0.(10+N), pods in 10.(128+N).0.0/16

pod_supernet=10.128.0.0/9 # all zones' pods; 1 to 127 are possible zone numbers
default_zones=us-east-1a=use1-az1,us-east-1b=use1-az2,us-east-1c=use1-az4

# --- the record of zones ------------------------------------------------------------------

zone_pattern='^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'

# check_zone_pair NAME=ID
check_zone_pair() {
  [[ $1 == *=* && ${1%%=*} =~ $zone_pattern && ${1#*=} =~ $zone_pattern ]] ||
    die "'$1' is no zone: write NAME=ID, for example us-east-1d=use1-az6"
}

# record_zones PAIR,PAIR,... NODES
record_zones() {
  local pairs pair index=0
  IFS=, read -ra pairs <<<"$1"
  for pair in "${pairs[@]}"; do
    index=$((index + 1))
    printf '%s %s %s %s present\n' "$index" "${pair%%=*}" "${pair#*=}" "$2"
  done >"$dir/zones"
}

# zones [present]: prints INDEX NAME ID NODES STATE lines
zones() { awk -v only="${1-}" 'only == "" || $5 == only' "$dir/zones"; }

# find_zone NAME-OR-ID: sets zone_index, zone, zone_id, zone_nodes, zone_state
find_zone() {
  local line
  line=$(awk -v wanted="$1" '$2 == wanted || $3 == wanted { print; exit }' "$dir/zones")
  [[ $line ]] || return 1
  read -r zone_index zone zone_id zone_nodes zone_state <<<"$line"
}

require_zone() {
  find_zone "$1" ||
    die "cluster '$name' has no zone '$1'; it has: $(zones | awk '{ printf "%s%s (%s)", separator, $2, $3; separator = ", " }')"
}

require_present_zone() {
  require_zone "$1"
  [[ $zone_state == present ]] ||
    die "zone $zone was removed; give it back with: hack/cluster --name $name add-zone $zone"
}

# update_zone NAME NODES STATE
update_zone() {
  awk -v zone="$1" -v nodes="$2" -v state="$3" '$2 == zone { $4 = nodes; $5 = state } 1' "$dir/zones" >"$dir/zones.new"
  mv "$dir/zones.new" "$dir/zones"
}

# --- kwok ---------------------------------------------------------------------------------

# The kubelet port is one per cluster, the address one per zone.
kubelet_address() { printf '127.0.0.%s\n' $((10 + $1)); }
pod_cidr() { printf '10.%s.0.0/16\n' $((128 + $1)); }

# kwok does not know which addresses the pods it finds at its start have, so each start of a
# zone's kwok hands out a fresh sixteenth of the zone's range.
next_cidr() {
  local starts=0
  if [[ -r $dir/starts-$1 ]]; then starts=$(<"$dir/starts-$1"); fi
  printf '%s\n' $((starts + 1)) >"$dir/starts-$1"
  printf '10.%s.%s.0/20\n' $((128 + $1)) $((starts % 16 * 16))
}

# A node with this label has no kubelet yet.
asleep=kwok.zonekeeper.io/asleep

# start_kwok INDEX ZONE
start_kwok() {
  local address port
  address=$(kubelet_address "$1")
  port=$(setting kubelet_port)
  KWOK_WORKDIR=$dir/kwok start "kwok-$2" "$bin/kwok" \
    --kubeconfig "$kubeconfig" \
    --config "$dir/stages/nodes.yaml" --config "$dir/stages/pods.yaml" \
    --manage-all-nodes=false \
    --manage-nodes-with-label-selector "topology.kubernetes.io/zone=$2,!$asleep" \
    --node-lease-duration-seconds 40 \
    --cidr "$(next_cidr "$1")" \
    --node-ip "$address" --node-port "$port" --server-address "$address:$port" \
    --tls-cert-file "$kwokctl_dir/pki/admin.crt" --tls-private-key-file "$kwokctl_dir/pki/admin.key"
}

start_all_kwoks() {
  local index zone rest
  mkdir -p "$dir/stages"
  cp "$here"/control-plane/kwok/*.yaml "$dir/stages/"
  while read -r index zone rest; do start_kwok "$index" "$zone"; done < <(zones present)
}

# --- nodes --------------------------------------------------------------------------------

architecture() {
  case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64 | arm64) echo arm64 ;;
    *) uname -m ;;
  esac
}

# node_manifest ZONE ZONE_ID NUMBER
node_manifest() {
  cat <<YAML
---
apiVersion: v1
kind: Node
metadata:
  name: $1-$3
  annotations:
    kwok.x-k8s.io/node: fake
  labels:
    kubernetes.io/arch: $arch
    kubernetes.io/hostname: $1-$3
    kubernetes.io/os: linux
    topology.k8s.aws/zone-id: $2
    topology.kubernetes.io/region: ${1%[a-z]}
    topology.kubernetes.io/zone: $1
status:
  allocatable: &resources {cpu: "32", memory: 256Gi, pods: "1000", ephemeral-storage: 500Gi}
  capacity: *resources
YAML
}

# Reads INDEX NAME ID NODES lines and prints the manifests, the zones' first nodes first.
node_manifests() {
  local arch lines line number=1 index zone id nodes rest more=yes
  arch=$(architecture)
  mapfile -t lines
  while [[ $more ]]; do
    more=
    for line in "${lines[@]}"; do
      read -r index zone id nodes rest <<<"$line"
      ((number <= nodes)) || continue
      node_manifest "$zone" "$id" "$number"
      more=yes
    done
    number=$((number + 1))
  done
}

# One node after the other, evenly over ten seconds: each kubelet renews its lease every ten
# seconds from its own start, so renewals come evenly spread, as in a cluster that grew.
create_nodes_staggered() {
  local count node=0 started=$EPOCHREALTIME manifests manifest pids=() pid
  manifests=$(zones present | node_manifests)
  count=$(grep -c '^kind: Node' <<<"$manifests")
  # every manifest is one NUL-terminated record
  while IFS= read -r -d '' manifest; do
    sleep "$(awk -v s="$started" -v now="$EPOCHREALTIME" -v n="$node" -v count="$count" \
      'BEGIN { wait = s + 10 * n / count - now; print (wait > 0 ? wait : 0) }')"
    k create -f - <<<"$manifest" >/dev/null &
    pids+=($!)
    node=$((node + 1))
  done < <(awk '/^---$/ && NR > 1 { printf "%c", 0 } { print } END { printf "%c", 0 }' <<<"$manifests")
  for pid in "${pids[@]}"; do wait "$pid"; done
}

create_nodes() { node_manifests | k create --validate=false -f - >/dev/null; }

zone_selector() { printf 'topology.kubernetes.io/zone=%s\n' "$1"; }

# wait_nodes_ready SECONDS [ZONE]
wait_nodes_ready() {
  local which=(--all)
  if [[ ${2-} ]]; then which=(--selector "$(zone_selector "$2")"); fi
  k wait node "${which[@]}" --for=condition=Ready --timeout="$1s" >/dev/null ||
    die "not all nodes of ${2:-cluster $name} became Ready within $1 s; see: hack/cluster --name $name status"
}

# --- commands -----------------------------------------------------------------------------

kill_zone() {
  require_present_zone "$1"
  is_running "kwok-$zone" || {
    say "zone $zone is dark already"
    return
  }
  stop "kwok-$zone" KILL 0
  say "zone $zone ($zone_id) is dark: its $zone_nodes nodes are silent from now on"
}

# A kwok process waits until the leases of the one before it have run out, which no kubelet
# does.  Without a holder it takes them at its second try, ten seconds after it starts: as
# late as the slowest kubelet after an outage.
release_leases() {
  local names
  mapfile -t names < <(k get nodes --selector "$(zone_selector "$zone")" -o jsonpath='{range .items[*]}{.metadata.name}{"\n"}{end}')
  ((${#names[@]})) || return 0
  k patch lease --namespace kube-node-lease "${names[@]}" --type merge -p '{"spec":{"holderIdentity":null}}' >/dev/null
}

# Kubelets begin one after the other, evenly over ten seconds, and so do their renewals.
wake_nodes_staggered() {
  local started=$EPOCHREALTIME nodes node number=0 pids=() pid
  mapfile -t nodes < <(k get nodes --selector "$(zone_selector "$zone")" -o name)
  for node in "${nodes[@]}"; do
    sleep "$(awk -v s="$started" -v now="$EPOCHREALTIME" -v n="$number" -v count="${#nodes[@]}" \
      'BEGIN { wait = s + 10 * n / count - now; print (wait > 0 ? wait : 0) }')"
    k label "$node" "$asleep-" >/dev/null &
    pids+=($!)
    number=$((number + 1))
  done
  for pid in "${pids[@]}"; do wait "$pid"; done
}

# heal_zone NAME [--stagger]
heal_zone() {
  require_present_zone "$1"
  [[ ! ${2-} || $2 == --stagger ]] || die "heal-zone takes a zone and --stagger, not '$2'"
  if is_running "kwok-$zone"; then
    say "zone $zone is not dark"
    return
  fi
  release_leases
  [[ ! ${2-} ]] || k label nodes --selector "$(zone_selector "$zone")" "$asleep=true" >/dev/null
  start_kwok "$zone_index" "$zone"
  [[ ! ${2-} ]] || wake_nodes_staggered
  wait_nodes_ready 300 "$zone"
  say "zone $zone ($zone_id) is back: its $zone_nodes nodes are Ready"
}

remove_zone() {
  require_zone "$1"
  if [[ $zone_state == removed ]]; then
    say "zone $zone is removed already"
    return
  fi
  k delete node --selector "$(zone_selector "$zone")" --wait >/dev/null
  stop "kwok-$zone" KILL 0
  update_zone "$zone" "$zone_nodes" removed
  say "zone $zone ($zone_id) is gone: its $zone_nodes nodes are removed"
}

# add_zone NAME[=ID] [NODES]
add_zone() {
  local wanted=${2-}
  if find_zone "${1%%=*}"; then
    [[ $zone_state == removed ]] || die "cluster '$name' has zone $zone already"
    [[ $1 != *=* || ${1#*=} == "$zone_id" ]] || die "zone $zone has the ID $zone_id: a zone keeps its ID"
    update_zone "$zone" "${wanted:-$zone_nodes}" present
  else
    [[ $1 == *=* ]] || die "zone '$1' is new here: give it its ID too, for example: add-zone $1=use1-az6"
    check_zone_pair "$1"
    if find_zone "${1#*=}"; then die "the ID $zone_id belongs to zone $zone"; fi
    printf '%s %s %s %s present\n' $(($(wc -l <"$dir/zones") + 1)) "${1%%=*}" "${1#*=}" \
      "${wanted:-$(setting nodes_per_zone)}" >>"$dir/zones"
  fi
  find_zone "${1%%=*}"
  if is_real; then
    real_fill_zone
  else
    start_kwok "$zone_index" "$zone"
    zones present | awk -v zone="$zone" '$2 == zone' | create_nodes
  fi
  wait_nodes_ready 300 "$zone"
  say "zone $zone ($zone_id) has $zone_nodes nodes, all Ready"
}
