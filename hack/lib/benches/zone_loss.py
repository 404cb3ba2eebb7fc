"""Zone loss: the same kill for a plain Deployment with hard zone spread and for a ZonedService, side by side.

Each kill comes at a random moment; after it the zone is healed, its kubelets one after the other as in a cluster that
grew, and everything is as before. Failback is set to seconds so that ten kills fit into minutes: it plays no part in
what is measured."""
import concurrent.futures
import contextlib
import json
import os
import pathlib
import random
import signal
import socket
import statistics
import subprocess
import tempfile
import threading
import time

from benchkit.endpoints import Endpoints
from benchkit.world import Cluster, Observer, Operator, Pods, connection, say, wait

ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"]
REPLICAS = 30
KILLS = 10
STOCK_KILLS = 3
MANY = 300
MANY_PODS = 9

POLICY = """apiVersion: zonekeeper.io/v1alpha1
kind: ZoneHealthPolicy
metadata: {name: default}
spec:
  sensitivity: Balanced
  limits: {zoneCordonsPerDay: 1000, serviceEvacuationsPerHour: 100000, surge: {podsPerSecond: 10000, maxPendingPods: 100000}}
  failback: {stableFor: 1s, holdDown: 0s}
"""

SERVICE = """apiVersion: zonekeeper.io/v1alpha1
kind: ZonedService
metadata: {{name: {name}}}
spec:
  replicas: {replicas}
  spread: {{toleratedZoneFailures: {tolerated}}}
  template:
    spec:
      containers:
        - name: web
          image: "registry.local/web:1"
          ports: [{{name: http, containerPort: 8080}}]
          readinessProbe: {{httpGet: {{path: /ready, port: http}}, periodSeconds: 2}}
  service: {{ports: [{{name: http, port: 80, targetPort: http}}]}}
  {checks}
  zoneFailure: {{failback: {{stableFor: 1s}}}}
---
"""

CHECKS = "healthChecks: [{name: page, httpGet: {path: /healthz, port: http}, period: 2s, timeout: 1s}]"

STOCK = """apiVersion: apps/v1
kind: Deployment
metadata: {name: stock}
spec:
  replicas: 30
  selector: {matchLabels: {app: stock}}
  template:
    metadata: {labels: {app: stock}}
    spec:
      containers:
        - name: web
          image: "registry.local/web:1"
          readinessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 2}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          nodeTaintsPolicy: Honor
          labelSelector: {matchLabels: {app: stock}}
---
apiVersion: v1
kind: Service
metadata: {name: stock}
spec:
  selector: {app: stock}
  ports: [{port: 80, targetPort: 8080}]
"""


def run(table, runs, cases=None):
    """Every case has its own number of kills: `runs` plays no part."""
    del runs
    known = {
        "dark-12": dark_twelve, "dark-2": dark_two, "tolerant": tolerant, "gray": gray, "kubelets": kubelets_silent,
        "many": many, "many-apart": many_apart, "many-bare": many_bare, "many-apart-bare": many_apart_bare, "leader": leader}
    unknown = set(cases or []) - set(known)
    if unknown:
        raise RuntimeError(f"no case {', '.join(unknown)}; there are {', '.join(known)}")
    for name in cases or known:
        say(f"zone-loss: {name}")
        with tempfile.TemporaryDirectory() as folder:
            try:
                known[name](table, pathlib.Path(folder))
            except (OSError, RuntimeError, TimeoutError, subprocess.SubprocessError) as problem:
                table.failed(name, str(problem))


def dark_twelve(table, folder):
    with world("twelve", folder, nodes=12) as (cluster, endpoints):
        create(cluster, SERVICE.format(name="web", replicas=REPLICAS, tolerated=0, checks=""))
        cluster.kubectl("create", "-f", "-", stdin=STOCK)
        settle(cluster, endpoints)
        endpoints.wait(lambda: endpoints.count("stock") == REPLICAS, 60, "the plain Deployment to be ready")
        off, back, stock_off, stock_back = [], [], [], []
        for number in range(KILLS):
            with_stock = number < STOCK_KILLS
            last = number == STOCK_KILLS - 1
            zone, began = kill(cluster, number)
            off.append(gone(endpoints, "web", zone) - began)
            back.append(whole(endpoints, "web", zone) - began)
            if with_stock:
                stock_off.append(endpoints.wait(lambda: endpoints.count("stock", zone=zone) == 0, 120, "stock to leave") - began)
            if last:
                stock_back.append(endpoints.wait(
                    lambda: endpoints.count("stock", outside=zone) >= REPLICAS, 600, "stock to be whole again") - began)
            heal(cluster, endpoints, zone)
            say(f"zone-loss: kill {number + 1} of {KILLS}: off {off[-1]:.1f} s, back {back[-1]:.1f} s {stock_off} {stock_back}")
    case = "dark zone, 12 nodes a zone, Balanced"
    figures(table, case, "last endpoint gone", off, goal=6)
    figures(table, case, "capacity back", back, goal=10)
    figures(table, case + ": stock", "last endpoint gone", stock_off)
    figures(table, case + ": stock", "capacity back", stock_back)


def dark_two(table, folder):
    with world("two", folder, nodes=2) as (cluster, endpoints):
        create(cluster, SERVICE.format(name="web", replicas=REPLICAS, tolerated=0, checks=""))
        settle(cluster, endpoints)
        off = []
        for number in range(KILLS):
            zone, began = kill(cluster, number)
            off.append(gone(endpoints, "web", zone) - began)
            whole(endpoints, "web", zone)
            heal(cluster, endpoints, zone)
            say(f"zone-loss: kill {number + 1} of {KILLS}: off {off[-1]:.1f} s")
    figures(table, "dark zone, 2 nodes a zone, Balanced", "last endpoint gone", off, goal=15)


def tolerant(table, folder):
    """With toleratedZoneFailures 1 the other zones have `replicas` all the time: nothing is lost but the zone's traffic."""
    with world("tolerant", folder, nodes=12) as (cluster, endpoints):
        create(cluster, SERVICE.format(name="web", replicas=REPLICAS, tolerated=1, checks=""))
        settle(cluster, endpoints, pods=45)
        lost = []
        for number in range(3):
            zone, began = kill(cluster, number)
            # Seconds in which the other zones had fewer than `replicas`: none, if they have them whenever looked at.
            least = REPLICAS
            deadline = time.monotonic() + 12
            missing = 0.0
            while time.monotonic() < deadline:
                if endpoints.count("web", outside=zone) < REPLICAS:
                    missing += 0.05
                least = min(least, endpoints.count("web", outside=zone))
                time.sleep(0.05)
            lost.append(missing)
            heal(cluster, endpoints, zone, pods=45)
    figures(table, "dark zone, toleratedZoneFailures 1, Balanced", "seconds below replicas", lost, goal=0)


def gray(table, folder):
    with contextlib.ExitStack() as stack:
        cluster, endpoints = stack.enter_context(world("gray", folder, nodes=4, netns=True))
        pods = stack.enter_context(Pods(cluster, folder))
        for zone in ZONES:
            for number in (1, 2):
                stack.enter_context(Observer(cluster, folder / f"observer-{zone}-{number}.log", zone))
        create(cluster, SERVICE.format(name="web", replicas=REPLICAS, tolerated=0, checks=CHECKS))
        settle(cluster, endpoints)
        wait(lambda: "probes" in cluster.kubectl("get", "zones", "-o", "jsonpath={.items[*].status.evidence}"), 60, "probes")
        time.sleep(6)
        off = []
        for number in range(KILLS):
            zone = ZONES[number % 3]
            time.sleep(random.uniform(2, 6))
            began = time.monotonic()
            pods.sick(f"{number % 3 + 1} 503 /healthz")
            off.append(gone(endpoints, "web", zone) - began)
            cordoned = cluster.kubectl("get", "zones", "-o", "jsonpath={.items[*].status.cordon.by}")
            if cordoned.strip():
                raise RuntimeError(f"one service failing cordoned a zone: {cordoned}")
            whole(endpoints, "web", zone)
            pods.sick()
            home(cluster, endpoints)
            say(f"zone-loss: gray {number + 1} of {KILLS}: off {off[-1]:.1f} s")
    figures(table, "gray: /ready passes, /healthz fails, Balanced, probes every 2 s", "last endpoint gone", off, goal=10)


def kubelets_silent(table, folder):
    """The kubelets' addresses answer, and so do the pods; only the API server gets no renewals."""
    with world("silent", folder, nodes=12) as (cluster, endpoints):
        create(cluster, SERVICE.format(name="web", replicas=REPLICAS, tolerated=0, checks=""))
        settle(cluster, endpoints)
        zone = ZONES[1]
        address, port = cluster.kubectl(
            "get", "nodes", "-l", f"topology.kubernetes.io/zone={zone}", "-o",
            "jsonpath={.items[0].status.addresses[?(@.type=='InternalIP')].address} {.items[0].status.daemonEndpoints.kubeletEndpoint.Port}").split()
        time.sleep(12)
        cluster.output("kill-zone", zone)
        verdicts = set()
        with listener(address, int(port)):
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                verdicts.add(cluster.kubectl("get", "zone", zone, "-o", "jsonpath={.status.verdict}/{.status.cordon.by}"))
                time.sleep(0.5)
        say(f"zone-loss: kubelets silent to the API server only: {sorted(verdicts)}")
    table.add("kubelets silent to the API server only, 60 s, Balanced", "cordons", sum("/A" in verdict for verdict in verdicts), "", goal=0)
    table.add("kubelets silent to the API server only, 60 s, Balanced", "Suspect shown", int("Suspect/" in verdicts), "", goal=1, at_most=False)


def many(table, folder):
    many_services(table, folder, namespaces=1)


def many_apart(table, folder):
    """As `many`, but in 30 namespaces: to find a Service's pods, Kubernetes' controllers go through all of its namespace."""
    many_services(table, folder, namespaces=30)


def many_services(table, folder, namespaces):
    with world(f"many-{namespaces}", folder, nodes=12) as (cluster, endpoints):
        placed = create_many(cluster, endpoints, namespaces)
        spent, off = [], []
        for number in range(3):
            zone, began = kill(cluster, number)
            # Every service has a Service over all zones and one of each zone: only the former lose the zone's endpoints.
            verdict = moment_of_cordon(cluster, zone)
            left = endpoints.wait(lambda: not endpoints.any_in(zone, placed), 120, "the last endpoint")
            spent.append(left - verdict)
            off.append(left - began)
            say(f"zone-loss: many {number + 1}: {spent[-1]:.1f} s after the verdict")
            if number < 2:
                cluster.output("heal-zone", zone, "--stagger")
                wait(lambda: ready_services(cluster) == MANY and not cordons(cluster), 600, "all to be home", every=2)
                time.sleep(5)
    case = f"{many_in(namespaces)}, one zone dark, Balanced"
    figures(table, case, "last endpoint after verdict", spent, goal=3)
    figures(table, case, "last endpoint gone", off)


def many_bare(table, folder):
    many_written(table, folder, namespaces=1)


def many_apart_bare(table, folder):
    many_written(table, folder, namespaces=30)


def many_written(table, folder, namespaces):
    """The same writes by a bare client, while no operator runs and no zone is dark: how long Kubernetes itself takes."""
    with world(f"bare-{namespaces}", folder, nodes=12, operators=False) as (cluster, endpoints):
        with Operator(cluster, folder / "operator.log"):
            cluster.kubectl("apply", "-f", "-", stdin=POLICY)
            placed = create_many(cluster, endpoints, namespaces)
        written, gone_after = [], []
        for zone in ZONES:
            slot = cluster.get(f"/apis/zonekeeper.io/v1alpha1/zones/{zone}")["status"]["slot"]
            outside = f"zonekeeper.io/outside-{slot}"
            began = time.monotonic()
            write_selectors(cluster, placed, outside, "true")
            written.append(time.monotonic() - began)
            gone_after.append(endpoints.wait(lambda: not endpoints.any_in(zone, placed), 120, "the last endpoint") - began)
            say(f"zone-loss: bare writes, {zone}: written after {written[-1]:.1f} s, gone after {gone_after[-1]:.1f} s")
            write_selectors(cluster, placed, outside, None)
            all_there(endpoints, placed)
    case = f"{many_in(namespaces)}, Services written by a bare client, no operator"
    figures(table, case, "last write answered", written)
    figures(table, case, "last endpoint after the first write", gone_after)


def many_in(namespaces):
    place = "one namespace" if namespaces == 1 else f"{namespaces} namespaces"
    return f"{MANY} services, {MANY * MANY_PODS:,} pods in {place}"


def create_many(cluster, endpoints, namespaces):
    """Creates many services, waits until all are spread and returns their namespaces by name."""
    placed = create_services(cluster, MANY, namespaces)
    wait(lambda: ready_services(cluster) == MANY, 600, "all services to be spread", every=2)
    all_there(endpoints, placed)
    return placed


def create_services(cluster, count, namespaces, pods=MANY_PODS):
    """Creates services in so many namespaces and returns their namespaces by name."""
    placed = {}
    for number in range(namespaces):
        namespace = f"team-{number}"
        names = [f"svc-{service}" for service in range(number, count, namespaces)]
        placed.update(dict.fromkeys(names, namespace))
        cluster.kubectl("create", "namespace", namespace)
        manifests = [SERVICE.format(name=name, replicas=pods, tolerated=0, checks="") for name in names]
        for first in range(0, len(names), 50):
            create(cluster, "".join(manifests[first:first + 50]), namespace)
    return placed


def all_there(endpoints, names):
    endpoints.wait(lambda: all(endpoints.count(name) == MANY_PODS for name in names), 120, "all endpoints")
    time.sleep(10)


def write_selectors(cluster, placed, key, value):
    """Writes a key into the selectors of Services, eight at a time; None takes it out."""
    patch = {"spec": {"selector": {key: value}}}
    write_patches(
        cluster, [(f"/api/v1/namespaces/{namespace}/services/{name}", patch) for name, namespace in placed.items()])


def write_patches(cluster, patches):
    """Sends merge patches, each the path of an object and what to change, eight at a time."""
    kubeconfig = cluster.output("kubeconfig")

    def write(some):
        link = connection(kubeconfig)
        for path, patch in some:
            link.request("PATCH", path, json.dumps(patch), {"Content-Type": "application/merge-patch+json"})
            response = link.getresponse()
            answer = response.read()
            if response.status != 200:
                raise RuntimeError(f"PATCH {path}: {response.status} {answer[:200]!r}")

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(write, [patches[first::8] for first in range(8)]))


def leader(table, folder):
    """One replica in each zone; the leader's dies with its zone. Added delay: against kills of zones without it."""
    with world("leader", folder, nodes=12, operators=False) as (cluster, endpoints), contextlib.ExitStack() as stack:
        operators = {
            zone: stack.enter_context(Operator(cluster, folder / f"operator-{zone}.log", "--leader-election", "--zone", zone))
            for zone in ZONES}
        cluster.kubectl("apply", "-f", "-", stdin=POLICY)
        create(cluster, SERVICE.format(name="web", replicas=REPLICAS, tolerated=0, checks=""))
        settle(cluster, endpoints)
        time.sleep(12)
        with_leader, without = [], []
        for number in range(KILLS + KILLS // 2):
            leads = leading(cluster, operators)
            others = [zone for zone in ZONES if zone != leads]
            zone = random.choice(others) if number % 3 == 2 else leads
            time.sleep(random.uniform(0, 10))
            began = time.monotonic()
            if zone == leads:
                os.kill(operators[zone].pid, signal.SIGKILL)
            cluster.output("kill-zone", zone)
            off = gone(endpoints, "web", zone) - began
            (with_leader if zone == leads else without).append(off)
            say(f"zone-loss: leader {number + 1} of {KILLS + KILLS // 2}: {'with' if zone == leads else 'without'} the leader: off {off:.1f} s")
            whole(endpoints, "web", zone)
            heal(cluster, endpoints, zone)
            if zone == leads:
                operators[zone].shell.wait(30)
                operators[zone] = stack.enter_context(
                    Operator(cluster, folder / f"operator-{zone}-{number}.log", "--leader-election", "--zone", zone))
                time.sleep(12)
    figures(table, "leader in the dying zone, Balanced", "last endpoint gone", with_leader)
    figures(table, "leader elsewhere, Balanced", "last endpoint gone", without)
    table.add("leader in the dying zone: added delay", "p95 against p95", p95(with_leader) - p95(without), "s", goal=6)


@contextlib.contextmanager
def world(name, folder, nodes, netns=False, operators=True):
    options = ["--nodes-per-zone", str(nodes), "--stagger"] + (["--netns"] if netns else [])
    with Cluster(f"loss-{name}", *options) as cluster, contextlib.ExitStack() as stack:
        if operators:
            stack.enter_context(Operator(cluster, folder / "operator.log"))
            cluster.kubectl("apply", "-f", "-", stdin=POLICY)
        yield cluster, stack.enter_context(Endpoints(cluster))


def create(cluster, manifests, namespace="default"):
    cluster.kubectl("create", "--namespace", namespace, "-f", "-", stdin=manifests)


def settle(cluster, endpoints, pods=REPLICAS):
    endpoints.wait(lambda: endpoints.count("web") == pods, 120, "the service to be ready")
    home(cluster, endpoints, pods)
    time.sleep(12)  # the judge needs one renewal of every node before silence counts


def kill(cluster, number):
    """Kills a zone at a random phase of the kubelets' renewals; returns it and the moment before."""
    zone = ZONES[number % 3]
    time.sleep(random.uniform(0, 10))
    began = time.monotonic()
    cluster.output("kill-zone", zone)
    return zone, began


def gone(endpoints, service, zone):
    return endpoints.wait(lambda: endpoints.count(service, zone=zone) == 0, 120, f"the last endpoint of {zone} to go")


def whole(endpoints, service, zone):
    return endpoints.wait(lambda: endpoints.count(service, outside=zone) >= REPLICAS, 120, "capacity to be back")


def heal(cluster, endpoints, zone, pods=REPLICAS):
    cluster.output("heal-zone", zone, "--stagger")
    home(cluster, endpoints, pods)
    time.sleep(2)


def home(cluster, endpoints, pods=REPLICAS):
    def is_home():
        states = cluster.kubectl("get", "zsvc", "web", "-o", "jsonpath={.status.zones[*].state} {.status.spread}")
        return states.split() == ["Active"] * 3 + ["+".join([str(pods // 3)] * 3)] and not cordons(cluster)

    wait(is_home, 180, "the service to be home")
    endpoints.wait(lambda: endpoints.count("web") == pods, 60, "all endpoints to be back")


def cordons(cluster):
    return cluster.kubectl("get", "zones", "-o", "jsonpath={.items[*].status.cordon.by}").strip()


def ready_services(cluster):
    reasons = cluster.kubectl("get", "zsvc", "--all-namespaces", "-o", 'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].reason}{"\\n"}{end}')
    return reasons.split().count("Spread")


def moment_of_cordon(cluster, zone):
    """The moment at which the Zone's status says that it is cordoned."""
    def by():
        return cluster.get(f"/apis/zonekeeper.io/v1alpha1/zones/{zone}")["status"].get("cordon", {}).get("by")

    wait(lambda: by() == "Automatic", 60, "a cordon")
    return time.monotonic()


def leading(cluster, operators):
    holder = cluster.kubectl("get", "lease", "-n", "zonekeeper-system", "zonekeeper", "-o", "jsonpath={.spec.holderIdentity}")
    for zone, operator in operators.items():
        if "leading" in operator.log_path.read_text() and operator.shell.poll() is None:
            return zone
    raise RuntimeError(f"nobody leads: {holder}")


@contextlib.contextmanager
def listener(address, port):
    """Takes connections where the zone's kubelets did."""
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    deadline = time.monotonic() + 5
    while True:
        try:
            server.bind((address, port))
            break
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
    server.listen(128)
    ended = threading.Event()

    def accept():
        while not ended.is_set():
            with contextlib.suppress(OSError):
                server.accept()[0].close()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield
    finally:
        ended.set()
        server.shutdown(socket.SHUT_RDWR)  # or the thread that waits in accept() would keep the port
        server.close()


def p95(values):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1) + 0.499))]


def figures(table, case, metric, values, goal=None):
    table.add(case, metric + ", p50", statistics.median(values), "s")
    table.add(case, metric + ", p95", p95(values), "s", goal=goal)
    table.add(case, metric + ", max", max(values), "s")
    table.rows[-1]["n"] = table.rows[-2]["n"] = table.rows[-3]["n"] = len(values)
