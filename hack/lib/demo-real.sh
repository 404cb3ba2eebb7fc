# shellcheck shell=bash disable=SC2154 # variables and functions of hack/demo
# `hack/demo --real`: the chart, as pods on real kubelets, and a zone whose uplink is cut.

shop_on_real_nodes() {
  cat <<'YAML'
apiVersion: zonekeeper.io/v1alpha1
kind: ZonedService
metadata: {name: shop}
spec:
  replicas: 9
  template:
    spec:
      containers:
        - name: web
          image: zonekeeper.test/web:1
          ports: [{name: http, containerPort: 8080}]
          readinessProbe: {httpGet: {path: /ready, port: http}, periodSeconds: 2}
          resources: {requests: {cpu: 5m, memory: 8Mi}}
  service:
    ports: [{name: http, port: 80, targetPort: http}]
  healthChecks:
    - {name: front, httpGet: {path: /healthz, port: http}}
  zoneFailure:
    failback: {mode: Automatic, stableFor: 5s}
YAML
}

# Runs beside the control plane, outside of every zone.
start_client() {
  local address
  address=$(kube get service shop -o jsonpath='{.spec.clusterIP}')
  "$root/hack/cluster" --name "$cluster" exec "$root/hack/lib/count-requests" "http://$address/ready" 10 >"$work/client" &
  client_pid=$!
}

stop_client() {
  [[ $client_pid ]] || return 0
  kill "$client_pid" 2>/dev/null || true
  wait "$client_pid" 2>/dev/null || true
  client_pid=
}

install_chart() {
  kube create namespace zonekeeper-system >/dev/null
  kube label namespace zonekeeper-system pod-security.kubernetes.io/enforce=restricted >/dev/null
  "$root/hack/cluster" --name "$cluster" exec helm install zonekeeper "$root/helm/zonekeeper" \
    --namespace zonekeeper-system --set policy.spec.failback.stableFor=5s --set policy.spec.failback.holdDown=30s --wait --timeout 180s >/dev/null ||
    explain_install
}

# What a person would look at: the pods, and the last lines of those that are not ready.
explain_install() {
  local pod
  kube get pods,events --namespace zonekeeper-system -o wide >&2
  for pod in $(kube get pods --namespace zonekeeper-system -o json |
    python3 -c 'import json, sys
for pod in json.load(sys.stdin)["items"]:
    if not any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", [])):
        print(pod["metadata"]["name"])'); do
    printf '\n%s:\n' "$pod" >&2
    kube logs --namespace zonekeeper-system "$pod" --tail=20 >&2 || true
  done
  return 1
}

demo_real() {
  "$root/hack/cluster" up --real --dry-run
  command -v buildah >/dev/null || {
    echo "hack/demo --real builds the image with buildah, which is missing: apt-get install --no-install-recommends buildah" >&2
    return 1
  }
  say "1. Six real nodes in three zones: a containerd, a kubelet and a kube-proxy each, in network namespaces"
  "$root/hack/cluster" --name "$cluster" up --real

  say "2. The image, built without Docker and loaded into every node"
  "$root/hack/image" --load-into-cluster "$cluster"

  say "3. helm install zonekeeper, where Pod Security is restricted"
  install_chart
  kube get pods --namespace zonekeeper-system -o wide
  until_line 'us-east-1c +use1-az4' zones

  say "4. A service of nine pods, with a health check; a client outside the zones sends 10 requests a second"
  kube apply -f <(shop_on_real_nodes)
  until_line 'traffic goes to: 3 in us-east-1a, 3 in us-east-1b, 3 in us-east-1c' shop
  until_line 'us-east-1b .*probes' zones
  start_client

  say "5. The uplink of us-east-1b is cut: everything in the zone runs on, and reaches nothing else"
  "$root/hack/cluster" --name "$cluster" cut-zone us-east-1b
  local dark=$EPOCHREALTIME
  until_line 'traffic goes to: [0-9]+ in us-east-1a, [0-9]+ in us-east-1c$' shop
  say "   ... its traffic was removed after $(seconds_since "$dark") s. Now its capacity is replaced ..."
  until_line 'us-east-1b.*Drained' shop
  until_line 'traffic goes to: [45] in us-east-1a, [45] in us-east-1c$' shop
  say "   ... nine pods serve again after $(seconds_since "$dark") s"
  kube get zones

  say "6. The uplink is back. The zone must stay healthy for a while, then pods and traffic return"
  "$root/hack/cluster" --name "$cluster" heal-zone us-east-1b
  until_line 'traffic goes to: 3 in us-east-1a, 3 in us-east-1b, 3 in us-east-1c' shop
  stop_client
  say "The client, from before the cut until now: $(<"$work/client")"
  say "Done in $SECONDS s; taking everything down."
}
