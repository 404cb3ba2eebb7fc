"""Existing: Services and Deployments that nobody wrote for Zonekeeper, protected by ZoneFailovers, beside the same ones without.

The same kill meets both. `--runs` is the number of kills of each case; `many-N` is `many` with so many Services. Failback is
set to seconds: it plays no part in what is measured."""
import collections
import contextlib
import pathlib
import random
import re
import subprocess
import tempfile
import threading
import time

from benches.zone_loss import POLICY, REPLICAS, STOCK, ZONES, cordons, figures, gone, kill, moment_of_cordon, p95, whole, write_selectors
from benchkit.endpoints import Endpoints
from benchkit.world import Cluster, Observer, Operator, Pods, say, wait

MANY = 300
MANY_PODS = 9
NAMESPACES = 30
GITOPS_SERVICES = 30
GITOPS_SECONDS = 30

FAILOVER = """apiVersion: zonekeeper.io/v1alpha1
kind: ZoneFailover
metadata: {name: everything}
spec:
  failback: {stableFor: 1s}
"""

CHECKS = "  healthChecks: [{name: page, http: {port: 8080, path: /healthz}, period: 2s, timeout: 1s}]\n"


def run(table, runs, cases=None):
    known = {"dark": dark, "gray": gray, "many": many, "gitops": gitops, "writes": writes}
    for name in cases or known:
        sized = re.fullmatch(r"many-(\d+)", name)
        if not sized and name not in known:
            raise RuntimeError(f"no case {name}; there are {', '.join(known)} and many-N")
        say(f"existing: {name}")
        with tempfile.TemporaryDirectory() as folder:
            try:
                if sized:
                    many(table, pathlib.Path(folder), runs, int(sized.group(1)))
                else:
                    known[name](table, pathlib.Path(folder), runs)
            except (OSError, RuntimeError, TimeoutError, subprocess.SubprocessError) as problem:
                table.failed(name, str(problem))


def dark(table, folder, runs):
    with world("dark", folder, nodes=12) as (cluster, endpoints):
        protect(cluster, "shop", plain("web", REPLICAS))
        unprotected(cluster, endpoints)
        settle(cluster, endpoints)
        off, back, stock_off, stock_back = [], [], [], []
        for number in range(runs):
            zone, began = kill(cluster, number)
            off.append(gone(endpoints, "web", zone) - began)
            back.append(whole(endpoints, "web", zone) - began)
            stock_off.append(endpoints.wait(lambda: endpoints.count("stock", zone=zone) == 0, 120, "stock to leave") - began)
            if number == runs - 1:
                stock_back.append(endpoints.wait(
                    lambda: endpoints.count("stock", outside=zone) >= REPLICAS, 900, "stock to be whole again") - began)
            else:
                cluster.output("heal-zone", zone, "--stagger")
                home(cluster, endpoints)
                time.sleep(2)
            say(f"existing: kill {number + 1} of {runs}: off {off[-1]:.1f} s, back {back[-1]:.1f} s; stock off {stock_off[-1]:.1f} s {stock_back}")
    case = "plain Deployment of 30, its zone dark, 12 nodes a zone, Balanced"
    figures(table, case, "last endpoint gone", off, goal=6)
    figures(table, case, "capacity back", back, goal=10)
    figures(table, case + ": stock", "last endpoint gone", stock_off)
    figures(table, case + ": stock", "capacity back", stock_back)


def gray(table, folder, runs):
    with contextlib.ExitStack() as stack:
        cluster, endpoints = stack.enter_context(world("gray", folder, nodes=4, netns=True))
        pods = stack.enter_context(Pods(cluster, folder))
        for zone in ZONES:
            for number in (1, 2):
                stack.enter_context(Observer(cluster, folder / f"observer-{zone}-{number}.log", zone))
        protect(cluster, "shop", plain("web", REPLICAS), CHECKS)
        unprotected(cluster, endpoints)
        settle(cluster, endpoints)
        wait(lambda: "probes" in cluster.kubectl("get", "zones", "-o", "jsonpath={.items[*].status.evidence}"), 60, "probes")
        time.sleep(6)
        off, stock = [], []
        for number in range(runs):
            zone = ZONES[number % 3]
            time.sleep(random.uniform(2, 6))
            began = time.monotonic()
            pods.sick(f"{number % 3 + 1} 503 /healthz")
            off.append(gone(endpoints, "web", zone) - began)
            stock.append(endpoints.count("stock", zone=zone))
            pods.sick()
            home(cluster, endpoints)
            say(f"existing: gray {number + 1} of {runs}: off {off[-1]:.1f} s")
    case = "plain Deployment of 30, /ready passes, /healthz fails in a zone"
    figures(table, case, "last endpoint gone", off, goal=10)
    table.add(case + ": stock", "endpoints left in it by then", stock, "")


def many(table, folder, runs, services=MANY):
    with Cluster("existing-many", "--nodes-per-zone", "12", "--stagger") as cluster, Endpoints(cluster) as endpoints:
        with Operator(cluster, folder / "operator.log"):
            cluster.kubectl("apply", "-f", "-", stdin=POLICY)
            placed = fill(cluster, endpoints, services)
            spent = []
            for number in range(runs):
                zone, _ = kill(cluster, number)
                verdict = moment_of_cordon(cluster, zone)
                spent.append(endpoints.wait(lambda: not endpoints.any_in(zone, placed), 300, "the last endpoint") - verdict)
                say(f"existing: many {number + 1} of {runs}: {spent[-1]:.1f} s after the verdict")
                cluster.output("heal-zone", zone, "--stagger")
                home_all(cluster, endpoints, placed)
        bare = []
        for zone in ZONES[:max(1, min(runs, 3))]:
            slot = cluster.get(f"/apis/zonekeeper.io/v1alpha1/zones/{zone}")["status"]["slot"]
            began = time.monotonic()
            write_selectors(cluster, placed, f"zonekeeper.io/outside-{slot}", "true")
            bare.append(endpoints.wait(lambda: not endpoints.any_in(zone, placed), 300, "the last endpoint") - began)
            write_selectors(cluster, placed, f"zonekeeper.io/outside-{slot}", None)
            endpoints.wait(lambda: all(endpoints.count(name) == MANY_PODS for name in placed), 120, "all endpoints")
            time.sleep(5)
    case = f"{services} Services, {services * MANY_PODS:,} pods, unmodified"
    figures(table, case, "traffic off after verdict", spent)
    figures(table, case + ": bare client", "traffic off", bare)
    table.add(case, "p95 against the bare client's", p95(spent) / p95(bare), "", goal=1.3)


def gitops(table, folder, runs):
    """As Argo CD and Flux do with selfHeal and an interval of a second: they own the selector, and force it."""
    del runs
    with world("gitops", folder, nodes=4) as (cluster, endpoints):
        placed = fill(cluster, endpoints, GITOPS_SERVICES, namespaces=1)
        time.sleep(12)
        policies = "mutatingadmissionpolicies" in cluster.kubectl("get", "--raw", "/apis/admissionregistration.k8s.io/v1")
        zone, _ = kill(cluster, 0)
        endpoints.wait(lambda: not endpoints.any_in(zone, placed), 120, "the last endpoint")
        again, ended = collections.Counter(), threading.Event()

        def look():
            while not ended.is_set():
                again["seen"] += endpoints.any_in(zone, placed)
                time.sleep(0.02)

        watcher = threading.Thread(target=look)
        watcher.start()
        manifests = "---\n".join(service(name) for name in placed)
        applied, deadline = 0, time.monotonic() + GITOPS_SECONDS
        try:
            while time.monotonic() < deadline:
                began = time.monotonic()
                cluster.kubectl(
                    "apply", "--namespace", "team-0", "--server-side", "--force-conflicts", "--field-manager=gitops", "-f", "-", stdin=manifests)
                applied += 1
                time.sleep(max(0.0, began + 1 - time.monotonic()))
        finally:
            ended.set()
            watcher.join()
    case = f"{GITOPS_SERVICES} Services re-applied {applied} times in {GITOPS_SECONDS} s, zone dark"
    # Of samples 20 ms apart: before 1.36 the operator writes the keys again.
    table.add(case, "endpoints of the zone seen", again["seen"] * 0.02, "s", goal=0 if policies else GITOPS_SECONDS)


def writes(table, folder, runs):
    del runs
    with world("writes", folder, nodes=4, audit=True) as (cluster, endpoints):
        protect(cluster, "shop", plain("web", REPLICAS))
        settle(cluster, endpoints)
        before = collections.Counter(cluster.writes("zonekeeper-system:zonekeeper"))
        cluster.kubectl("scale", "--namespace", "shop", "deployment", "web", f"--replicas={2 * REPLICAS}")
        endpoints.wait(lambda: endpoints.count("web") == 2 * REPLICAS, 120, "the new pods")
        time.sleep(10)
        written = collections.Counter(cluster.writes("zonekeeper-system:zonekeeper")) - before
        pods = sum(count for (_, resource, _, _), count in written.items() if resource == "pods")
    table.add(f"{REPLICAS} new pods in calm times", "our writes of each", pods / REPLICAS, "", goal=0)


@contextlib.contextmanager
def world(name, folder, nodes, netns=False, audit=False):
    options = ["--nodes-per-zone", str(nodes), "--stagger"] + (["--netns"] if netns else []) + (["--audit"] if audit else [])
    with Cluster(f"existing-{name}", *options) as cluster:
        with Operator(cluster, folder / "operator.log"), Endpoints(cluster) as endpoints:
            cluster.kubectl("apply", "-f", "-", stdin=POLICY)
            yield cluster, endpoints


def plain(name, replicas):
    """A Deployment with a hard spread over zones, and its Service: those of `stock` in zone-loss under another name."""
    return STOCK.replace("name: stock", f"name: {name}").replace("app: stock", f"app: {name}").replace("replicas: 30", f"replicas: {replicas}")


def service(name):
    return plain(name, 0).split("---\n")[1]


def protect(cluster, namespace, manifests, more=""):
    cluster.kubectl("create", "namespace", namespace)
    cluster.kubectl("create", "--namespace", namespace, "-f", "-", stdin=manifests)
    cluster.kubectl("create", "--namespace", namespace, "-f", "-", stdin=FAILOVER + more)


def unprotected(cluster, endpoints):
    cluster.kubectl("create", "-f", "-", stdin=STOCK)
    endpoints.wait(lambda: endpoints.count("stock") == REPLICAS, 120, "the Deployment without Zonekeeper to be ready")


def settle(cluster, endpoints):
    endpoints.wait(lambda: endpoints.count("web") == REPLICAS, 120, "the Deployment to be ready")
    home(cluster, endpoints)
    time.sleep(12)  # the judge needs one renewal of every node before silence counts


def home(cluster, endpoints):
    def is_home():
        states = cluster.kubectl(
            "get", "zfo", "everything", "--namespace", "shop", "-o",
            "jsonpath={.status.protectedServices} {.status.services[*].zones[*].state}")
        return states.split() == ["1/1"] + ["Active"] * 3 and not cordons(cluster)

    wait(is_home, 300, "the pods to be home", every=0.5)
    endpoints.wait(
        lambda: all(endpoints.count("web", zone=zone) == REPLICAS // 3 for zone in ZONES), 120, "all endpoints to be back")


def fill(cluster, endpoints, services, namespaces=NAMESPACES):
    """Creates the Services with a Deployment each, waits until all are protected and returns their namespaces by name."""
    placed = {}
    for number in range(min(namespaces, services)):
        names = [f"svc-{each}" for each in range(number, services, namespaces)]
        placed.update(dict.fromkeys(names, f"team-{number}"))
        protect(cluster, f"team-{number}", "---\n".join(plain(name, MANY_PODS) for name in names))
    home_all(cluster, endpoints, placed)
    return placed


def home_all(cluster, endpoints, placed):
    sizes = collections.Counter(placed.values())

    def all_home():
        found = cluster.kubectl(
            "get", "zfo", "--all-namespaces", "-o",
            r'jsonpath={range .items[*]}{.metadata.namespace} {.status.protectedServices} {.status.evacuatedZones}{"\n"}{end}')
        return sorted(line.split() for line in found.splitlines()) == sorted([name, f"{size}/{size}"] for name, size in sizes.items())

    wait(lambda: all_home() and not cordons(cluster), 900, "all to be protected and home", every=2)
    wait(lambda: all(endpoints.count(name) == MANY_PODS for name in placed)
         and all(endpoints.any_in(zone, placed) for zone in ZONES), 600, "all endpoints", every=2)
    time.sleep(12)
