"""Real pods on real kubelets: the uplink of a zone is cut, a plain Deployment with its Service beside a ZonedService, and beside another plain one
that a ZoneFailover protects.

The chart runs as pods, three zones of two nodes. A client beside the control plane, outside of every zone, sends ten requests a
second to each Service, over new connections and with a timeout of 1 s. A run cuts each zone once, and then the one with the leader.
Stock is measured in the first three cuts, since its endpoints take most of a minute to go. Failback is set to seconds: it plays no part
in what is measured. For each cut it is also said when the last renewal of a lease of the zone's nodes arrived: what happened before is no
time that a verdict took."""
import contextlib
import datetime
import json
import os
import pathlib
import random
import re
import signal
import statistics
import subprocess
import tempfile
import time

from benchkit.endpoints import Endpoints
from benchkit.world import ROOT, Cluster, memory_mb, say, wait

ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"]
REPLICAS = 9
STOCK_CUTS = 3
SYSTEM = "zonekeeper-system"
VALUES = [
    "policy.spec.failback.stableFor=1s", "policy.spec.failback.holdDown=0s", "policy.spec.limits.zoneCordonsPerDay=1000",
    "policy.spec.limits.serviceEvacuationsPerHour=10000", "failover.enabled=true", "proxies.enabled=true"]

CONTAINERS = """
      containers:
        - name: web
          image: zonekeeper.test/web:1
          ports: [{name: http, containerPort: 8080}]
          readinessProbe: {httpGet: {path: /ready, port: http}, periodSeconds: 2}
          resources: {requests: {cpu: 5m, memory: 8Mi}}
"""

SERVICE = f"""apiVersion: zonekeeper.io/v1alpha1
kind: ZonedService
metadata: {{name: web}}
spec:
  replicas: {REPLICAS}
  template:
    spec:{CONTAINERS}
  service: {{ports: [{{name: http, port: 80, targetPort: http}}]}}
  healthChecks: [{{name: page, httpGet: {{path: /healthz, port: http}}}}]
  zoneFailure: {{failback: {{stableFor: 1s}}}}
"""

# Two of these: one is protected.
PLAIN = f"""apiVersion: apps/v1
kind: Deployment
metadata: {{name: NAME}}
spec:
  replicas: {REPLICAS}
  selector: {{matchLabels: {{app: NAME}}}}
  template:
    metadata: {{labels: {{app: NAME}}}}
    spec:{CONTAINERS}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          nodeTaintsPolicy: Honor
          labelSelector: {{matchLabels: {{app: NAME}}}}
---
apiVersion: v1
kind: Service
metadata: {{name: NAME}}
spec:
  selector: {{app: NAME}}
  ports: [{{port: 80, targetPort: http}}]
"""

FAILOVER = """apiVersion: zonekeeper.io/v1alpha1
kind: ZoneFailover
metadata: {name: everything}
spec:
  services: {names: [plain]}
  failback: {stableFor: 1s}
"""


def prepare():
    """Nothing: hack/image packages the operator, and trains the caches in the image."""


PROXY = """apiVersion: zonekeeper.io/v1alpha1
kind: ZonalProxy
metadata: {name: front}
spec:
  engine: HAProxy
  image: zonekeeper.test/haproxy:1
  listen: 8080
  upstream: {zonedService: web, port: http}
"""


def run(table, runs, cases=None):
    known = {"checks": with_checks, "unmodified": unmodified, "gray": gray, "proxy": proxy, "no-checks": without_checks, "drain": drain, "upgrade": upgrade, "memory": memory}
    unknown = set(cases or []) - set(known)
    if unknown:
        raise RuntimeError(f"no case {', '.join(unknown)}; there are {', '.join(known)}")
    with tempfile.TemporaryDirectory() as folder, Cluster("real", "--real") as cluster:
        subprocess.run([ROOT / "hack/image", "--load-into-cluster", cluster.name], check=True, stdout=subprocess.DEVNULL)
        cluster.kubectl("create", "namespace", SYSTEM)
        helm(cluster, "install", "--wait", "--timeout", "180s")
        cluster.kubectl("create", "-f", "-", stdin=SERVICE)
        for name in ("stock", "plain"):
            cluster.kubectl("create", "-f", "-", stdin=PLAIN.replace("NAME", name))
        cluster.kubectl("create", "-f", "-", stdin=FAILOVER)
        with Endpoints(cluster) as endpoints:
            bench = Bench(cluster, endpoints, pathlib.Path(folder))
            bench.settle()
            for name in cases or known:
                say(f"real: {name}")
                try:
                    known[name](table, runs, bench)
                except (OSError, RuntimeError, TimeoutError, subprocess.SubprocessError) as problem:
                    table.failed(name, str(problem))


class Bench:
    """The cluster with both services, and what is done to it."""

    def __init__(self, cluster, endpoints, folder):
        self.cluster = cluster
        self.endpoints = endpoints
        self.folder = folder
        self.stock_gone = []
        self.stock_failed = []

    def settle(self):
        """Waits until everything is where it was, and every zone has evidence for what comes next."""
        for name in ("stock", "plain"):
            self.endpoints.wait(lambda name=name: self.endpoints.count(name) == REPLICAS, 180, f"the Deployment {name} to be ready")
        wait(self._is_home, 240, "the service to be home", every=0.5)
        self.endpoints.wait(lambda: self.endpoints.count("web") == REPLICAS, 60, "all endpoints")
        wait(self._complete, 120, "all operators and observers to be ready", every=0.5)
        time.sleep(12)  # the judge needs one renewal of every node before silence counts

    def _is_home(self):
        states = self.cluster.kubectl("get", "zsvc", "web", "-o", "jsonpath={.status.zones[*].state} {.status.spread}")
        cordons = self.cluster.kubectl("get", "zones", "-o", "jsonpath={.items[*].status.cordon.by}").strip()
        failover = self.cluster.kubectl(
            "get", "zfo", "everything", "-o", "jsonpath={.status.protectedServices} {.status.services[*].zones[*].state}")
        return states.split() == ["Active"] * 3 + ["3+3+3"] and failover.split() == ["1/1"] + ["Active"] * 3 and not cordons

    def _complete(self):
        ready = self.cluster.kubectl("get", "deployments", "-n", SYSTEM, "-o", "jsonpath={.items[*].status.readyReplicas}")
        return ready.split() == ["3", "6"]

    def node_of_leader(self):
        pod = get(self.cluster, f"/apis/coordination.k8s.io/v1/namespaces/{SYSTEM}/leases/zonekeeper")["spec"]["holderIdentity"]
        return get(self.cluster, f"/api/v1/namespaces/{SYSTEM}/pods/{pod}")["spec"]["nodeName"]

    @contextlib.contextmanager
    def requests(self, service, path="/ready", address=None):
        """Sends requests to a Service until the with block ends; then its `failed` and `text` say how they went."""
        address = address or get(self.cluster, f"/api/v1/namespaces/default/services/{service}")["spec"]["clusterIP"]
        client = subprocess.Popen(
            [ROOT / "hack/cluster", "--name", self.cluster.name, "exec", ROOT / "hack/lib/count-requests", f"http://{address}{path}", "10"],
            stdout=subprocess.PIPE, text=True)
        counted = Counted()
        try:
            yield counted
        finally:
            client.send_signal(signal.SIGTERM)
            counted.text = client.communicate(timeout=30)[0].strip()
        counted.failed = int(re.search(r"requests, (\d+) failed", counted.text).group(1))


class Counted:
    """What a client counted."""

    failed = None
    text = None


def with_checks(table, runs, bench):
    cuts(table, "zone cut off, with health checks", runs, bench, most=8)
    figures(table, "zone cut off, stock", "last endpoint gone", bench.stock_gone, "s")
    figures(table, "zone cut off, stock", "failed requests", bench.stock_failed, "")


def unmodified(table, runs, bench):
    cuts(table, "zone cut off, plain Deployment with a ZoneFailover", runs, bench, most=8, service="plain")


def gray(table, runs, bench):
    """Pods of a zone stay ready and answer their health check with 404; the client asks what fails."""
    gone, failed = [], []
    for number in range(2 * runs):
        zone = ZONES[number % 3]
        time.sleep(random.uniform(0, 5))
        pods = [pod["metadata"]["name"] for pod in get(bench.cluster, "/api/v1/namespaces/default/pods?labelSelector=zonekeeper.io/service=web")["items"]
                if pod["spec"]["nodeName"].startswith(zone)]
        with bench.requests("web", "/healthz") as web:
            time.sleep(1)
            began = time.monotonic()
            for pod in pods:
                bench.cluster.kubectl("exec", pod, "--", "rm", "/tmp/www/healthz")
            gone.append(left(bench.endpoints, "web", zone) - began)
            time.sleep(1)
        failed.append(web.failed)
        say(f"real: gray {number + 1} of {2 * runs}: gone {gone[-1]:.1f} s, {web.text}")
        # The canary that is left says when it is over.
        for pod in pods:
            with contextlib.suppress(subprocess.CalledProcessError, RuntimeError):
                bench.cluster.kubectl("exec", pod, "--", "touch", "/tmp/www/healthz")
        bench.settle()
    figures(table, "pods of a zone fail their health check", "last endpoint gone", gone, "s", p50=6, most=9)
    figures(table, "pods of a zone fail their health check", "failed requests", failed, "")


def proxy(table, runs, bench):
    """Through a pod of the ZonalProxy in another zone than the one that is cut off."""
    bench.cluster.kubectl("create", "-f", "-", stdin=PROXY)
    try:
        wait(lambda: "True" in bench.cluster.kubectl("get", "zpx", "front", "-o", "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}"), 120, "the proxies to be ready")
        failed = []
        for number in range(2 * runs):
            zone, other = ZONES[number % 3], ZONES[(number + 1) % 3]
            wait(lambda other=other: proxy_in(bench.cluster, other), 60, "a proxy in another zone")
            time.sleep(random.uniform(0, 10))
            pod = proxy_in(bench.cluster, other)
            with bench.requests("front", address=f"{pod['status']['podIP']}:8080") as front:
                time.sleep(1)
                bench.cluster.output("cut-zone", zone)
                left(bench.endpoints, "web", zone)
                bench.endpoints.wait(lambda lost=zone: bench.endpoints.count("web", outside=lost) >= REPLICAS, 120, "capacity to be back")
            failed.append(front.failed)
            say(f"real: proxy {number + 1} of {2 * runs}: {front.text}")
            if front.failed:
                say(bench.cluster.kubectl("logs", pod["metadata"]["name"], "--timestamps", "--since=3m"))
            bench.cluster.output("heal-zone", zone)
            bench.settle()
        table.add("zone cut off, through the ZonalProxy of a healthy zone", "failed requests", sum(failed), "", goal=0)
        table.rows[-1]["n"] = len(failed)
    finally:
        bench.cluster.kubectl("delete", "zpx", "front")


def proxy_in(cluster, zone):
    """A ready proxy in a zone; None where there is none."""
    for pod in get(cluster, "/api/v1/namespaces/default/pods?labelSelector=zonekeeper.io/service=front")["items"]:
        ready = any(condition["type"] == "Ready" and condition["status"] == "True" for condition in pod["status"].get("conditions", []))
        if ready and pod["spec"].get("nodeName", "").startswith(zone):
            return pod
    return None


def without_checks(table, runs, bench):
    bench.cluster.kubectl("patch", "zsvc", "web", "--type", "json", "-p", '[{"op": "remove", "path": "/spec/healthChecks"}]')
    wait(lambda: all("probes" not in signals for signals in signals_of(bench.cluster)), 120, "no zone to have evidence of pods", every=1)
    cuts(table, "zone cut off, without health checks", runs, bench, most=10)


def signals_of(cluster):
    zones = get(cluster, "/apis/zonekeeper.io/v1alpha1/zones")["items"]
    return [[signal["signal"] for signal in zone["status"].get("signals", [])] for zone in zones]


def cuts(table, case, runs, bench, most, service="web"):
    gone, back, failed, loads, led, renewals = [], [], [], [], [], []
    for number in range(4 * runs):
        zone = (ZONES + [None])[number % 4] or bench.node_of_leader().rsplit("-", 1)[0]
        led.append(bench.node_of_leader().startswith(zone))
        time.sleep(random.uniform(0, 10))
        loads.append(os.getloadavg()[0])
        with contextlib.ExitStack() as stack:
            with_stock = len(bench.stock_failed) < STOCK_CUTS
            if with_stock:
                stock = stack.enter_context(bench.requests("stock"))
            with bench.requests(service) as web:
                time.sleep(1)
                began, at = time.monotonic(), time.time()
                bench.cluster.output("cut-zone", zone)
                gone.append(left(bench.endpoints, service, zone) - began)
                renewals.append(last_renewal(bench.cluster, zone) - at)
                back.append(bench.endpoints.wait(
                    lambda lost=zone: bench.endpoints.count(service, outside=lost) >= REPLICAS, 120, "capacity to be back") - began)
            if with_stock:
                bench.stock_gone.append(left(bench.endpoints, "stock", zone) - began)
                time.sleep(2)  # until nodes do as the endpoints say
        failed.append(web.failed)
        text = f"real: {case}: cut {number + 1} of {4 * runs}{', leader' if led[-1] else ''}: gone {gone[-1]:.1f} s, back {back[-1]:.1f} s, "
        text += f"last renewal of a lease {renewals[-1]:+.1f} s, {web.text}"
        if with_stock:
            bench.stock_failed.append(stock.failed)
            text += f"; stock gone {bench.stock_gone[-1]:.1f} s, {stock.text}"
        say(f"{text}; load {loads[-1]:.1f}")
        bench.cluster.output("heal-zone", zone)
        bench.settle()
    figures(table, case, "last endpoint gone", gone, "s", p50=6, most=most)
    figures(table, case, "  of these, with the leader", [seconds for seconds, leads in zip(gone, led) if leads], "s")
    figures(table, case, "  of these, without it", [seconds for seconds, leads in zip(gone, led) if not leads], "s")
    figures(table, case, "capacity back", back, "s", most=11)
    figures(table, case, "failed requests", failed, "")
    table.add(case, "failed, of stock's", statistics.mean(failed) / statistics.mean(bench.stock_failed), "", goal=1 / 8)
    table.add(case, "load of the machine", loads, "")
    table.add(case, "last lease renewed after the cut", max(renewals), "s")


def last_renewal(cluster, zone):
    """The time of day at which the last lease of the zone's nodes was renewed, as the API server has it."""
    leases = get(cluster, "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases")["items"]
    return max(
        datetime.datetime.fromisoformat(lease["spec"]["renewTime"]).timestamp()
        for lease in leases if lease["metadata"]["name"].startswith(zone))


def left(endpoints, service, zone):
    return endpoints.wait(lambda: endpoints.count(service, zone=zone) == 0, 120, f"the last endpoint of {service} in {zone} to go")


def drain(table, runs, bench):
    failed = []
    for number in range(runs):
        node = bench.node_of_leader()
        with bench.requests("web") as web:
            time.sleep(1)
            bench.cluster.kubectl("drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout", "150s")
            time.sleep(2)
        failed.append(web.failed)
        say(f"real: drain {number + 1} of {runs}: {node}, {web.text}")
        bench.cluster.kubectl("uncordon", node)
        bench.settle()
    table.add("drain of the leader's node", "failed requests", max(failed), "", goal=0)
    table.rows[-1]["n"] = runs


def upgrade(table, runs, bench):
    """Every operator and observer is replaced, while a zone is cut off: its verdict has to outlive them."""
    failed, lost = [], []
    for number in range(runs):
        zone = ZONES[number % 3]
        with bench.requests("web") as web:
            time.sleep(1)
            helm(bench.cluster, "upgrade", "--wait", "--timeout", "180s", "--set", f"podAnnotations.run=all-well-{number}")
        failed.append(web.failed)
        bench.settle()
        bench.cluster.output("cut-zone", zone)
        left(bench.endpoints, "web", zone)
        wait(lambda: verdict_of(bench.cluster, zone) == ("Unhealthy", "Automatic"), 60, "the verdict")
        with watched(bench, zone) as seen:
            helm(bench.cluster, "upgrade", "--set", f"podAnnotations.run=zone-lost-{number}")
            bench.cluster.kubectl("rollout", "status", "deployment/zonekeeper", "-n", SYSTEM, "--timeout", "180s")
            time.sleep(5)  # for what a new leader would decide at once
        lost.append(len(set(seen) - {"Unhealthy Automatic"}))
        say(f"real: upgrade {number + 1} of {runs}: {web.text}; verdicts meanwhile: {', '.join(sorted(set(seen)))}")
        bench.cluster.output("heal-zone", zone)
        bench.settle()
    table.add("helm upgrade", "failed requests", max(failed), "", goal=0)
    table.rows[-1]["n"] = runs
    table.add("helm upgrade, a zone cut off", "verdicts lost", sum(lost), "", goal=0)
    table.rows[-1]["n"] = runs


def verdict_of(cluster, zone):
    status = get(cluster, f"/apis/zonekeeper.io/v1alpha1/zones/{zone}")["status"]
    return status["verdict"], status.get("cordon", {}).get("by")


@contextlib.contextmanager
def watched(bench, zone):
    """Every verdict and cordon that the zone has until the with block ends, filled in then."""
    path = bench.folder / "verdicts"
    seen = []
    with path.open("w") as file:
        watch = subprocess.Popen(
            [ROOT / "hack/cluster", "--name", bench.cluster.name, "exec", "kubectl", "get", "zone", zone, "--watch", "-o",
             'jsonpath={.status.verdict} {.status.cordon.by}{"\\n"}'], stdout=file)
        try:
            yield seen
        finally:
            watch.terminate()
            watch.wait(10)
    seen.extend(path.read_text().splitlines())


def memory(table, runs, bench):
    """Of every process after all of the above, the largest."""
    del runs
    sizes = {"operator": [], "observer": []}
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (process / "cmdline").read_bytes().split(b"\0")
            if b"io.zonekeeper.app.Main" in command and f"/zonekeeper-{bench.cluster.name}/" in (process / "cgroup").read_text():
                sizes["observer" if b"observe" in command else "operator"].append(memory_mb(process.name)["VmRSS"])
    for name, goal in (("operator", 140), ("observer", 80)):
        figures(table, f"memory of each {name}", "RSS", sizes[name], "MB", most=goal)


def get(cluster, path):
    """What the API server answers, which is reached from the cluster's network only."""
    return json.loads(cluster.kubectl("get", "--raw", path))


def helm(cluster, verb, *options):
    values = [option for value in VALUES for option in ("--set", value)]
    cluster.output("exec", "helm", verb, "zonekeeper", str(ROOT / "helm/zonekeeper"), "--namespace", SYSTEM, *values, *options)


def figures(table, case, metric, values, unit, p50=None, most=None):
    if not values:
        return
    table.add(case, metric + ", p50", statistics.median(values), unit, goal=p50)
    table.add(case, metric + ", max", max(values), unit, goal=most)
    table.rows[-1]["n"] = table.rows[-2]["n"] = len(values)
