# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with hack/demo
# `hack/demo existing`: a plain Deployment and its Service, which nobody writes for Zonekeeper, lose a zone.

app() { kube -n shop "$@"; }

zonekeeper() { "$root/hack/cluster" --name "$cluster" exec "$root/hack/kubectl-zonekeeper" "$@"; }

# Where the Service of the Deployment sends requests: the pods that are ready endpoints, by zone.
endpoints() {
  app get endpointslices -l kubernetes.io/service-name=web \
    -o jsonpath='{range .items[*].endpoints[?(@.conditions.ready==true)]}{.zone}{"\n"}{end}' | sort | uniq -c
}

traffic() {
  endpoints | awk 'BEGIN { printf "traffic goes to: " } { printf "%s%s in %s", separator, $1, $2; separator = ", "; all += $1 }
    END { printf " (%d pods)\n", all }'
}

# The same, and what the ZoneFailover reports of each zone.
protected() {
  app get zfo zone-failover -o jsonpath='{range .status.services[*].zones[*]}{.zone}{"\t"}{.state}{"   \t"}{.ready}{" of "}{.pods}{" ready\t"}{.reason}{"\n"}{end}'
  traffic
}

# moment WHAT: a line of the picture, with the time since the zone died and the ready endpoints of each zone by then.
moment() {
  local at=0.0 line zone count
  [[ -z $dark ]] || at=$(seconds_since "$dark")
  line=$(printf '%7s s ' "$at")
  for zone in us-east-1a us-east-1b us-east-1c; do
    count=$(endpoints | awk -v zone="$zone" '$2 == zone { print $1 }')
    line+=$(printf '  %-12s' "$(printf '%*s' "${count:-0}" '' | tr ' ' '#')${count:+ $count}")
  done
  picture+=("$line  $1")
}

draw() {
  printf '%9s   %-12s  %-12s  %-12s  %s\n' 'after' us-east-1a us-east-1b us-east-1c 'ready endpoints of the Service, # each'
  printf '%s\n' "${picture[@]}"
}

demo_existing() {
  local dark='' picture=()
  say "1. A Kubernetes with three zones of four simulated nodes each, and a Deployment as most are: nothing in it is about zones"
  "$root/hack/cluster" --name "$cluster" up --stagger
  kube create namespace shop
  app create deployment web --image=registry.example/shop:1 --replicas=12
  app expose deployment web --port=80 --target-port=8080
  until_line 'traffic goes to: 4 in us-east-1a, 4 in us-east-1b, 4 in us-east-1c' traffic

  say "2. kubectl zonekeeper audit, with nothing of Zonekeeper in the cluster: what would become of it?"
  zonekeeper audit -n shop | tee "$work/audit-before"

  say "3. The operator, under the chart's ServiceAccount, and: kubectl zonekeeper protect -n shop | kubectl apply -f -"
  "$root/hack/operator" --cluster "$cluster" >"$work/operator.log" 2>&1 &
  operator_pid=$!
  until_line 'us-east-1c +use1-az4' zones
  zonekeeper protect -n shop | tee "$work/failover.yaml"
  app apply -f "$work/failover.yaml"
  # A short stableFor, for watching: the defaults are minutes.
  kube patch zhp default --type=merge -p '{"spec": {"failback": {"stableFor": "5s", "holdDown": "1m"}}}'
  app patch zfo zone-failover --type=merge -p '{"spec": {"failback": {"stableFor": "5s"}}}'
  until_line '^1/1$' app get zfo zone-failover -o 'jsonpath={.status.protectedServices}{"\n"}'
  until_line 'us-east-1b.*heartbeats' signals
  moment "before"

  say "4. us-east-1b goes dark: its nodes stop renewing, its kubelets do not respond (stock Kubernetes would detect it after 42 s)"
  "$root/hack/cluster" --name "$cluster" kill-zone us-east-1b
  dark=$EPOCHREALTIME
  until_line 'traffic goes to: [0-9]+ in us-east-1a, [0-9]+ in us-east-1c ' protected
  moment "its traffic is off: one write to the selector of the Service"
  until_line 'us-east-1b.*Drained' protected
  until_line 'in us-east-1a, [0-9]+ in us-east-1c .12 pods' protected
  moment "its pods are replaced: twelve serve again"
  app get service web -o 'jsonpath={"selector of the Service: "}{.spec.selector}{"\n"}'

  say "5. The zone recovers. It must stay healthy for stableFor; then its traffic returns, then its pods, one after the other"
  "$root/hack/cluster" --name "$cluster" heal-zone us-east-1b
  moment "the zone recovered, and is not trusted yet"
  until_line 'us-east-1b.*(Returning|Active)' protected
  moment "its traffic is back; pods of the others are evicted one by one"
  until_line 'us-east-1b.*Active' protected
  until_line 'in us-east-1b, .*.12 pods' protected
  moment "its pods are back"
  app get service web -o 'jsonpath={"selector of the Service: "}{.spec.selector}{"\n"}'
  app get deployment web -o 'jsonpath={"generation of the Deployment: "}{.metadata.generation}{"\n"}'
  kube get events -n shop --field-selector involvedObject.name=zone-failover --sort-by=.lastTimestamp \
    -o custom-columns=REASON:.reason,MESSAGE:.message | cut -c1-160

  say "6. The audit again: $(zonekeeper audit -n shop >"$work/audit-after" && cmp -s "$work/audit-before" "$work/audit-after" &&
    echo 'the same as before, for nothing of the Deployment was changed')"
  cat "$work/audit-after"

  say "What happened:"
  draw
  say "Done in $SECONDS s; taking everything down."
}
