# shellcheck shell=bash # functions of hack/test-real
# Checks of hack/test-real: a proxy in front of the shop.

# The image of the cluster is made of what this machine has.
has_haproxy() { PATH=$PATH:/usr/sbin:/usr/local/sbin type -P haproxy >/dev/null; }

proxy_is_ready() {
  kube create -f - <<'YAML'
apiVersion: zonekeeper.io/v1alpha1
kind: ZonalProxy
metadata: {name: front}
spec:
  engine: HAProxy
  image: zonekeeper.test/haproxy:1
  listen: 8080
  upstream: {zonedService: shop, port: http}
YAML
  eventually 90 proxies_are_ready
}

proxies_are_ready() {
  same "the proxies" "$(kube get zpx front -o jsonpath='{.status.conditions[?(@.type=="Ready")].status} {.status.readyProxies}')" "True 3" || {
    kube get zpx front -o jsonpath='{range .status.conditions[*]}{.type}={.status} {.reason}: {.message}{"\n"}{end}'
    return 1
  }
}

# proxy_in ZONE: prints the address of the proxy there
proxy_in() {
  kube get pods --selector zonekeeper.io/service=front -o jsonpath='{range .items[*]}{.spec.nodeName} {.status.podIP}:8080{"\n"}{end}' |
    awk -v zone="$1" 'index($1, zone) == 1 { print $2 }'
}
