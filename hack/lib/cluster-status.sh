# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with hack/cluster
# `hack/cluster status` and `list`: what runs and how the zones are.

# Prints "ZONE READY TOTAL" lines, nothing when the API server does not answer.
node_counts() {
  # shellcheck disable=SC2016 # a Go template
  k get nodes --request-timeout=3s -o go-template='
{{- range .items}}{{index .metadata.labels "topology.kubernetes.io/zone"}}{{range .status.conditions}}
{{- if eq .type "Ready"}} {{.status}}{{end}}{{end}}{{"\n"}}{{end}}' 2>/dev/null |
    awk '{ total[$1]++; ready[$1] += $2 == "True" } END { for (zone in total) print zone, ready[zone], total[zone] }'
}

api_address() { sed -n 's/^ *server: //p' "$kubeconfig"; }

# zone_rows: INDEX NAME ID READY TOTAL STATE PROCESSES, with "?" and "-" for what is not known.  The processes are the pid
# of the zone's kwok, or how many of its real nodes run.
zone_rows() {
  local counts api=yes index zone id nodes state ready total processes
  counts=$(node_counts) || api=
  while read -r index zone id nodes state; do
    read -r ready total < <(awk -v zone="$zone" '$1 == zone { print $2, $3 }' <<<"$counts") || {
      ready=0 total=0
    }
    if [[ ! $api ]]; then ready='?' total='?'; fi
    if [[ $state == removed ]]; then
      processes=-
    elif is_real; then
      processes=$(real_nodes_running "$zone")/$nodes
      state=$(real_zone_state "$index" "$zone")
    elif processes=$(pid_of "kwok-$zone"); then
      state=running
    else
      processes=-
      state=dark
    fi
    printf '%s %s %s %s %s %s %s\n' "$index" "$zone" "$id" "$ready" "$total" "$state" "$processes"
  done < <(zones)
}

status_table() {
  local component pid index zone id ready total state processes counts cidr
  printf 'cluster %s at %s\n\n' "$name" "$(api_address)"
  printf '%-26s %-9s %s\n' COMPONENT PID STATE
  for component in $(components); do
    if pid=$(pid_of "$component"); then
      printf '%-26s %-9s %s\n' "$component" "$pid" running
    else
      printf '%-26s %-9s %s\n' "$component" - stopped
    fi
  done
  printf '\n%-16s %-12s %-12s %-16s %-9s %s\n' ZONE ID 'NODES READY' PODS "$(if is_real; then echo RUNNING; else echo KWOK; fi)" STATE
  while read -r index zone id ready total state processes; do
    counts=$ready/$total cidr=$(pod_cidr "$index")
    if [[ $state == removed ]]; then counts=- cidr=-; fi
    printf '%-16s %-12s %-12s %-16s %-9s %s\n' "$zone" "$id" "$counts" "$cidr" "$processes" "$state"
  done < <(zone_rows)
}

number_or_null() { if [[ $1 =~ ^[0-9]+$ ]]; then printf '%s' "$1"; else printf null; fi; }

status_json() {
  local component separator='' pid index zone id ready total state processes kubelet
  printf '{"name":"%s","real":%s,"server":"%s","kubeconfig":"%s","netns":%s,"podSupernet":"%s","components":[' "$name" \
    "$(if is_real; then echo true; else echo false; fi)" "$(api_address)" "$kubeconfig" "$(if [[ $(setting netns) == yes ]]; then echo true; else echo false; fi)" "$pod_supernet"
  for component in $(components); do
    pid=$(pid_of "$component") || pid=
    printf '%s{"name":"%s","pid":%s,"running":%s}' "$separator" "$component" "$(number_or_null "$pid")" \
      "$(if [[ $pid ]]; then echo true; else echo false; fi)"
    separator=,
  done
  printf '],"zones":['
  separator=
  while read -r index zone id ready total state processes; do
    kubelet=$(if is_real; then node_ip "$index" 1; else kubelet_address "$index"; fi)
    printf '%s{"name":"%s","id":"%s","state":"%s","kwokPid":%s,"nodesReady":%s,"nodes":%s,"kubelet":"%s:%s","podCIDR":"%s"}' \
      "$separator" "$zone" "$id" "$state" "$(number_or_null "$processes")" "$(number_or_null "$ready")" \
      "$(number_or_null "$total")" "$kubelet" "$(setting kubelet_port)" "$(pod_cidr "$index")"
    separator=,
  done < <(zone_rows)
  printf ']}\n'
}

list_clusters() {
  local cluster state
  for cluster in $(known_clusters); do
    use_cluster "$cluster"
    state=stopped
    if [[ ! -e $dir/ready ]]; then
      state=incomplete
    elif is_running kube-apiserver; then
      state=up
    fi
    printf '%-20s %-11s %s\n' "$cluster" "$state" "$(if [[ -r $kubeconfig ]]; then api_address; fi)"
  done
}
