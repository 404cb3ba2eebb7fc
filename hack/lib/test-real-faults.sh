# shellcheck shell=bash disable=SC2154 # variables and functions of hack/test-real
# Checks of hack/test-real: images that cannot run, and faults of what the operator itself depends on.

set_image() {
  kube patch zsvc shop --type json --patch "[{\"op\": \"replace\", \"path\": \"/spec/template/spec/containers/0/image\", \"value\": \"$1\"}]"
}

# rolled_out STATUS [REASON]
rolled_out() {
  local found
  found=$(kube get zsvc shop -o jsonpath='{range .status.conditions[?(@.type=="RolledOut")]}{.status} {.reason}: {.message}{end}')
  [[ $found == "$1 ${2-}"* ]] || { echo "RolledOut is $found" && return 1; }
}

pods_of_image() { kube get pods -o jsonpath='{range .items[*]}{.spec.nodeName} {.spec.containers[0].image}{"\n"}{end}' | grep " $1\$"; }

# bad_image IMAGE
bad_image() {
  set_image "$1"
  eventually 60 rolled_out False RolloutHalted
  pods_of_image "$1"
  same "zones that have pods of it" "$(pods_of_image "$1" | sed 's/-[0-9]* .*//' | sort -u | wc -l)" 1
  set_image zonekeeper.test/web:1
  eventually 90 rolled_out True
  eventually 60 settled
}

# restarts: prints how often each observer was restarted
restarts() { system get pods --selector app.kubernetes.io/name=zonekeeper-observer -o jsonpath='{range .items[*]}{.metadata.name} {.status.containerStatuses[0].restartCount}{"\n"}{end}'; }

# works: a change is carried out
works() {
  kube scale zsvc shop --replicas=12
  eventually 60 settled 12
  kube scale zsvc shop --replicas=9
  eventually 60 settled
}

# An operator that leads ends where it could not renew its Lease for renewDeadline; observers go on.
apiserver_restarts() {
  local before
  before=$(restarts)
  hack_cluster restart-apiserver
  works
  same "restarts of observers" "$(restarts)" "$before"
}

scale_dns() {
  inside kubectl --namespace kube-system scale deployment coredns --replicas="$1"
}

dns_is_down() {
  scale_dns 0
  inside kubectl --namespace kube-system wait pods --selector k8s-app=kube-dns --for=delete --timeout=60s
  system delete pod "$(leader)"
  eventually 90 complete
  works
  scale_dns 2
  inside kubectl --namespace kube-system rollout status deployment coredns --timeout=60s
}

# Several processes take the container's memory, none of them as much as the operator has: so it is the one that is killed.
leader_is_out_of_memory() {
  local pod
  pod=$(leader)
  system exec "$pod" -- sh -c 'for n in 1 2 3 4 5 6; do tail /dev/zero & done; wait' || true
  eventually 20 out_of_memory "$pod"
  eventually 60 settled
  works
}

# out_of_memory POD
out_of_memory() { same "how it ended" "$(system get pod "$1" -o jsonpath='{.status.containerStatuses[0].lastState.terminated.reason}')" OOMKilled; }
