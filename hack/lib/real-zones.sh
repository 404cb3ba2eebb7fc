# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with hack/cluster
# The zones of a cluster with real nodes: how they fail, and how they come back.

# for_nodes_of_zone FUNCTION ARGUMENT...: calls FUNCTION NODE ARGUMENT... for each node of $zone
for_nodes_of_zone() {
  local function=$1 index number node pids=() pid
  shift
  while read -r index number node; do
    "$function" "$node" "$@" &
    pids+=($!)
  done < <(real_nodes "$zone")
  for pid in "${pids[@]}"; do wait "$pid"; done
}

# real_zone_state INDEX ZONE: running, dark, cut or frozen
real_zone_state() {
  local index number node
  uplink_is_up "$1" || {
    echo cut
    return
  }
  while read -r index number node; do
    is_running "node-$node" || {
      echo dark
      return
    }
    if is_frozen "$node"; then
      echo frozen
      return
    fi
  done < <(real_nodes "$2")
  echo running
}

# real_nodes_running ZONE: how many of its nodes have power
real_nodes_running() {
  local index number node running=0
  while read -r index number node; do
    if is_running "node-$node"; then running=$((running + 1)); fi
  done < <(real_nodes "$1")
  printf '%s\n' "$running"
}

start_all_nodes() {
  local index number node
  while read -r index number node; do start_node "$index" "$number" "$node"; done < <(real_nodes)
  connect_nodes
}

real_kill_zone() {
  require_present_zone "$1"
  for_nodes_of_zone set_node_link down
  for_nodes_of_zone stop_node
  say "zone $zone ($zone_id) is dark: its $zone_nodes nodes have lost power, pods included"
}

real_cut_zone() {
  require_present_zone "$1"
  set_uplink "$zone_index" down
  say "zone $zone ($zone_id) is cut off: its $zone_nodes nodes run on and reach only each other"
}

real_freeze_zone() {
  require_present_zone "$1"
  for_nodes_of_zone set_frozen yes
  say "zone $zone ($zone_id) is frozen: its $zone_nodes nodes and their pods stand still; connections to them are accepted and not answered"
}

# Whatever was done to it.
real_heal_zone() {
  local state index number node
  require_present_zone "$1"
  state=$(real_zone_state "$zone_index" "$zone")
  if [[ $state == running ]]; then
    say "zone $zone is not dark, cut off or frozen"
    return
  fi
  set_uplink "$zone_index" up
  for_nodes_of_zone set_frozen no
  while read -r index number node; do start_node "$index" "$number" "$node"; done < <(real_nodes "$zone")
  wait_nodes_ready 300 "$zone"
  say "zone $zone ($zone_id) is back: its $zone_nodes nodes are Ready"
}

real_remove_zone() {
  require_zone "$1"
  if [[ $zone_state == removed ]]; then
    say "zone $zone is removed already"
    return
  fi
  for_nodes_of_zone remove_node
  k delete node --selector "$(zone_selector "$zone")" --wait >/dev/null
  update_zone "$zone" "$zone_nodes" removed
  say "zone $zone ($zone_id) is gone: its $zone_nodes nodes are removed"
}

# After the zone is recorded as present.
real_fill_zone() {
  local index number node
  create_zone_network "$zone_index"
  set_uplink "$zone_index" up
  while read -r index number node; do start_node "$index" "$number" "$node"; done < <(real_nodes "$zone")
  connect_nodes
  load_all_images
  poll 60 nodes_registered "$zone" "$zone_nodes" || die "the nodes of zone $zone did not register, see: hack/cluster --name $name logs"
}

all_nodes_registered() {
  local index zone id nodes rest
  while read -r index zone id nodes rest; do nodes_registered "$zone" "$nodes" || return 1; done < <(zones present)
}

# nodes_registered ZONE COUNT
nodes_registered() { (($(k get nodes --selector "$(zone_selector "$1")" --no-headers | wc -l) == $2)); }
