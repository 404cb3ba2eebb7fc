"""Disruption: 200 callers at once evict the pods of a service in all three zones, through the real eviction API."""
import collections
import concurrent.futures
import http.client
import json
import pathlib
import re
import subprocess
import tempfile
import threading
import time

from benchkit.world import ROOT, Cluster, Operator, say, wait

ROUNDS = 100
CALLERS = 200
AT_ONCE = 4
ZONES = 3
PODS = 6
TRY_AGAIN_SECONDS = 3
PATIENCE_SECONDS = 180

SERVICE = """apiVersion: zonekeeper.io/v1alpha1
kind: ZonedService
metadata: {{name: {name}}}
spec:
  replicas: {pods}
  template:
    spec:
      containers: [{{name: web, image: "registry.local/web:1"}}]
  disruption: {{maxUnavailable: "100%"}}
---
"""


def run(table, runs):
    with tempfile.TemporaryDirectory() as folder, Cluster("disruption") as cluster:
        with Operator(cluster, pathlib.Path(folder) / "operator.log"), Proxy(cluster) as proxy:
            with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
                rounds = list(pool.map(lambda number: Round(cluster, proxy, number).play(), range(ROUNDS)))
    case = f"{CALLERS} concurrent evictions over {ZONES} zones"
    table.add(case, "rounds", len(rounds), "", goal=ROUNDS, at_most=False)
    table.add(case, "rounds, two zones at once", sum(found["twice"] for found in rounds), "", goal=0)
    table.add(case, "evictions left", sum(found["left"] for found in rounds), "", goal=0)
    table.add(case, "zones never drained", sum(ZONES - found["drained"] for found in rounds), "", goal=0)
    table.add(case, "until all succeeded", [found["seconds"] for found in rounds], "s")
    table.add(case, "calls refused, a round", [found["refused"] for found in rounds], "")


class Proxy:
    """kubectl proxy: plain HTTP to the API server."""

    def __init__(self, cluster):
        self.command = [ROOT / "hack/cluster", "--name", cluster.name, "exec", "kubectl", "proxy", "--port", "0"]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r":(\d+)\s*$", self.process.stdout.readline()).group(1))
        return self

    def __exit__(self, *failure):
        self.process.terminate()
        self.process.wait(10)

    def request(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body and json.dumps(body), {"Content-Type": "application/json"})
        return connection.getresponse()

    def get(self, path):
        return json.load(self.request("GET", path))


class Round:
    """One service from its creation until every one of its first pods was evicted."""

    def __init__(self, cluster, proxy, number):
        self.cluster, self.proxy, self.name = cluster, proxy, f"round-{number}"
        self.selector = f"labelSelector=zonekeeper.io/service%3D{self.name}"
        self.ready, self.drained = {}, set()
        self.twice = self.over = False
        self.zones = set()
        self.watching = threading.Event()
        self.lock, self.refused, self.left = threading.Lock(), 0, CALLERS

    def play(self):
        self.cluster.kubectl("create", "-f", "-", stdin=SERVICE.format(name=self.name, pods=PODS))
        wait(self.open, 90, f"the budget of {self.name} to open")
        listed = self.proxy.get(f"/api/v1/namespaces/default/pods?{self.selector}")
        for pod in listed["items"]:
            self.note("ADDED", pod)
        threading.Thread(target=self.watch, args=[listed["metadata"]["resourceVersion"]], daemon=True).start()
        self.watching.wait(10)
        pods = [pod["metadata"]["name"] for pod in listed["items"]]
        began = time.monotonic()
        callers = [threading.Thread(target=self.evict, args=[pods[number % len(pods)]], daemon=True) for number in range(CALLERS)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        seconds = time.monotonic() - began
        time.sleep(1)  # for what the watch has yet to bring
        self.over = True
        self.cluster.kubectl("delete", "zsvc", self.name, "--wait=false")
        say(f"{self.name}: {seconds:.0f} s, {self.refused} refused{', TWO ZONES AT ONCE' if self.twice else ''}")
        return {"twice": self.twice, "left": self.left, "drained": len(self.drained), "seconds": seconds, "refused": self.refused}

    def open(self):
        """Whether the budget is open and seen by the disruption controller, and every pod ready."""
        budgets = self.proxy.get(f"/apis/policy/v1/namespaces/default/poddisruptionbudgets?{self.selector}")["items"]
        allowed = [budget["status"]["disruptionsAllowed"] for budget in budgets if "status" in budget]
        return allowed == [1]

    def watch(self, version):
        """Follows every state of the pods, in their order, from the list on."""
        answer = self.proxy.request("GET", f"/api/v1/namespaces/default/pods?{self.selector}&watch=1&resourceVersion={version}&timeoutSeconds={PATIENCE_SECONDS + 30}")
        self.watching.set()
        with answer:
            for line in iter(answer.readline, b""):
                event = json.loads(line)
                if self.over:
                    return
                self.note(event["type"], event["object"])
                counts = collections.Counter(self.ready.values())
                lacking = [zone for zone in self.zones if counts[zone] < PODS // ZONES]
                self.drained.update(lacking)
                self.twice |= len(lacking) > 1

    def note(self, kind, pod):
        meta = pod["metadata"]
        self.zones.add(meta["labels"]["zonekeeper.io/zone"])
        ready = any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", []))
        if kind != "DELETED" and ready and "deletionTimestamp" not in meta:
            self.ready[meta["name"]] = meta["labels"]["zonekeeper.io/zone"]
        else:
            self.ready.pop(meta["name"], None)

    def evict(self, pod):
        """Asks until the pod is evicted or gone, as kubectl drain does."""
        body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": pod, "namespace": "default"}}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                answer = self.proxy.request("POST", f"/api/v1/namespaces/default/pods/{pod}/eviction", body)
                answer.read()
                done = answer.status in (201, 404)
            except OSError:
                done = False
            with self.lock:
                if done:
                    self.left -= 1
                    return
                self.refused += 1
            time.sleep(TRY_AGAIN_SECONDS)
