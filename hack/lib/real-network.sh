# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with hack/cluster
# The network of a cluster with real nodes.  The control plane's namespace holds the bridge `core` and one bridge for each
# zone, joined to it by a cable (up-N, down-N); a node is plugged into its zone's bridge.  To cut a zone is to take its
# cable's end `up-N` down: its nodes still reach each other, and nothing else.
#
#   control plane   172.20.0.1           node M of zone N   172.20.N.M, pods 10.(128+N).M.0/24

control_plane_ip=172.20.0.1

node_ip() { printf '172.20.%s.%s\n' "$1" "$2"; }
node_pods() { printf '10.%s.%s.0/24\n' $((128 + $1)) "$2"; }
node_mac() { printf '02:00:ac:14:%02x:%02x\n' "$1" "$2"; }

create_core_network() {
  create_netns
  # What passes the bridges is the nodes' own business, not this namespace's kube-proxy's.
  "${inside[@]}" sysctl -qw net.bridge.bridge-nf-call-iptables=0
  "${inside[@]}" ip -batch - <<IP
link add core address $(node_mac 0 1) type bridge
addr add $control_plane_ip/16 dev core
link set core up
route add $service_cidr dev core
IP
}

# create_zone_network INDEX
create_zone_network() {
  "${inside[@]}" ip link show "zone-$1" >/dev/null 2>&1 || "${inside[@]}" ip -batch - <<IP
link add zone-$1 type bridge
link add up-$1 type veth peer name down-$1
link set up-$1 master core
link set down-$1 master zone-$1
link set zone-$1 up
link set up-$1 up
link set down-$1 up
IP
}

set_uplink() { "${inside[@]}" ip link set "up-$1" "$2"; }
uplink_is_up() { [[ $("${inside[@]}" ip -oneline link show "up-$1") == *[\<,]UP[,\>]* ]]; }

# set_node_link NODE up|down: a machine without power answers nothing, where a namespace without programs would refuse connections
set_node_link() {
  local link
  link=$(real_nodes | awk -v node="$1" '$3 == node { print "node-" $1 "-" $2 }')
  "${inside[@]}" ip link set "$link" "$2"
}

# in_node_network NODE COMMAND...
in_node_network() {
  local pid
  pid=$(pid_of "netns-$1") || return 1
  shift
  nsenter --target "$pid" --net "$@"
}

# create_node_network INDEX NUMBER NODE: the namespace outlives the node's processes, as a machine's cable does
create_node_network() {
  local pid
  ! is_running "netns-$3" || return 0
  hold_netns "netns-$3"
  pid=$(pid_of "netns-$3")
  "${inside[@]}" ip -batch - <<IP
link add node-$1-$2 type veth peer name eth0 address $(node_mac "$1" "$2") netns $pid
link set node-$1-$2 master zone-$1
link set node-$1-$2 up
IP
  in_node_network "$3" ip -batch - <<IP
link set lo up
addr add $(node_ip "$1" "$2")/16 dev eth0
link set eth0 up
route add default via $control_plane_ip
neigh add $control_plane_ip lladdr $(node_mac 0 1) nud permanent dev eth0
IP
  in_node_network "$3" sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
}

# Tells everyone the way to every node and its pods.  The neighbours are permanent, so what is sent to a zone that is cut off
# vanishes without an error, as in a cloud.
connect_nodes() {
  local index number node
  while read -r index number node; do
    way_to_nodes eth0 "$node" | in_node_network "$node" ip -batch -
  done < <(real_nodes)
  way_to_nodes core '' | "${inside[@]}" ip -batch -
}

# way_to_nodes DEVICE FROM
way_to_nodes() {
  local index number node
  while read -r index number node; do
    [[ $node != "$2" ]] || continue
    printf 'neigh replace %s lladdr %s nud permanent dev %s\n' "$(node_ip "$index" "$number")" "$(node_mac "$index" "$number")" "$1"
    printf 'route replace %s via %s dev %s\n' "$(node_pods "$index" "$number")" "$(node_ip "$index" "$number")" "$1"
  done < <(real_nodes)
}
