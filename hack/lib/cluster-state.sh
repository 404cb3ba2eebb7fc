# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with hack/cluster
# Where a simulated cluster keeps its things, what it remembers, its locks and its processes.
# Sourced by hack/cluster, which sets $name.
#
#   clusters/NAME/settings      KEY=VALUE lines
#   clusters/NAME/zones         one line per zone: INDEX NAME ID NODES present|removed
#   clusters/NAME/kubeconfig    admin, certificates inside
#   clusters/NAME/pids, logs    of everything that is not kwokctl's
#   clusters/NAME/kwok/         kwokctl's own folder: certificates, etcd data, logs, pids
#   clusters/NAME/ready         exists when `up` came to its end

clusters_dir=${ZONEKEEPER_CLUSTERS_DIR:-${XDG_STATE_HOME:-$HOME/.local/state}/zonekeeper/clusters}
[[ $clusters_dir == /* ]] || clusters_dir=$PWD/$clusters_dir

say() { printf '%s\n' "cluster $name: $*" >&2; }
die() {
  printf '%s\n' "hack/cluster: $*" >&2
  exit 1
}

use_cluster() {
  name=$1
  [[ $name =~ ^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$ ]] ||
    die "'$name' cannot be a cluster's name: use up to 40 lower case letters, digits and dashes"
  dir=$clusters_dir/$name
  kwokctl_dir=$dir/kwok/clusters/$name
  kubeconfig=$dir/kubeconfig
}

known_clusters() {
  local path
  for path in "$clusters_dir"/*/; do
    [[ -d $path ]] && basename "$path"
  done
  return 0
}

require_cluster() {
  [[ -e $dir/ready ]] && return
  local known
  known=$(known_clusters | paste -sd ' ')
  die "there is no cluster '$name'${known:+ (there is: $known)}; start it with: hack/cluster --name $name up"
}

# --- settings -----------------------------------------------------------------------------

setting() { sed -n "s/^$1=//p" "$dir/settings" 2>/dev/null; }
remember() { printf '%s=%s\n' "$1" "$2" >>"$dir/settings"; }

# --- locks --------------------------------------------------------------------------------
# Descriptor 9 is the cluster's lock, 8 the machine-wide one held while ports are chosen and
# taken.  Whatever is started in the background closes both (see `start`).

lock_cluster() {
  mkdir -p "$clusters_dir/.locks"
  exec 9>"$clusters_dir/.locks/$name"
  flock -n 9 && return
  say "another hack/cluster command is at work on it, waiting"
  flock 9
}

lock_ports() {
  exec 8>"${TMPDIR:-/tmp}/zonekeeper-ports.$UID.lock"
  flock -n 8 && return
  say "another cluster is starting, waiting for it to have its ports"
  flock 8
}

unlock_ports() { exec 8>&-; } # does no harm when it is not held

# --- processes ----------------------------------------------------------------------------

# pid_file COMPONENT: kwokctl keeps the pid files of what it starts
pid_file() {
  case $1 in
    etcd | kube-*) printf '%s\n' "$kwokctl_dir/pids/$1.pid" ;;
    *) printf '%s\n' "$dir/pids/$1.pid" ;;
  esac
}

log_file() {
  case $1 in
    etcd | kube-*) printf '%s\n' "$kwokctl_dir/logs/$1.log" ;;
    *) printf '%s\n' "$dir/logs/$1.log" ;;
  esac
}

# is_ours PID: its command line names this cluster's folder, so it is no recycled pid
is_ours() {
  local words
  { mapfile -d '' -t words <"/proc/$1/cmdline"; } 2>/dev/null || return 1
  [[ "${words[*]}" == *"$dir/"* ]]
}

# pid_of COMPONENT: prints its pid when it runs
pid_of() {
  local file pid=
  file=$(pid_file "$1")
  [[ -r $file ]] && pid=$(<"$file")
  [[ $pid =~ ^[0-9]+$ ]] && is_ours "$pid" && printf '%s\n' "$pid"
}

# has_ended PID: it holds no port any more.  Its command line is empty earlier, while it still has its
# sockets; a leader that waits for its threads is a zombie already, and so is one nobody has waited for.
has_ended() {
  local tasks=("/proc/$1/task"/*) stat
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
  [[ ${stat##*) } == [ZX]* ]] && ((${#tasks[@]} == 1))
}

is_running() { pid_of "$1" >/dev/null; }

# start COMPONENT COMMAND...: in the background, in the cluster's network namespace if it
# has one, with its log and pid file
start() {
  local component=$1
  shift
  mkdir -p "$dir/pids" "$dir/logs"
  (exec "${inside[@]}" setsid "$@" </dev/null >>"$(log_file "$component")" 2>&1 8>&- 9>&-) &
  printf '%s' $! >"$(pid_file "$component")"
  disown
}

# stop COMPONENT SIGNAL SECONDS: waits so long for it to go, then kills it
stop() {
  local pid deadline=$((SECONDS + $3))
  pid=$(pid_of "$1") || return 0
  kill "-$2" "$pid" 2>/dev/null || true
  while ! has_ended "$pid" && ((SECONDS < deadline)); do sleep 0.05; done
  is_ours "$pid" && kill -KILL "$pid" 2>/dev/null
  while ! has_ended "$pid"; do sleep 0.02; done
  rm -f "$(pid_file "$1")"
}

# Every process of the cluster: the recorded ones and, for an `up` that was cut off before
# it could record one, those whose program is ours and that name the cluster's folder.
processes() {
  local path pid
  {
    for path in "$dir"/pids/*.pid "$kwokctl_dir"/pids/*.pid; do
      [[ -r $path ]] && printf '%s\n' "$(<"$path")"
    done
    find /proc -maxdepth 2 -name exe -lname '*/zonekeeper/control-plane/*/bin/*' -printf '%h\n' 2>/dev/null |
      sed 's,/proc/,,'
  } | sort -un | while read -r pid; do
    if is_ours "$pid"; then printf '%s\n' "$pid"; fi
  done
}

# All state goes too, so there is nothing to shut down in good order.
destroy() {
  local pids real=''
  if is_real; then
    real=yes
    destroy_nodes
  fi
  mapfile -t pids < <(processes)
  while ((${#pids[@]})); do
    kill -KILL "${pids[@]}" 2>/dev/null || true
    sleep 0.05
    mapfile -t pids < <(processes)
  done
  rm -rf "$dir"
  [[ ! $real ]] || clean_machine
}
