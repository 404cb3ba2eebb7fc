# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with hack/cluster
# `up --real`: the whole cluster, and what runs in it beside the nodes.

dns_ip=10.96.0.10

# What runs in the control plane's namespace beside the control plane: a kube-proxy, so that clients there reach
# Services, and what enforces network policies.
real_components=(proxy network-policies)

is_real() { [[ $(setting real) == yes ]]; }

# Prints the names of everything that runs once per cluster.
components() {
  printf '%s\n' "${control_plane[@]}"
  if is_real; then printf '%s\n' "${real_components[@]}"; fi
}

# A kube-proxy needs a node to be: it takes the first one's name, and so its zone where a Service prefers near endpoints.
start_real_components() {
  local first
  first=$(real_nodes | awk 'NR == 1 { print $3 }')
  write_proxy_config >"$dir/proxy.yaml"
  PATH=$PATH:/usr/sbin:/sbin start proxy "$bin/kube-proxy" --config "$dir/proxy.yaml" --hostname-override "$first"
  PATH=$PATH:/usr/sbin:/sbin start network-policies python3 "$here/lib/real-network-policies" "$kubeconfig" "$dir/pids/"
}

create_real_network() {
  local index zone rest
  create_core_network
  while read -r index zone rest; do create_zone_network "$index"; done < <(zones)
}

allow_proxies() { k create clusterrolebinding kube-proxy --clusterrole=system:node-proxier --user=system:kube-proxy >/dev/null; }

# Once there are nodes in every zone, or both replicas would go to the first.
install_dns() {
  sed "s/DNS_IP/$dns_ip/; s#DNS_IMAGE#$dns_image#" "$here/control-plane/coredns/coredns.yaml" | k create -f - >/dev/null
  k wait deployment/coredns --namespace kube-system --for=condition=Available --timeout=120s >/dev/null
}

up_real() {
  remember real yes
  remember kubelet_port 10250
  save_sysctls
  create_real_network
  choose_control_plane_ports
  step "networks"
  start_control_plane
  poll 180 api_is_ready
  client_kubeconfig "$dir/proxy.kubeconfig" system:kube-proxy
  allow_proxies
  step "control plane"
  start_all_nodes
  make_images "$dir/images"
  load_all_images
  step "images"
  poll 120 all_nodes_registered
  wait_nodes_ready 300
  start_real_components
  step "$(real_nodes | wc -l) nodes in $(zones | wc -l) zones"
  install_dns
  step "cluster DNS"
}

# Before the processes of the control plane end, and the record of nodes with them.
destroy_nodes() {
  local index number node pids=() pid
  [[ -r $dir/zones ]] || return 0
  while read -r index number node; do
    remove_node "$node" &
    pids+=($!)
  done < <(real_nodes)
  for pid in "${pids[@]}"; do wait "$pid" || true; done
}

# After everything else has gone.  Says what could not be removed.
clean_machine() {
  local left
  remove_cgroups "$(cluster_cgroup)"
  restore_sysctls
  left=$(real_leftovers)
  [[ ! $left ]] && return
  say "left on this machine:"
  printf '%s\n' "$left" >&2
  return 1
}
