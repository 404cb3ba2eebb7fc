"""AWS: how quickly its reports are processed and load balancers are shifted, and the cost when it hangs.

AWS is played by hack/lib/aws-fake. The operator asks it as often as it does in production (30 s and 60 s)."""
import datetime
import json
import os
import pathlib
import re
import signal
import statistics
import subprocess
import tempfile
import time
import urllib.request

from benchkit.endpoints import Endpoints
from benchkit.world import Cluster, Operator, ROOT, say, wait

ARN = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/1"
STEADY_SECONDS = 130
EVACUATIONS = 5
STARTS = 3

POLICY = """apiVersion: zonekeeper.io/v1alpha1
kind: ZoneHealthPolicy
metadata: {name: default}
spec:
  signals: {aws: {availabilityZoneState: true, healthEvents: true, autoshifts: true, instanceStatus: true, alarms: [{name: "az-{zoneId}"}]}}
  limits: {zoneCordonsPerDay: 1000, surge: {podsPerSecond: 10000, maxPendingPods: 100000}}
  failback: {stableFor: 1s, holdDown: 0s}
"""

SERVICE = """apiVersion: zonekeeper.io/v1alpha1
kind: ZonedService
metadata: {name: web}
spec:
  replicas: 30
  template: {spec: {containers: [{name: web, image: "registry.local/web:1"}]}}
  service: {ports: [{port: 80}]}
  zoneFailure: {failback: {stableFor: 1s}}
  loadBalancers: [{arn: "%s"}]
""" % ARN

DATABASE = """apiVersion: zonekeeper.io/v1alpha1
kind: MultiAZDatabase
metadata: {name: orders}
spec: {rds: {instance: orders}}
"""

# What AWS publishes of its limits: EC2 fills a bucket of 100 tokens with 20 a second; the others allow several calls a second.
LIMIT_PER_HOUR = 3600


class Fake:
    """The stand-in of AWS, until the with block ends."""

    def __init__(self, folder):
        self.port_file = pathlib.Path(folder) / "aws-port"

    def __enter__(self):
        self.port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen([ROOT / "hack/lib/aws-fake", "--port-file", self.port_file], stdout=subprocess.DEVNULL)
        wait(self.port_file.exists, 10, "the stand-in of AWS")
        self.address = f"http://127.0.0.1:{self.port_file.read_text()}"
        self.say(balancers={ARN: {"tags": {"zonekeeper.io/namespace": "default"}}},
                 databases={"orders": {"zone": "us-east-1a", "standby": "us-east-1c", "tags": {"zonekeeper.io/namespace": "default"}}})
        return self

    def __exit__(self, *failure):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def say(self, **state):
        self._send("/_fake/state", json.dumps(state).encode())

    def calls(self):
        return json.loads(self._send("/_fake/calls"))

    def _send(self, path, body=None):
        with urllib.request.urlopen(urllib.request.Request(self.address + path, data=body), timeout=10) as answer:
            return answer.read()

    def options(self):
        return ["--set", "aws.enabled=true", "--set", "aws.region=us-east-1", "--set", f"aws.endpoint={self.address}"]


def run(table, runs):
    os.environ.update(AWS_ACCESS_KEY_ID="bench", AWS_SECRET_ACCESS_KEY="bench")
    with tempfile.TemporaryDirectory() as folder, Cluster("aws", "--nodes-per-zone", "4") as cluster, Endpoints(cluster) as endpoints:
        folder = pathlib.Path(folder)
        log = folder / "operator.log"
        with Operator(cluster, log) as operator:
            cluster.kubectl("apply", "-f", "-", stdin=POLICY)
            cluster.kubectl("apply", "-f", "-", stdin=SERVICE)
            whole(endpoints)
            off = evacuations(cluster, endpoints, "without AWS")
            settle_memory()
            memory_off = operator.memory_mb()["VmRSS"]
        starts_off = [start_seconds(cluster, log) for _ in range(STARTS)]
        with Fake(folder) as fake:
            with Operator(cluster, log, *fake.options()) as operator:
                cluster.kubectl("apply", "-f", "-", stdin=DATABASE)
                wait(lambda: "Placed" in cluster.kubectl("get", "mazdb"), 90, "the database to be seen")
                seen = announced(cluster, fake, runs)
                requested, on = shifts(cluster, endpoints, fake)
                steady = steady_calls(fake)
                settle_memory()
                memory_on = operator.memory_mb()["VmRSS"]
            starts_on = [start_seconds(cluster, log, *fake.options()) for _ in range(STARTS)]
            fake.say(fault={"hang": True})
            with Operator(cluster, log, *fake.options()):
                whole(endpoints)
                hanging = evacuations(cluster, endpoints, "all of AWS hangs")

    table.add("announced closure", "published to reported", seen, "s", goal=60)
    table.add("cordon", "to shift requested", requested, "s", goal=2)
    table.add("evacuation, no AWS", "cordon to traffic off", off, "s")
    table.add("evacuation, AWS well", "cordon to traffic off", on, "s")
    table.add("evacuation, all of AWS hangs", "cordon to traffic off", hanging, "s")
    table.add("all of AWS hangs, beside no AWS", "more", statistics.median(hanging) - statistics.median(off), "s", goal=0.5)
    for operation, count in sorted(steady.items()):
        table.add("steady state, calls an hour", operation, count, "1/h", goal=LIMIT_PER_HOUR)
    table.add("AWS on", "RSS more", memory_on - memory_off, "MB", goal=40)
    table.add("AWS off", "to first reconcile", starts_off, "s")
    table.add("AWS on", "to first reconcile", starts_on, "s")
    table.add("AWS on", "start more", statistics.median(starts_on) - statistics.median(starts_off), "s", goal=0.3)


def whole(endpoints):
    endpoints.wait(lambda: endpoints.count("web") == 30, 120, "the service to be whole")


def cordon(cluster, on):
    patch = '{"spec":{"cordon":{"reason":"bench"}}}' if on else '{"spec":{"cordon":null}}'
    began = time.monotonic()
    cluster.kubectl("patch", "zone", "us-east-1b", "--type=merge", "-p", patch)
    return began


def evacuations(cluster, endpoints, what):
    times = []
    for number in range(EVACUATIONS):
        began = cordon(cluster, True)
        times.append(endpoints.wait(lambda: endpoints.count("web", zone="us-east-1b") == 0, 60, "traffic to leave") - began)
        home(cluster, endpoints)
        say(f"aws: {what}: {number + 1} of {EVACUATIONS}: off {times[-1]:.2f} s")
    return times


def home(cluster, endpoints):
    cordon(cluster, False)
    endpoints.wait(lambda: endpoints.count("web", zone="us-east-1b") == 10 and endpoints.count("web") == 30, 120, "the zone to be used again")


def shifts(cluster, endpoints, fake):
    requested, off = [], []
    for number in range(EVACUATIONS):
        before = len([call for call in fake.calls() if call["operation"] == "StartZonalShift"])
        wall = time.time()
        began = cordon(cluster, True)
        off.append(endpoints.wait(lambda: endpoints.count("web", zone="us-east-1b") == 0, 60, "traffic to leave") - began)
        started = wait(lambda: [call for call in fake.calls() if call["operation"] == "StartZonalShift"][before:], 30, "the shift")
        requested.append(started[0]["at"] - wall)
        home(cluster, endpoints)
        cancels = len([call for call in fake.calls() if call["operation"] == "StartZonalShift"])
        wait(lambda: len([call for call in fake.calls() if call["operation"] == "CancelZonalShift"]) >= cancels, 30, "the shift to end")
        say(f"aws: shift {number + 1} of {EVACUATIONS}: requested after {requested[-1]:.2f} s, traffic off after {off[-1]:.2f} s")
    return requested, off


def announced(cluster, fake, runs):
    seen = []
    for number in range(runs):
        time.sleep(7 * number)
        at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=2 + number)
        arn = f"arn:aws:health:us-east-1::event/{number}"
        began = time.monotonic()
        fake.say(events={arn: {
            "service": "EC2", "eventTypeCode": "AWS_EC2_AVAILABILITY_ZONE_POWER_SCHEDULED", "eventTypeCategory": "scheduledChange",
            "statusCode": "upcoming", "startTime": int(at.timestamp()), "lastUpdatedTime": int(time.time()), "availabilityZone": "us-east-1c"}})
        wait(lambda: arn in cluster.kubectl("get", "zone", "us-east-1c", "-o", "jsonpath={.status.aws.closure.source}"), 90, "the closure to be reported")
        seen.append(time.monotonic() - began)
        fake.say(events={arn: None})
        say(f"aws: closure {number + 1} of {runs} reported after {seen[-1]:.1f} s")
        wait(lambda: arn not in cluster.kubectl("get", "zone", "us-east-1c", "-o", "jsonpath={.status.aws}"), 90, "the closure to be called off")
    return seen


def steady_calls(fake):
    say(f"aws: {STEADY_SECONDS} s of quiet")
    time.sleep(10)
    before = len(fake.calls())
    time.sleep(STEADY_SECONDS)
    counts = {}
    for call in fake.calls()[before:]:
        counts[call["operation"]] = counts.get(call["operation"], 0) + 1
    return {operation: count * 3600 / STEADY_SECONDS for operation, count in counts.items()}


def settle_memory():
    time.sleep(15)


def start_seconds(cluster, log, *options):
    with Operator(cluster, log, *options):
        found = wait(lambda: re.search(r'first reconcile.*sinceStartMillis="(\d+)"', log.read_text()), 30, "the first reconcile")
    return int(found.group(1)) / 1000
