"""Random faults under load; see hack/soak."""
import collections
import json
import os
import pathlib
import random
import signal
import statistics
import subprocess
import tempfile
import threading
import time

from benchkit.world import Cluster, Operator, say, wait

ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")
NAMESPACES = 3
SERVICES = 30
SAMPLE_SECONDS = 5
HOME_SECONDS = 300
FLAT = 1.1

POLICY = """apiVersion: zonekeeper.io/v1alpha1
kind: ZoneHealthPolicy
metadata: {name: default}
spec:
  limits: {zoneCordonsPerDay: 1000, serviceEvacuationsPerHour: 1000}
  failback: {stableFor: 1s, holdDown: 0s}
"""

SERVICE = """apiVersion: zonekeeper.io/v1alpha1
kind: ZonedService
metadata: {{name: {name}, namespace: {namespace}}}
spec:
  replicas: {replicas}
  template: {{spec: {{containers: [{{name: web, image: "registry.local/web:{version}"}}]}}}}
  service: {{ports: [{{port: 80}}]}}
  rollout: {{bake: 1s}}
  zoneFailure: {{failback: {{stableFor: 1s}}}}
"""

PLAIN = """apiVersion: v1
kind: Namespace
metadata: {{name: {namespace}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: plain-{namespace}, namespace: {namespace}}}
spec:
  replicas: 9
  selector: {{matchLabels: {{app: plain}}}}
  template:
    metadata: {{labels: {{app: plain}}}}
    spec: {{containers: [{{name: web, image: "registry.local/web:1"}}]}}
---
apiVersion: v1
kind: Service
metadata: {{name: plain-{namespace}, namespace: {namespace}}}
spec: {{selector: {{app: plain}}, ports: [{{port: 80}}]}}
---
apiVersion: zonekeeper.io/v1alpha1
kind: ZoneFailover
metadata: {{name: plain, namespace: {namespace}}}
spec: {{services: {{names: [plain-{namespace}]}}, failback: {{stableFor: 1s}}}}
"""


def run(table, minutes, seed):
    say(f"soak: {minutes:g} minutes, seed {seed}")
    with tempfile.TemporaryDirectory() as folder, Cluster("soak", "--stagger") as cluster:
        soak = Soak(cluster, pathlib.Path(folder), random.Random(seed), minutes * 60)
        try:
            soak.play()
        finally:
            soak.close()
    case = f"{minutes:g} minutes, seed {seed}"
    for fault, count in sorted(soak.played.items()):
        table.add(case, fault, count, "")
    table.add(case, "violations", len(soak.violations), "", goal=0)
    for name, unit in (("memory", "MB"), ("threads", ""), ("open files", "")):
        second, last = ([sample[name] for third, sample in soak.samples if third == wanted] for wanted in (1, 2))
        table.add(case, f"{name}, last third", last, unit)
        if second and last:
            table.add(case, f"{name}, last third to second", statistics.median(last) / statistics.median(second), "x", goal=FLAT)


class Soak:
    def __init__(self, cluster, folder, chance, seconds):
        self.cluster, self.folder, self.chance, self.seconds = cluster, folder, chance, seconds
        self.played, self.violations, self.samples = collections.Counter(), [], []
        self.versions = {f"web-{number}": 1 for number in range(SERVICES)}
        self.served, self.dead, self.over = {}, None, False
        self.operator = self.began = None
        self.lock = threading.Lock()

    def play(self):
        self.start_operator()
        for namespace in self.namespaces():
            self.cluster.kubectl("apply", "-f", "-", stdin=PLAIN.format(namespace=namespace))
        self.cluster.kubectl("apply", "-f", "-", stdin=POLICY)
        for name in self.versions:
            self.apply(name, 6)
        wait(self.homeless_is_nobody, HOME_SECONDS, "everything to be spread", every=2)
        self.began = time.monotonic()
        watcher = threading.Thread(target=self.watch, daemon=True)
        watcher.start()
        zone_ends = None
        while self.third() < 3:
            if zone_ends and time.monotonic() > zone_ends[0]:
                zone_ends[1]()
                zone_ends = None
            elif not zone_ends and self.chance.random() < 0.4:
                zone_ends = (time.monotonic() + self.chance.uniform(15, 60), self.chance.choice([self.lose_zone, self.cordon_zone])())
            else:
                self.fault()
            time.sleep(self.chance.uniform(1, 8))
        if zone_ends:
            zone_ends[1]()
        say("soak: no more faults")
        try:
            wait(self.homeless_is_nobody, HOME_SECONDS, "everything to be home", every=2)
        except TimeoutError:
            self.violated(f"not home after {HOME_SECONDS} s: {', '.join(self.homeless())}")
        self.over = True
        watcher.join(30)

    def close(self):
        self.over = True
        if self.operator:
            self.operator.__exit__()

    def namespaces(self):
        return [f"soak-{number}" for number in range(NAMESPACES)]

    def namespace_of(self, name):
        return self.namespaces()[int(name.rpartition("-")[2]) % NAMESPACES]

    def third(self):
        """Which third of the time it is: 0 to 2, and 3 when it is over."""
        return min(3, int(3 * (time.monotonic() - self.began) / self.seconds))

    def start_operator(self):
        self.operator = Operator(self.cluster, self.folder / f"operator-{sum(self.played.values())}.log")
        self.operator.__enter__()

    # --- faults ---

    def fault(self):
        faults = [self.scale, self.roll_out, self.make_again, self.delete_pods, self.stop_operator]
        if self.chance.random() < 0.05:
            faults = [self.restart_api]
        elif self.third() == 0 and self.chance.random() < 0.1:
            faults = [self.kill_operator]
        self.chance.choice(faults)()

    def count(self, fault):
        self.played[fault] += 1

    def lose_zone(self):
        self.count("a zone dies")
        zone = self.dead = self.chance.choice(ZONES)
        self.cluster.output("kill-zone", zone)

        def heal():
            self.cluster.output("heal-zone", zone)
            self.dead = None

        return heal

    def cordon_zone(self):
        self.count("a zone is cordoned")
        zone = self.chance.choice(ZONES)
        self.patch("zone", zone, None, {"spec": {"cordon": {"reason": "soak"}}})
        return lambda: self.patch("zone", zone, None, {"spec": {"cordon": None}})

    def scale(self):
        self.count("a service is scaled")
        name = self.service()
        self.patch("zsvc", name, self.namespace_of(name), {"spec": {"replicas": self.chance.randint(3, 12)}})

    def roll_out(self):
        self.count("a service gets another template")
        name = self.service()
        self.versions[name] += 1
        self.patch("zsvc", name, self.namespace_of(name), {"spec": {"template": {"spec": {"containers": [
            {"name": "web", "image": f"registry.local/web:{self.versions[name]}"}]}}}})

    def make_again(self):
        self.count("a service is deleted and made again")
        name = self.service()
        self.served.pop(name, None)
        self.cluster.kubectl("-n", self.namespace_of(name), "delete", "zsvc", name, "--timeout=60s", check=False)
        self.served.pop(name, None)
        self.apply(name, 6)

    def delete_pods(self):
        self.count("three pods are deleted")
        namespace = self.chance.choice(self.namespaces())
        pods = self.cluster.kubectl("-n", namespace, "get", "pods", "-o", "name", check=False).split()
        if pods:
            self.cluster.kubectl("-n", namespace, "delete", "--wait=false", *self.chance.sample(pods, min(3, len(pods))), check=False)

    def stop_operator(self):
        self.count("the operator stands still")
        os.kill(self.operator.pid, signal.SIGSTOP)
        time.sleep(self.chance.uniform(1, 10))
        os.kill(self.operator.pid, signal.SIGCONT)

    def kill_operator(self):
        self.count("the operator is killed")
        os.kill(self.operator.pid, signal.SIGKILL)
        self.operator.__exit__()
        self.start_operator()

    def restart_api(self):
        self.count("the API server is restarted")
        self.cluster.output("restart-apiserver")

    def service(self):
        return self.chance.choice(list(self.versions))

    def apply(self, name, replicas):
        manifest = SERVICE.format(name=name, namespace=self.namespace_of(name), replicas=replicas, version=self.versions[name])
        wait(lambda: "zonedservice" in self.cluster.kubectl("apply", "-f", "-", stdin=manifest, check=False), 120, f"{name} to be taken", every=1)

    def patch(self, kind, name, namespace, patch):
        words = (["-n", namespace] if namespace else []) + ["patch", kind, name, "--type=merge", "-p", json.dumps(patch)]
        wait(lambda: "patched" in self.cluster.kubectl(*words, check=False), 120, f"{kind} {name} to be patched", every=1)

    # --- what must hold ---

    def watch(self):
        sampled = 0
        while not self.over:
            try:
                self.check()
                if time.monotonic() > sampled + SAMPLE_SECONDS and self.third() < 3:
                    sampled = time.monotonic()
                    self.samples.append((self.third(), self.sample()))
            except (OSError, RuntimeError, ValueError, subprocess.SubprocessError):
                pass  # the API server is being restarted, or the operator
            time.sleep(1)

    def sample(self):
        status = pathlib.Path(f"/proc/{self.operator.pid}/status").read_text()
        return {
            "memory": self.operator.memory_mb()["VmRSS"],
            "threads": int(status.partition("Threads:")[2].split()[0]),
            "open files": len(os.listdir(f"/proc/{self.operator.pid}/fd")),
        }

    def check(self):
        dead = self.dead
        ready = collections.Counter()
        for found in self.get("/apis/discovery.k8s.io/v1/endpointslices")["items"]:
            service = found["metadata"]["labels"].get("kubernetes.io/service-name", "")
            ready[service] += sum(
                1 for endpoint in found.get("endpoints") or ()
                if endpoint.get("conditions", {}).get("ready") and endpoint.get("zone") != dead)
        for name in [*self.versions, *(f"plain-{namespace}" for namespace in self.namespaces())]:
            if ready[name]:
                self.served[name] = True
            elif self.served.pop(name, False):
                self.violated(f"{name} has no ready endpoint{f' outside {dead}' if dead else ''}")
        zones = self.get("/apis/zonekeeper.io/v1alpha1/zones")["items"]
        cordoned = [zone["metadata"]["name"] for zone in zones if zone.get("status", {}).get("cordon", {}).get("by") == "Automatic"]
        if len(cordoned) > 1:
            self.violated(f"cordoned automatically: {', '.join(cordoned)}")

    def get(self, path):
        with self.lock:  # one connection
            return self.cluster.get(path)

    def violated(self, what):
        self.violations.append(what)
        say(f"soak: VIOLATION after {time.monotonic() - self.began:.0f} s: {what}")

    def homeless(self):
        """What is not as it is where nothing fails."""
        found = []
        for service in self.get("/apis/zonekeeper.io/v1alpha1/zonedservices")["items"]:
            status = service.get("status", {})
            conditions = {condition["type"]: condition["status"] for condition in status.get("conditions", ())}
            settled = (
                status.get("observedGeneration") == service["metadata"]["generation"]
                and all(conditions.get(wanted) == "True" for wanted in ("Ready", "Balanced", "RolledOut"))
                and all(zone["state"] == "Active" for zone in status.get("zones", ())))
            if not settled:
                found.append(service["metadata"]["name"])
        for failover in self.get("/apis/zonekeeper.io/v1alpha1/zonefailovers")["items"]:
            services = failover.get("status", {}).get("services", ())
            if not services or any(zone.get("state") != "Active" for service in services for zone in service.get("zones", ())):
                found.append(f"plain-{failover['metadata']['namespace']}")
        return found

    def homeless_is_nobody(self):
        try:
            return not self.homeless()
        except (OSError, RuntimeError, ValueError):
            return False
