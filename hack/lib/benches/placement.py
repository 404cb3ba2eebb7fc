"""Placement: 300 services spread over three zones, then left alone."""
import collections
import pathlib
import re
import tempfile
import time

from benchkit.world import Cluster, Operator, say, wait

SERVICES = 300
ZONES = 3
QUIET_SECONDS = 60

SERVICE = """apiVersion: zonekeeper.io/v1alpha1
kind: ZonedService
metadata: {{name: svc-{number}}}
spec:
  replicas: 3
  template:
    spec:
      containers: [{{name: web, image: "registry.local/web:1"}}]
---
"""


def run(table, runs):
    ups, spreads, cpus, starts, idle = [], [], [], [], []
    memory = collections.defaultdict(list)
    quiet_writes, writes_per_service = [], collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        manifests = pathlib.Path(folder) / "services.yaml"
        manifests.write_text("".join(SERVICE.format(number=number) for number in range(SERVICES)))
        for number in range(runs):
            say(f"placement: run {number + 1} of {runs}")
            with Cluster(f"placement-{number}", "--audit") as cluster:
                ups.append(cluster.up_seconds)
                with Operator(cluster, pathlib.Path(folder) / f"operator-{number}.log") as operator:
                    wait(lambda: len(cluster.kubectl("get", "zones", "-o", "name").split()) == ZONES, 30, "the zones")
                    idle.append(operator.memory_mb()["VmRSS"])
                    starts.append(first_reconcile(operator))
                    before = operator.cpu_seconds()
                    began = time.monotonic()
                    cluster.kubectl("create", "-f", str(manifests))
                    wait(lambda: deployments(cluster) >= SERVICES * ZONES, 300, "all Deployments")
                    spreads.append(time.monotonic() - began)
                    wait(lambda: all_ready(cluster), 300, "all services to be spread")
                    settle(cluster)
                    cpus.append(operator.cpu_seconds() - before)
                    for name, value in operator.memory_mb().items():
                        memory[name].append(value)
                    if number == 0:
                        writes_per_service.update((verb, resource, sub) for verb, resource, sub, _ in cluster.writes("zonekeeper"))
                        say(f"placement: {QUIET_SECONDS} s of quiet")
                        mark = len(cluster.writes("zonekeeper"))
                        time.sleep(QUIET_SECONDS)
                        quiet_writes.append(len(cluster.writes("zonekeeper")) - mark)

    case = f"{SERVICES} services x {ZONES} zones"
    table.add("control plane up, warm", "seconds", ups, "s", goal=10)
    table.add(case, "create to all Deployments", spreads, "s", goal=13.5)
    table.add(case + ", OpenKruise UnitedDeployment", "create to all Deployments", 13.5, "s", source="quoted")
    table.add(case, "operator CPU", cpus, "s", goal=10)
    table.add(case + ", OpenKruise UnitedDeployment", "manager CPU", 22, "s", source="quoted")
    table.add(case, "RSS at the end", memory["VmRSS"], "MB", goal=160)
    table.add(case, "  of it anonymous", memory["RssAnon"], "MB")
    table.add(case, "  of it files", memory["RssFile"], "MB")
    table.add(case + ", OpenKruise UnitedDeployment", "manager RSS", 145, "MB", source="quoted")
    table.add(f"quiet for {QUIET_SECONDS} s, {SERVICES} services", "writes other than leases", quiet_writes, "", goal=0)
    for (verb, resource, sub), count in sorted(writes_per_service.items(), key=str):
        table.add("API writes per service created", f"{verb} {resource}{'/' + sub if sub else ''}", count / SERVICES, "")
    table.add("start", "to first reconcile", starts, "s", goal=0.8)
    table.add("idle", "RSS", idle, "MB", goal=140)


def deployments(cluster):
    counts = re.search(
        r'apiserver_resource_objects\{group="apps",resource="deployments"\} (\S+)', cluster.kubectl("get", "--raw", "/metrics"))
    return len(cluster.kubectl("get", "deployments", "-o", "name").split()) if not counts else float(counts.group(1))


def all_ready(cluster):
    reasons = cluster.kubectl("get", "zsvc", "-o", 'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}')
    return reasons.split().count("True") == SERVICES


def settle(cluster):
    """Waits until nothing was written for five seconds."""
    seen, since = -1, time.monotonic()
    while time.monotonic() - since < 5:
        now = len(cluster.writes("zonekeeper"))
        if now != seen:
            seen, since = now, time.monotonic()
        time.sleep(0.5)


def first_reconcile(operator):
    """Seconds from the start of the JVM to its first reconcile, as the operator itself logged them."""
    found = re.search(r"first reconcile.*sinceStartMillis=\"(\d+)\"", operator.log_path.read_text())
    if not found:
        raise RuntimeError("the operator logged no first reconcile")
    return int(found.group(1)) / 1000
