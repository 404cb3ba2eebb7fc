# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with hack/cluster
# Real nodes: their files, their certificates, their processes.  Everything of a node is in $dir/nodes/NODE.

node_memory_mib=4096 # what each node offers to pods

# real_nodes [ZONE]: prints INDEX NUMBER NODE lines of the zones that are present
# shellcheck disable=SC2120 # files apart give it
real_nodes() {
  zones present | awk -v zone="${1-}" 'zone == "" || $2 == zone { for (n = 1; n <= $4; n++) print $1, n, $2 "-" n }'
}

# --- certificates ---------------------------------------------------------------------------

# client_kubeconfig FILE USER [GROUP]: a certificate signed by the cluster's CA, in a kubeconfig
client_kubeconfig() {
  local work pki=$kwokctl_dir/pki
  work=$(mktemp -d "$dir/cert.XXXXXX")
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$work/key" -out "$work/request" \
    -subj "${3:+/O=$3}/CN=$2" 2>/dev/null
  openssl x509 -req -in "$work/request" -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -set_serial "0x$(openssl rand -hex 8)" -days 365 \
    -out "$work/crt" -extfile <(echo extendedKeyUsage=clientAuth) 2>/dev/null
  (
    umask 077
    cat >"$1" <<YAML
apiVersion: v1
kind: Config
clusters:
  - {name: cluster, cluster: {server: "https://$control_plane_ip:$(setting apiserver_port)", certificate-authority-data: $(base64 -w0 "$pki/ca.crt")}}
users:
  - {name: user, user: {client-certificate-data: $(base64 -w0 "$work/crt"), client-key-data: $(base64 -w0 "$work/key")}}
contexts:
  - {name: context, context: {cluster: cluster, user: user}}
current-context: context
YAML
  )
  rm -r "$work"
}

# --- files ----------------------------------------------------------------------------------

write_containerd_config() {
  cat <<TOML
version = 2
root = "$1/containerd"
state = "/run/containerd"
oom_score = 0
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$pause_image"
  # Not every machine lets root lower its processes' OOM scores.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$(cni_folder)"
    conf_dir = "$1/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        BinaryName = "$(PATH=$PATH:/usr/sbin type -P runc)"
TOML
}

# No masquerading: pods of other nodes and the control plane see pods' own addresses.
write_cni_config() {
  cat <<JSON
{"cniVersion": "0.4.0", "name": "pods", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true, "isDefaultGateway": true, "ipMasq": false, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "/run/cni", "ranges": [[{"subnet": "$1"}]]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
JSON
}

write_kubelet_config() {
  local memory
  memory=$(awk '$1 == "MemTotal:" { print int($2 / 1024) }' /proc/meminfo)
  cat <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
failCgroupV1: false
cgroupDriver: cgroupfs
cgroupRoot: /$(node_cgroup "$1")
enforceNodeAllocatable: []
failSwapOn: false
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $kwokctl_dir/pki/ca.crt}}
authorization: {mode: Webhook}
clusterDNS: [$dns_ip]
clusterDomain: cluster.local
resolvConf: ""
# Each node sees all of the machine's memory and disk.
systemReserved: {memory: $((memory > node_memory_mib ? memory - node_memory_mib : 0))Mi}
evictionHard: {nodefs.available: "1%", imagefs.available: "1%"}
imageGCHighThresholdPercent: 100
localStorageCapacityIsolation: false
YAML
}

# Timeouts of connections only: their number is a limit of the whole machine.
write_proxy_config() {
  cat <<YAML
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
clusterCIDR: $pod_supernet
clientConnection: {kubeconfig: $dir/proxy.kubeconfig}
conntrack: {maxPerCore: 0, min: 0}
YAML
}

# write_node_files INDEX NUMBER NODE
write_node_files() {
  local folder=$dir/nodes/$3 zone id
  [[ ! -e $folder/kubeconfig ]] || return 0
  mkdir -p "$folder/cni"
  read -r zone id < <(zones | awk -v index_="$1" '$1 == index_ { print $2, $3 }')
  write_containerd_config "$folder" >"$folder/containerd.toml"
  write_cni_config "$(node_pods "$1" "$2")" >"$folder/cni/10-pods.conflist"
  write_kubelet_config "$3" >"$folder/kubelet.yaml"
  write_proxy_config >"$folder/kube-proxy.yaml"
  node_ip "$1" "$2" >"$folder/ip"
  printf 'topology.kubernetes.io/region=%s,topology.kubernetes.io/zone=%s,topology.k8s.aws/zone-id=%s\n' \
    "${zone%[a-z]}" "$zone" "$id" >"$folder/labels"
  client_kubeconfig "$folder/kubeconfig" "system:node:$3" system:nodes
}

# --- processes ------------------------------------------------------------------------------

# start_node INDEX NUMBER NODE
start_node() {
  local cgroups inside=("${inside[@]}") pid
  ! is_running "node-$3" || return 0
  create_node_network "$1" "$2" "$3"
  set_node_link "$3" up
  write_node_files "$1" "$2" "$3"
  make_node_cgroups "$3"
  mapfile -t cgroups < <(cgroup_folders "$(node_cgroup "$3")/system")
  pid=$(pid_of "netns-$3")
  inside=(nsenter --target "$pid" --net)
  PATH=$PATH:/usr/sbin:/sbin start "node-$3" unshare --pid --fork --kill-child --mount --uts --ipc --mount-proc --propagation private \
    "$here/lib/real-node" "$3" "$dir/nodes/$3" "$dir/logs" "$bin" "${cgroups[@]}"
}

# node_pid NODE: prints the pid of its first process, as seen from outside
node_pid() {
  local parent children
  parent=$(pid_of "node-$1") || return 1
  { children=$(<"/proc/$parent/task/$parent/children"); } 2>/dev/null
  [[ $children ]] && printf '%s\n' "${children%% *}"
}

# in_node NODE COMMAND...: beside the node's own processes
in_node() {
  local pid
  pid=$(node_pid "$1") || return 1
  shift
  nsenter --target "$pid" --mount --uts --ipc --net --pid "$@"
}

# stop_node NODE: as a power cut does
stop_node() {
  local pid
  # A process that is frozen cannot even be killed.
  set_frozen "$1" no
  if pid=$(node_pid "$1"); then kill -KILL "$pid" 2>/dev/null || true; fi
  poll 20 node_has_stopped "$1" || die "processes of node $1 do not end"
  rm -f "$(pid_file "node-$1")"
}

node_has_stopped() { ! is_running "node-$1"; }

# remove_node NODE: with its network, cgroups and files
remove_node() {
  stop_node "$1"
  stop "netns-$1" KILL 5
  remove_cgroups "$(node_cgroup "$1")"
  rm -rf "$dir/nodes/$1"
}

containerd_answers() { in_node "$1" ctr version; }

# load_image ARCHIVE...: into every node that runs
load_image() {
  local index number node pids=() pid
  while read -r index number node; do
    is_running "node-$node" || continue
    load_into_node "$node" "$@" &
    pids+=($!)
  done < <(real_nodes)
  for pid in "${pids[@]}"; do wait "$pid" || die "an image could not be loaded into every node, see: hack/cluster --name $name logs"; done
}

load_into_node() {
  local node=$1 archive
  shift
  poll 60 containerd_answers "$node" || return 1
  for archive; do in_node "$node" ctr --namespace k8s.io images import --digests=false "$archive" >>"$(log_file "images-$node")" 2>&1 || return 1; done
}
