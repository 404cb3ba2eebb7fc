# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with those who source it
# What hack/operator and hack/observer share: running a part of Zonekeeper from source against a cluster of hack/cluster,
# under the ServiceAccount, the roles and the configuration that the chart gives it.  Sourced after `tool`, the name
# of the script, is set.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
chart=$root/helm/zonekeeper
namespace=zonekeeper-system
cluster=default port=0
image_root= # of an image whose AOT cache is trained
# Permissions and guards for all kinds, whichever part comes last; --set adds to these.
values=(--set "log.format=text,mongo.enabled=true,proxies.enabled=true,failover.enabled=true") java_options=()
container_memory=-XX:MaxRAM=256m # of the chart's container, which the heap is a share of
connection=() # environment variables that tell the client of the API server and of its token

say() { printf '%s\n' "$tool: $*" >&2; }
die() {
  printf '%s\n' "hack/$tool: $*" >&2
  exit 1
}

# shellcheck source=hack/lib/operator-jar.sh
source "$root/hack/lib/operator-jar.sh"
home=$operator_home

# need OPTION VALUE...: VALUE is there
need() { [[ $# -ge 2 && -n $2 ]] || die "$1 needs a value (see hack/$tool --help)"; }

# set_port NUMBER
set_port() {
  [[ $1 =~ ^[0-9]{1,5}$ ]] || die "--port takes a number, not '$1'"
  port=$1
}

# set_memory QUANTITY: as limits.memory takes it
set_memory() {
  [[ $1 =~ ^([0-9]+)([MG])i$ ]] || die "--memory takes a quantity like 384Mi or 1Gi, not '$1'"
  container_memory=-XX:MaxRAM=${BASH_REMATCH[1]}${BASH_REMATCH[2],}
}

inside() { "$root/hack/cluster" --name "$cluster" exec "$@"; }

# served: the newest API that the chart asks for, where the cluster has it
served() {
  if inside kubectl get --raw /apis/admissionregistration.k8s.io/v1 | grep -q mutatingadmissionpolicies; then
    echo admissionregistration.k8s.io/v1/MutatingAdmissionPolicy
  else
    echo v1
  fi
}

# render TEMPLATE...: what the chart makes of its values
render() {
  local shown=() template
  for template in "$@"; do shown+=(--show-only "$template"); done
  # What a cluster serves, Helm knows only where it installs into one.
  inside helm template zonekeeper "$chart" --namespace "$namespace" --api-versions "$(served)" "${shown[@]}" "${values[@]}"
}

# CRDs, guards, ServiceAccounts and roles: the operator's and the observers'
install() {
  local kinds
  inside kubectl create namespace "$namespace" --dry-run=client -o yaml | inside kubectl apply --server-side -f - >/dev/null
  render 'templates/crds.yaml' 'templates/rbac/*.yaml' 'templates/guards/*.yaml' |
    inside kubectl apply --server-side --force-conflicts -f - >/dev/null
  if ! render templates/rbac/namespaces.yaml | grep -q '^kind: ClusterRoleBinding$'; then
    # Left by an earlier run for all namespaces, they would hide what the Roles lack.
    inside kubectl delete clusterrolebinding zonekeeper-services zonekeeper-observer-services --ignore-not-found >/dev/null
  fi
  kinds=$(inside kubectl get crd -o name | grep '\.zonekeeper\.io$')
  # shellcheck disable=SC2086 # one word each
  inside kubectl wait --for=condition=Established --timeout=30s $kinds >/dev/null
}

# write_config CONFIGMAP-TEMPLATE
write_config() {
  render "$1" | inside kubectl create --dry-run=client -f - -o 'jsonpath={.data.config\.yaml}' >"$state/config.yaml"
}

admin_cluster() { inside kubectl config view --raw --minify --flatten -o "jsonpath={.clusters[0].cluster.$1}"; }

# write_token SERVICE-ACCOUNT: no kubeconfig but a token in a file, as a pod has it; reading a kubeconfig would take time and memory
# that a pod does not need.
write_token() {
  inside kubectl create token "$1" --namespace "$namespace" --duration=24h | tr -d '\n' >"$state/token"
  admin_cluster certificate-authority-data | base64 -d >"$state/ca.crt"
  connection=(KUBECONFIG= KUBERNETES_AUTH_TRYKUBECONFIG=false "KUBERNETES_MASTER=$(admin_cluster server)"
    "KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN=$state/token" "KUBERNETES_CERTS_CA_FILE=$state/ca.crt")
}

# run_in_image COMMAND: the same from an image's root file system, by its entry point; what a JVM option writes stays there.
run_in_image() {
  connection=("${connection[@]//$state//tmp/training}")
  export ZONEKEEPER_LISTEN_ADDRESS=127.0.0.1 ZONEKEEPER_LISTEN_PORT=$port JAVA_OPTS="$container_memory ${java_options[*]}"
  exec "$root/hack/cluster" --name "$cluster" exec env -u ZONEKEEPER_CLUSTERS_DIR "${connection[@]}" \
    "$root/hack/lib/image-run" "$image_root" "$state" /opt/zonekeeper/entrypoint "$1" --config /tmp/training/config.yaml
}

# prepare CONFIGMAP-TEMPLATE: all that run_java needs, but a way to the API server
prepare() {
  local admin
  # Kept in the cluster's own folder, so `hack/cluster down` removes it.
  admin=$("$root/hack/cluster" --name "$cluster" kubeconfig)
  state=$(dirname "$admin")/$tool-$$
  umask 077
  mkdir -p "$state"
  build_operator || die "the operator could not be built, see above"
  install
  write_config "$1"
}

# run_java COMMAND JVM-OPTION...: becomes this part of Zonekeeper, so that signals reach it.
run_java() {
  [[ ! $image_root ]] || run_in_image "$1"
  local command=$1 aot=() program=(-jar "$home/zonekeeper.jar")
  shift
  # Only the operator asks AWS.  Sorted, as the AOT cache was made with.
  [[ $command != run ]] || program=(-cp "$home/zonekeeper.jar$(printf ':%s' "$home"/aws/*.jar)" io.zonekeeper.app.Main)
  # The operator's only: in an observer's memory it took 60 MB.
  # Never one that is older than a jar: the JVM does not notice, and would run the classes of the old one.
  if [[ $command == run && -s $home/zonekeeper.aot && -z $(find "$home" -name '*.jar' -newer "$home/zonekeeper.aot") ]]; then
    aot=("-XX:AOTCache=$home/zonekeeper.aot")
  fi
  # shellcheck disable=SC1091
  source "$root/hack/lib/jdk.sh"
  # ZONEKEEPER_CLUSTERS_DIR is hack/cluster's; Zonekeeper refuses what it does not know of this prefix.
  export MALLOC_ARENA_MAX=2
  export ZONEKEEPER_LISTEN_ADDRESS=127.0.0.1 ZONEKEEPER_LISTEN_PORT=$port
  exec "$root/hack/cluster" --name "$cluster" exec env -u ZONEKEEPER_CLUSTERS_DIR "${connection[@]}" \
    "$JAVA_HOME/bin/java" "$container_memory" "@$root/operator/app/jvm.options" "${aot[@]}" "$@" "${java_options[@]}" \
    "${program[@]}" "$command" --config "$state/config.yaml"
}
