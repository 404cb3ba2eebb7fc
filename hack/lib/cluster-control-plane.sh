# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with hack/cluster
# etcd, kube-apiserver, kube-controller-manager and kube-scheduler of a simulated cluster.

service_cidr=10.96.0.0/16
apiserver_service_ip=10.96.0.1
control_plane=(etcd kube-apiserver kube-controller-manager kube-scheduler)

k() { "${inside[@]}" "$bin/kubectl" --kubeconfig "$kubeconfig" "$@"; }

# poll SECONDS COMMAND...: until the command succeeds
poll() {
  local deadline=$((SECONDS + $1))
  shift
  until ("$@") >/dev/null 2>&1; do # a subshell, so that a trap of ours still has stderr
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# choose_port FROM ADDRESS: prints the first port from there on at which nobody listens and which no cluster has.
# Those have theirs also while nobody listens: of a dead zone, or of an API server that is about to start again.
choose_port() {
  local port=$1 taken
  taken=$(sed -n 's/^[a-z_]*_port=//p' "$clusters_dir"/*/settings 2>/dev/null || true)
  while grep -qx "$port" <<<"$taken" || (exec 3<>"/dev/tcp/$2/$port") 2>/dev/null; do
    port=$((port + 1))
  done
  printf '%s\n' "$port"
}

# Below what the kernel gives to connections, so that none of those takes one.
choose_control_plane_ports() {
  local use
  if is_real; then # alone in its network namespace: the ports that people's network policies name
    remember etcd_port 2379
    remember etcd_peer_port 2380
    remember apiserver_port 6443
    remember controller_manager_port 10257
    remember scheduler_port 10259
    return
  fi
  for use in etcd etcd_peer apiserver controller_manager scheduler; do
    remember "${use}_port" "$(choose_port 20000 127.0.0.1)"
  done
}

# kwokctl's node timings are slack, its client limits are the stock 20 requests a second and
# it listens on all interfaces; here the timings are stock Kubernetes, the controllers are
# unthrottled (the API server keeps its limits) and everything stays on loopback.  Its choice
# of ports would take one of another cluster's API server that is just being restarted.  No
# component of kwokctl's own simulates nodes: each zone has its own kwok (cluster-zones.sh).
write_kwokctl_config() {
  local component
  cat <<YAML
apiVersion: config.kwok.x-k8s.io/v1alpha1
kind: KwokctlConfiguration
options:
  runtime: binary
  bindAddress: 127.0.0.1
  components: [$(IFS=, && echo "${control_plane[*]}")]
  etcdBinary: $bin/etcd
  kubeApiserverBinary: $bin/kube-apiserver
  kubeControllerManagerBinary: $bin/kube-controller-manager
  kubeSchedulerBinary: $bin/kube-scheduler
  kubectlBinary: $bin/kubectl
  etcdPort: $(setting etcd_port)
  etcdPeerPort: $(setting etcd_peer_port)
  kubeApiserverPort: $(setting apiserver_port)
  kubeControllerManagerPort: $(setting controller_manager_port)
  kubeSchedulerPort: $(setting scheduler_port)
  heartbeatFactor: 1
  kubeControllerManagerNodeMonitorPeriodMilliseconds: 5000
  kubeControllerManagerNodeMonitorGracePeriodMilliseconds: 50000
  kubeApiserverCertSANs: [$apiserver_service_ip]
  ${audit:+kubeAuditPolicy: $here/control-plane/audit-policy.yaml}
  ${ZONEKEEPER_KUBERNETES:+kubeVersion: v$ZONEKEEPER_KUBERNETES.0}
componentsPatches:
- name: etcd
  extraArgs:
  - {key: unsafe-no-fsync, value: "true"}
- name: kube-apiserver
  extraArgs:
  - {key: service-cluster-ip-range, value: $service_cidr}
  - {key: kubelet-preferred-address-types, value: InternalIP}
  - {key: audit-log-maxsize, value: "0"} # no rotation
YAML
  if is_real; then
    # The certificate is signed for every address that the namespace has.
    cat <<YAML
  - {key: bind-address, value: 0.0.0.0, override: true}
  - {key: advertise-address, value: $control_plane_ip}
  - {key: enable-admission-plugins, value: NodeRestriction}
  - {key: kubelet-client-certificate, value: $kwokctl_dir/pki/admin.crt}
  - {key: kubelet-client-key, value: $kwokctl_dir/pki/admin.key}
YAML
  else
    # Loopback is no valid endpoint, so Service default/kubernetes has none.
    cat <<YAML
  - {key: advertise-address, value: 127.0.0.1}
  - {key: endpoint-reconciler-type, value: none}
YAML
  fi
  for component in kube-controller-manager kube-scheduler; do
    cat <<YAML
- name: $component
  extraArgs:
  - {key: kube-api-qps, value: "5000"}
  - {key: kube-api-burst, value: "10000"}
  # so that they survive stop-apiserver
  - {key: leader-elect, value: "false"}
YAML
    if [[ $component == kube-controller-manager ]]; then
      echo "  - {key: service-cluster-ip-range, value: $service_cidr}"
    fi
  done
}

# kwokctl starts the four and returns when the API server answers.  It runs in the
# background so that Ctrl-C is acted on at once.
start_control_plane() {
  mkdir -p "$dir/kwok" "$dir/logs"
  write_kwokctl_config >"$dir/kwokctl.yaml"
  PATH=$bin:$PATH KWOK_WORKDIR=$dir/kwok "${inside[@]}" \
    "$bin/kwokctl" create cluster --name "$name" --config "$dir/kwokctl.yaml" --kubeconfig "" --timeout 300s \
    </dev/null >"$dir/logs/kwokctl.log" 2>&1 8>&- 9>&- &
  printf '%s' $! >"$(pid_file kwokctl)"
  wait $! || return 1
  rm -f "$(pid_file kwokctl)"
  "$bin/kubectl" --kubeconfig "$kwokctl_dir/kubeconfig.yaml" config view --raw --flatten >"$kubeconfig"
  chmod 600 "$kubeconfig"
  cp "/proc/$(pid_of kube-apiserver)/cmdline" "$dir/kube-apiserver.cmdline"
}

# shellcheck disable=SC2016 # for the inner shell
listens() { "${inside[@]}" bash -c 'exec 3<>"/dev/tcp/$1/$2"' - "$1" "$2"; }

# Everything that is to listen does, so its port is taken.
all_listen() {
  local index zone rest
  listens 127.0.0.1 "$(setting controller_manager_port)" || return 1
  listens 127.0.0.1 "$(setting scheduler_port)" || return 1
  while read -r index zone rest; do
    listens "$(kubelet_address "$index")" "$(setting kubelet_port)" || return 1
  done < <(zones present)
}

# What `up` shows when it fails: the components that died, or else the API server.
explain_failure() {
  local component dead=()
  if [[ -e $(pid_file kwokctl) ]]; then dead+=(kwokctl); fi
  for component in $(components) $(if is_real; then real_nodes | awk '{ print "node-" $3 }'; else zones | awk '{ print "kwok-" $2 }'; fi); do
    if [[ -s $(log_file "$component") ]] && ! is_running "$component"; then dead+=("$component"); fi
  done
  for component in "${dead[@]:-kube-apiserver}"; do
    [[ -s $(log_file "$component") ]] || continue
    say "last lines of $component:"
    tail -n 5 "$(log_file "$component")" | cut -c1-400 >&2
  done
}

api_is_ready() { k get --raw /readyz --request-timeout=2s; }

# Refuses new connections at once; open watches would keep it for a minute.
stop_apiserver() { stop kube-apiserver TERM 5; }

start_apiserver() {
  local command
  if is_running kube-apiserver; then
    say "kube-apiserver runs already"
    return
  fi
  mapfile -d '' -t command <"$dir/kube-apiserver.cmdline"
  start kube-apiserver "${command[@]}"
  poll 180 api_is_ready || {
    explain_failure
    die "kube-apiserver of cluster '$name' did not become ready within 60 s"
  }
}
