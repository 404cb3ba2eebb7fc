# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with hack/cluster
# `up --netns`: the whole cluster lives in a network namespace of its own, where every pod
# IP is local, so that a small server bound there can answer for the simulated pods.
#
# The namespace is nameless and lives as long as its holder process, so nothing is left
# behind in the system and two checkouts cannot collide.

inside=() # the command prefix that enters the namespace; empty without one

enter_netns() {
  inside=()
  local pid
  [[ $(setting netns) == yes ]] || return 0
  pid=$(pid_of netns) || die "the network namespace of cluster '$name' is gone; run: hack/cluster --name $name up"
  inside=(nsenter --target "$pid" --net)
  if ((UID != 0)); then inside+=(--user --preserve-credentials); fi
}

# hold_netns COMPONENT: makes a namespace, held by a process of that name
hold_netns() {
  local new_namespace=(unshare --net) pid tries
  command -v ip >/dev/null || die "--netns needs the 'ip' command: install iproute2"
  if ((UID != 0)); then new_namespace+=(--user --map-root-user); fi
  "${new_namespace[@]}" true 2>/dev/null ||
    die "--netns is not possible here: this system does not let you create network namespaces (run as root, or without --netns)"
  # shellcheck disable=SC2016 # for the inner shell
  start "$1" "${new_namespace[@]}" bash -c 'exec -a "zonekeeper netns $1/" sleep infinity' - "$dir"
  pid=$(<"$(pid_file "$1")")
  for ((tries = 0; tries < 100; tries++)); do
    [[ $(tr '\0' ' ' <"/proc/$pid/cmdline") == "zonekeeper netns"* ]] && break
    sleep 0.02
  done
}

create_netns() {
  hold_netns netns
  remember netns yes
  enter_netns
  "${inside[@]}" ip link set lo up
}

make_pods_local() { "${inside[@]}" ip route add local "$pod_supernet" dev lo; }
