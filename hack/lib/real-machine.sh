# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with hack/cluster
# What a cluster with real nodes needs of this machine and changes on it: programs, cgroups, sysctls.

# Kubelets set these for the whole machine.
kubelet_sysctls=(vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops
  kernel.keys.root_maxkeys kernel.keys.root_maxbytes)
saved_sysctls=$clusters_dir/.sysctls

# PROGRAM=PACKAGE, as Debian and Ubuntu name them
real_programs=(containerd=containerd runc=runc nft=nftables ip=iproute2 nsenter=util-linux busybox=busybox-static
  openssl=openssl python3=python3)

# cni_folder: prints where the CNI plugins are
cni_folder() {
  local folder
  for folder in /usr/lib/cni /opt/cni/bin; do
    [[ -x $folder/bridge && -x $folder/host-local && -x $folder/portmap ]] && printf '%s\n' "$folder" && return
  done
  return 1
}

# One line says why real nodes are not possible here.
require_real() {
  local program packages=()
  ((UID == 0)) || die "up --real needs root: kubelets and containerd make mounts, cgroups and network namespaces"
  for program in "${real_programs[@]}"; do
    PATH=$PATH:/usr/sbin:/sbin type -P "${program%%=*}" >/dev/null || packages+=("${program#*=}")
  done
  cni_folder >/dev/null || packages+=(containernetworking-plugins)
  ((!${#packages[@]})) || die "up --real needs programs that are missing here: apt-get install --no-install-recommends ${packages[*]}"
  unshare --net --pid --mount --uts --ipc --fork --mount-proc true 2>/dev/null ||
    die "up --real is not possible here: this system does not let root create network, pid and mount namespaces"
  unshare --net nft add table inet zonekeeper 2>/dev/null || die "up --real is not possible here: the kernel has no nftables"
  unshare --net ip link add name probe type bridge 2>/dev/null || die "up --real is not possible here: the kernel has no bridges"
  [[ $(cgroup_version) ]] || die "up --real is not possible here: no cgroup controllers are mounted under /sys/fs/cgroup"
  # Each node has a /var and a /run of its own, which would hide the cluster's folder.
  case $dir/ in /var/* | /run/*) die "up --real cannot keep its state under $clusters_dir: choose a folder outside of /var and /run" ;; esac
}

# --- cgroups ------------------------------------------------------------------------------
# Each node has a cgroup zonekeeper-CLUSTER/NODE in every hierarchy, with the node's own processes in `system` and its
# pods beside that: kubelets that shared one would clear away each other's pods.

cgroup_version() {
  if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
    echo 2
  elif grep -q ' cgroup .*\bmemory\b' /proc/mounts; then
    echo 1
  fi
}

# cgroup_folders PATH: prints PATH's folder in each hierarchy
cgroup_folders() {
  if [[ $(cgroup_version) == 2 ]]; then
    printf '/sys/fs/cgroup/%s\n' "$1"
  else
    awk -v path="$1" '$3 ~ /^cgroup2?$/ { print $2 "/" path }' /proc/mounts | sort -u
  fi
}

cluster_cgroup() { printf 'zonekeeper-%s\n' "$name"; }
node_cgroup() { printf 'zonekeeper-%s/%s\n' "$name" "$1"; }

# A new cpuset has no processors, and takes no process, until it is given its parent's.
inherit_cpuset() {
  local file
  for file in cpuset.cpus cpuset.mems; do
    [[ ! -e $1/$file ]] || cat "$1/../$file" >"$1/$file"
  done
}

# make_cgroup PATH
make_cgroup() {
  local folder
  while read -r folder; do
    mkdir -p "$folder"
    if [[ $(cgroup_version) == 2 ]]; then
      echo '+cpuset +cpu +io +memory +pids' >"$folder/../cgroup.subtree_control" ||
        die "up --real is not possible here: controllers cannot be given to ${folder%/*}"
    else
      inherit_cpuset "$folder"
    fi
  done < <(cgroup_folders "$1")
}

make_node_cgroups() {
  local folder
  make_cgroup "$(cluster_cgroup)"
  make_cgroup "$(node_cgroup "$1")"
  make_cgroup "$(node_cgroup "$1")/system"
  # Nodes have processors of their own; here all of them together get a larger part of the machine's.
  while read -r folder; do
    [[ ! -e $folder/cpu.shares ]] || echo 8192 >"$folder/cpu.shares"
    [[ ! -e $folder/cpu.weight ]] || echo 800 >"$folder/cpu.weight"
  done < <(cgroup_folders "$(cluster_cgroup)")
}

# remove_cgroups PATH: also waits for what is just ending in them
remove_cgroups() {
  local folder
  while read -r folder; do
    [[ ! -d $folder ]] || poll 10 remove_cgroup_tree "$folder" || true
  done < <(cgroup_folders "$1")
}

remove_cgroup_tree() {
  find "$1" -depth -type d -exec rmdir {} + 2>/dev/null
  [[ ! -d $1 ]]
}

# set_frozen NODE yes|no: stops every process of the node and of its pods where it is, or lets them go on
set_frozen() {
  local cgroup file
  cgroup=$(node_cgroup "$1")
  if [[ $(cgroup_version) == 2 ]]; then
    file=/sys/fs/cgroup/$cgroup/cgroup.freeze
    [[ ! -e $file ]] || if [[ $2 == yes ]]; then echo 1; else echo 0; fi >"$file"
  else
    file=$(cgroup_folders "$cgroup" | grep '/freezer/')/freezer.state
    [[ -e $file ]] || return 0
    if [[ $2 == yes ]]; then
      echo FROZEN >"$file"
      poll 5 grep -qx FROZEN "$file"
    else
      echo THAWED >"$file"
    fi
  fi
}

# is_frozen NODE
is_frozen() {
  local cgroup file
  cgroup=$(node_cgroup "$1")
  if [[ $(cgroup_version) == 2 ]]; then
    grep -qx 1 "/sys/fs/cgroup/$cgroup/cgroup.freeze" 2>/dev/null
  else
    file=$(cgroup_folders "$cgroup" | grep '/freezer/')/freezer.state
    grep -qxE 'FROZEN|FREEZING' "$file" 2>/dev/null
  fi
}

# --- sysctls ------------------------------------------------------------------------------

save_sysctls() {
  local sysctl
  [[ ! -e $saved_sysctls ]] || return 0
  for sysctl in "${kubelet_sysctls[@]}"; do
    [[ ! -r /proc/sys/${sysctl//.//} ]] || printf '%s %s\n' "$sysctl" "$(<"/proc/sys/${sysctl//.//}")"
  done >"$saved_sysctls"
}

# Once the last cluster with real nodes has gone.
restore_sysctls() {
  local sysctl value
  [[ -e $saved_sysctls ]] && ! grep -qsx real=yes "$clusters_dir"/*/settings || return 0
  while read -r sysctl value; do echo "$value" >"/proc/sys/${sysctl//.//}"; done <"$saved_sysctls"
  rm "$saved_sysctls"
}

# --- what is left ---------------------------------------------------------------------------

# Prints what a cluster that is down has left on the machine; nothing, when all is well.
real_leftovers() {
  local folder pid
  for pid in /proc/[0-9]*; do
    if is_ours "${pid#/proc/}"; then printf 'process %s: %s\n' "${pid#/proc/}" "$(tr '\0' ' ' <"$pid/cmdline" | cut -c1-120)"; fi
  done
  awk -v dir="$dir/" 'index($2, dir) || index($0, "upperdir=" dir) { print "mount " $2 }' /proc/mounts
  while read -r folder; do [[ ! -d $folder ]] || echo "cgroup $folder"; done < <(cgroup_folders "$(cluster_cgroup)")
  [[ ! -d $dir ]] || echo "folder $dir"
}
