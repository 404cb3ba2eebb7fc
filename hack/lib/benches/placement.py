"""Placement: 300 services spread over three zones, then left alone; and the same of the closest peer, in turns with ours."""
import collections
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

from benchkit import openkruise
from benchkit.world import Cluster, Operator, say, wait

SERVICES = 300
ZONES = 3
QUIET_SECONDS = 60
STARTS = 3
PEER = ", OpenKruise UnitedDeployment"

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
    ups, spreads, behinds, cpus, starts, idle = [], [], [], [], [], []
    memory = collections.defaultdict(list)
    quiet_writes, writes_per_service = [], collections.Counter()
    peer = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        manifests = pathlib.Path(folder) / "services.yaml"
        manifests.write_text("".join(SERVICE.format(number=number) for number in range(SERVICES)))
        for number in range(runs):
            say(f"placement: run {number + 1} of {runs}")
            with Cluster(f"placement-{number}", "--audit") as cluster:
                ups.append(cluster.up_seconds)
                log = pathlib.Path(folder) / f"operator-{number}.log"
                with Operator(cluster, log):
                    cluster.kubectl("create", "-f", "-", stdin=SERVICE.format(number="first"))
                    wait(lambda: all_ready(cluster, 1), 60, "the first service to be spread")
                starts.append(statistics.median(start_seconds(cluster, log) for _ in range(STARTS)))
                with Operator(cluster, log) as operator:
                    time.sleep(5)
                    idle.append(operator.memory_mb()["VmRSS"])
                    spread, behind, cpu = burst(cluster, operator, manifests, lambda: all_ready(cluster, SERVICES + 1), "zonekeeper")
                    spreads.append(spread)
                    behinds.append(behind)
                    cpus.append(cpu)
                    for name, value in operator.memory_mb().items():
                        memory[name].append(value)
                    if number == 0:
                        # The first service and the zones are among them: a third of a percent.
                        writes_per_service.update((verb, resource, sub) for verb, resource, sub, _ in cluster.writes("zonekeeper"))
                        say(f"placement: {QUIET_SECONDS} s of quiet")
                        mark = len(cluster.writes("zonekeeper"))
                        time.sleep(QUIET_SECONDS)
                        quiet_writes.append(len(cluster.writes("zonekeeper")) - mark)
            try:
                measure_peer(peer, number, pathlib.Path(folder))
            except (OSError, RuntimeError, TimeoutError, subprocess.SubprocessError) as problem:
                say(f"placement: OpenKruise could not be measured: {problem}")

    case = f"{SERVICES} services x {ZONES} zones"
    table.add("control plane up, warm", "seconds", ups, "s", goal=10)
    table.add(case, "create to all Deployments", spreads, "s", goal=13.5)
    add_peer(table, case, "create to all Deployments", peer["spread"], 13.5, "s")
    table.add(case, "  of it after kubectl was done", behinds, "s")
    if peer["behind"]:
        table.add(case + PEER, "  of it after kubectl was done", peer["behind"], "s")
    table.add(case, "operator CPU", cpus, "s", goal=10)
    add_peer(table, case, "manager CPU", peer["cpu"], 22, "s")
    table.add(case, "RSS at the end", memory["VmRSS"], "MB", goal=160)
    table.add(case, "  of it anonymous", memory["RssAnon"], "MB")
    table.add(case, "  of it files", memory["RssFile"], "MB")
    add_peer(table, case, "manager RSS", peer["rss"], 145, "MB")
    table.add(f"quiet for {QUIET_SECONDS} s, {SERVICES} services", "writes other than leases", quiet_writes, "", goal=0)
    for (verb, resource, sub), count in sorted(writes_per_service.items(), key=str):
        table.add("API writes per service created", f"{verb} {resource}{'/' + sub if sub else ''}", count / SERVICES, "")
    table.add("start with AOT cache, median of 3", "to first reconcile", starts, "s", goal=0.8)
    table.add("idle, one service", "RSS", idle, "MB", goal=140)


def add_peer(table, case, metric, values, quoted, unit):
    """What the peer took, or, where it could not be measured here, what was measured of it elsewhere."""
    source = "measured" if values else "quoted"
    table.add(case + PEER, metric, values or quoted, unit, source=source)


def burst(cluster, process, manifests, whole, user):
    """Creates all services at once; returns the seconds until all Deployments exist, those of them after kubectl was done, and the
    process's CPU until the user writes no more."""
    before = process.cpu_seconds()
    began = time.monotonic()
    cluster.kubectl("create", "-f", str(manifests))
    created = time.monotonic()
    wait(lambda: deployments(cluster) >= (SERVICES + 1) * ZONES, 300, "all Deployments")
    spread, behind = time.monotonic() - began, time.monotonic() - created
    wait(whole, 300, "all services to be spread", every=2)
    settle(cluster, user)
    return spread, behind, process.cpu_seconds() - before


def measure_peer(peer, number, folder):
    """The same in a cluster of its own. Its services count as spread when no Deployment lacks its pod, as ours do."""
    home = openkruise.built()
    say("placement: the same with OpenKruise")
    manifests = folder / "united-deployments.yaml"
    manifests.write_text("".join(openkruise.SERVICE.format(number=each) for each in range(SERVICES)))
    with Cluster(f"placement-peer-{number}", "--audit") as cluster, openkruise.UnitedDeployments(cluster, home, folder) as manager:
        wait(lambda: tried(cluster), 60, "OpenKruise to take its first service")
        wait(lambda: deployments(cluster) == ZONES, 60, "the first service to be spread")
        time.sleep(5)
        spread, behind, cpu = burst(cluster, manager, manifests, lambda: available(cluster) >= (SERVICES + 1) * ZONES, "admin")
        peer["spread"].append(spread)
        peer["behind"].append(behind)
        peer["cpu"].append(cpu)
        peer["rss"].append(manager.memory_mb()["VmRSS"])


def tried(cluster):
    """Creates the first service; the kind may not be served yet, and `kubectl wait` fails where it has no status."""
    try:
        cluster.kubectl("create", "-f", "-", stdin=openkruise.SERVICE.format(number="first"))
        return True
    except RuntimeError:
        return False


def available(cluster):
    return cluster.kubectl("get", "deployments", "-o", "jsonpath={.items[*].status.availableReplicas}").split().count("1")


def deployments(cluster):
    return cluster.count("/apis/apps/v1/deployments")


def all_ready(cluster, services):
    reasons = cluster.kubectl("get", "zsvc", "-o", 'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}')
    return reasons.split().count("True") == services


def settle(cluster, user):
    """Waits until a user wrote nothing for five seconds."""
    seen, since = -1, time.monotonic()
    while time.monotonic() - since < 5:
        now = len(cluster.writes(user))
        if now != seen:
            seen, since = now, time.monotonic()
        time.sleep(0.5)


def start_seconds(cluster, log):
    """Seconds from the start of the JVM to its first reconcile of a service, as the operator itself logs them."""
    with Operator(cluster, log):
        found = wait(lambda: re.search(r'first reconcile.*sinceStartMillis="(\d+)"', log.read_text()), 30, "the first reconcile")
    return int(found.group(1)) / 1000
