"""Observer: one of them checks 1,000 pods every 2 s; its cost when all are healthy and when a zone hangs."""
import pathlib
import tempfile
import time

from benchkit.world import Cluster, Observer, Operator, Pods, say, wait

SERVICES = 10
PODS = 1000
SETTLE_SECONDS = 12
MEASURE_SECONDS = 30

SERVICE = """apiVersion: zonekeeper.io/v1alpha1
kind: ZonedService
metadata: {{name: svc-{number}}}
spec:
  replicas: {replicas}
  template:
    spec:
      containers: [{{name: web, image: "registry.local/web:1", ports: [{{name: http, containerPort: 8080}}]}}]
  healthChecks: [{{name: page, httpGet: {{path: /healthz, port: http}}, period: 2s, timeout: 1s}}]
---
"""


def run(table, runs):
    with tempfile.TemporaryDirectory() as folder, Cluster("observer", "--netns", "--nodes-per-zone", "8") as cluster:
        with Operator(cluster, pathlib.Path(folder) / "operator.log"):
            services = "".join(SERVICE.format(number=number, replicas=PODS // SERVICES) for number in range(SERVICES))
            cluster.kubectl("create", "-f", "-", stdin=services)
            wait(lambda: running(cluster) == PODS, 180, f"{PODS} pods to run")
        with Pods(cluster, folder) as pods:
            well, hanging = [], []
            for number in range(runs):
                say(f"observer: run {number + 1} of {runs}")
                pods.sick()
                with Observer(cluster, pathlib.Path(folder) / "observer.log", "us-east-1a") as observer:
                    wait(lambda: observer.metrics()['zonekeeper_observer_pods{state="passing"}'] == PODS, 60, "all pods to be seen")
                    well.append(measure(observer))
                    pods.sick("3 hang")
                    hanging.append(measure(observer))
            server = pods.cpu_seconds()
    say(f"observer: the server of all pods took {server:.1f} s of processor time")
    add(table, f"{PODS} pods every 2 s, all well", well)
    add(table, f"{PODS} pods every 2 s, a zone hangs", hanging)


def running(cluster):
    pods = cluster.kubectl("get", "pods", "-o", "jsonpath={range .items[*]}{.status.phase} {.status.podIP}{\"\\n\"}{end}")
    return sum(1 for line in pods.splitlines() if line.startswith("Running 10."))


def measure(observer):
    time.sleep(SETTLE_SECONDS)
    looks, cpu, began = looks_of(observer), observer.cpu_seconds(), time.monotonic()
    time.sleep(MEASURE_SECONDS)
    seconds = time.monotonic() - began
    return {
        "cpu": 100 * (observer.cpu_seconds() - cpu) / seconds,
        "looks": (looks_of(observer) - looks) / seconds,
        "memory": observer.memory_mb(),
        "failing": observer.metrics()['zonekeeper_observer_pods{state="failing"}'],
    }


def looks_of(observer):
    return sum(value for name, value in observer.metrics().items() if name.startswith("zonekeeper_observer_probes_total"))


def add(table, case, measured):
    table.add(case, "CPU", [one["cpu"] for one in measured], "% core", goal=20)
    table.add(case, "RSS", [one["memory"]["VmRSS"] for one in measured], "MB", goal=100)
    table.add(case, "  of it anonymous", [one["memory"]["RssAnon"] for one in measured], "MB")
    table.add(case, "checks", [one["looks"] for one in measured], "1/s", goal=PODS / 2 * 0.95, at_most=False)
    table.add(case, "pods failing", [one["failing"] for one in measured], "")
