# The demo's part about AWS: hack/demo sources it. AWS is played by hack/lib/aws-fake.
#
# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with hack/demo

fake_aws() { curl -sf -X POST -d "$1" "$aws_address/_fake/state" >/dev/null; }

aws_story() {
  kube get zone,mazdb
}

demo_aws() {
  local arn=arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/storefront/50dc6c495c0c9188 at
  export AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo
  say "1. A Kubernetes with three zones, and a test double of AWS"
  "$root/hack/cluster" --name "$cluster" up
  "$root/hack/lib/aws-fake" --port-file "$work/aws-port" >/dev/null &
  aws_pid=$!
  until [[ -s $work/aws-port ]]; do sleep 0.1; done
  aws_address=http://127.0.0.1:$(cat "$work/aws-port")
  fake_aws '{"balancers": {"'"$arn"'": {}}, "failoverSeconds": 5,
    "databases": {"orders-prod": {"zone": "us-east-1b", "standby": "us-east-1a", "tags": {"zonekeeper.io/namespace": "default"}}},
    "clusters": {"ledger-prod": {"writer": "l1", "tags": {"zonekeeper.io/namespace": "default"}, "members": {"l1": {"zone": "us-east-1b"}, "l2": {"zone": "us-east-1c"}}}}}'

  say "2. The operator, with aws.enabled; a service behind a load balancer, two databases"
  "$root/hack/operator" --cluster "$cluster" --set aws.enabled=true --set aws.region=us-east-1 \
    --set aws.endpoint="$aws_address" --set aws.pollInterval=1s >"$work/operator.log" 2>&1 &
  operator_pid=$!
  until_line 'us-east-1c +use1-az4' zones
  kube apply -f "$root/examples/08-load-balancer-shift" -f "$root/examples/07-multi-az-database"
  until_line 'orders .*Placed' kube get mazdb -o custom-columns='NAME:.metadata.name,WRITER:.status.writerZone,STANDBY:.status.standby,STATUS:.status.conditions[?(@.type=="Ready")].reason'
  until_line 'True' kube get zsvc storefront -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}{"\n"}'
  aws_story

  say "3. AWS reports us-east-1b as impaired: that alone makes it Suspect, and moves nothing"
  fake_aws '{"zones": {"us-east-1b": {"state": "impaired", "messages": ["We are looking into power."]}}}'
  until_line 'us-east-1b .*Suspect' zones
  aws_story
  fake_aws '{"zones": {"us-east-1b": {"state": "available", "messages": []}}}'
  until_line 'us-east-1b .*Healthy' zones

  say "4. AWS announces that us-east-1b closes in 20 hours. The policy evacuates a zone a day ahead:"
  say "   the load balancer is shifted away, the service is evacuated, orders is failed over, for ledger the due failover is reported"
  at=$(($(date +%s) + 72000))
  fake_aws '{"events": {"arn:aws:health:us-east-1::event/EC2/demo": {"service": "EC2", "eventTypeCode": "AWS_EC2_AVAILABILITY_ZONE_POWER_SCHEDULED",
    "eventTypeCategory": "scheduledChange", "statusCode": "upcoming", "startTime": '"$at"', "lastUpdatedTime": 1, "description": "Power works: use1-az2 closes."}}}'
  until_line 'us-east-1b .*Closure' zones
  until_line 'orders +us-east-1a' kube get mazdb -o custom-columns='NAME:.metadata.name,WRITER:.status.writerZone,FAILOVER:.status.failover.phase'
  until_line 'Shifted away from us-east-1b' kube get zsvc storefront -o 'jsonpath={range .status.loadBalancers[*]}{.state}{" away from "}{.zone}{" until "}{.expires}{"\n"}{end}'
  aws_story
  kube get events --field-selector involvedObject.kind=MultiAZDatabase -o custom-columns=OBJECT:.involvedObject.name,REASON:.reason,MESSAGE:.message | cut -c1-170

  say "5. The closure is cancelled: the zone is used again, and the shift ends"
  fake_aws '{"events": {"arn:aws:health:us-east-1::event/EC2/demo": null}}'
  until_line 'Open' kube get zsvc storefront -o 'jsonpath={range .status.loadBalancers[*]}{.state}{"\n"}{end}'
  aws_story
  say "Done in $SECONDS s; taking everything down."
}
