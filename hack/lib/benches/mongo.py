"""Mongo: the mongos gate under random faults, step-down after a cordon, deletions during a loss, the steady state.

The servers are doubles that speak MongoDB's wire protocol (operator/testing); the control plane is real.
"""
import concurrent.futures
import datetime
import json
import pathlib
import random
import subprocess
import tempfile
import threading
import time

from benches.disruption import Proxy
from benchkit.world import ROOT, Cluster, Operator, say, wait

SCHEDULES = 200
AT_ONCE = 8
ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"]
STEADY_SECONDS = 66  # six intervals of the driver's monitor
STEP_DOWN_RUNS = 5
PATIENCE_SECONDS = 180
JAVA = ["--", "-Dsun.net.inetaddr.ttl=1", "-Dsun.net.inetaddr.negative.ttl=0"]

STORAGE = """apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: mongo}
provisioner: kubernetes.io/no-provisioner
volumeBindingMode: WaitForFirstConsumer
---
"""
VOLUME = """apiVersion: v1
kind: PersistentVolume
metadata: {{name: {zone}-{number}}}
spec:
  storageClassName: mongo
  capacity: {{storage: 1Gi}}
  accessModes: [ReadWriteOnce]
  local: {{path: /mnt/disk}}
  nodeAffinity:
    required:
      nodeSelectorTerms: [{{matchExpressions: [{{key: topology.kubernetes.io/zone, operator: In, values: [{zone}]}}]}}]
---
"""
MONGO = """apiVersion: v1
kind: Namespace
metadata: {{name: {namespace}}}
---
apiVersion: v1
kind: Secret
metadata: {{name: keyfile, namespace: {namespace}}}
stringData: {{keyFile: c2VjcmV0}}
---
apiVersion: v1
kind: Secret
metadata: {{name: admin, namespace: {namespace}}}
stringData: {{username: admin, password: s3cret}}
---
apiVersion: zonekeeper.io/v1alpha1
kind: MongoCluster
metadata: {{name: shop, namespace: {namespace}}}
spec:
  image: registry.local/mongo:8.0
  configServers: {{zones: [us-east-1a, us-east-1b, us-east-1c], storage: {{size: 1Gi, storageClassName: mongo}}}}
  shards: [{{name: rs0, storage: {{size: 1Gi, storageClassName: mongo}}}}]
  auth: {{keyFileSecret: keyfile, adminSecret: admin}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: plain, namespace: {namespace}}}
spec:
  replicas: 3
  selector: {{matchLabels: {{app: plain}}}}
  template:
    metadata: {{labels: {{app: plain}}}}
    spec: {{containers: [{{name: mongos, image: "registry.local/mongo:8.0"}}]}}
"""


def run(table, runs):
    with tempfile.TemporaryDirectory() as folder, Cluster("mongo", "--audit") as cluster:
        hosts = pathlib.Path(folder) / "hosts"
        volumes = "".join(VOLUME.format(zone=zone, number=number) for zone in ZONES for number in range(2 * AT_ONCE))
        cluster.kubectl("create", "-f", "-", stdin=STORAGE + volumes)
        with Play(cluster, hosts) as play, Proxy(cluster) as proxy, Operator(
                cluster, pathlib.Path(folder) / "operator.log", *JAVA, f"-Djdk.net.hosts.file={hosts}"):
            shops = [Shop(cluster, proxy, play, f"shop-{number}") for number in range(AT_ONCE)]
            for shop in shops:
                shop.create()
            for shop in shops:
                shop.until_serving()
            say("all serve")
            steady(table, cluster, play)
            step_downs(table, cluster, play, shops[0], max(runs, STEP_DOWN_RUNS))
            for shop in shops:
                shop.until_serving()
            with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
                rounds = [found for rounds in pool.map(lambda shop: shop.schedules(SCHEDULES // AT_ONCE), shops) for found in rounds]
            case = f"{len(rounds)} fault schedules, no config primary"
            table.add(case, "schedules", len(rounds), "", goal=SCHEDULES, at_most=False)
            table.add(case, "mongos restarts", sum(found["guarded"] for found in rounds), "", goal=0)
            table.add(case, "restarts, plain Deployment", sum(found["plain"] for found in rounds), "")
            table.add(case, "attempts on the mongos", sum(found["attempts"] for found in rounds), "")
            table.add("config servers lost", "until the status says Closed", [found["said"] for found in rounds], "s")
            table.add("config servers lost", "until the API server refuses", [found["closed"] for found in rounds], "s")
            table.add("config servers back", "until the gate is open", [found["opened"] for found in rounds], "s")
            with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
                ends = list(pool.map(lambda pair: pair[1].end(namespace=pair[0] % 2 == 0), enumerate(shops)))
            table.add("deleted in the middle of a loss", "hung", sum(1 for seconds in ends if seconds is None), "", goal=0)
            table.add("deleted in the middle of a loss", "until gone", [seconds for seconds in ends if seconds is not None], "s")


def steady(table, cluster, play):
    wait(lambda: "SignalsTested" in cluster.kubectl("get", "zhp", "default", "-o", "yaml"), 90, "the self-test of signals at start")
    time.sleep(10)  # for what was asked while the last one formed
    before, asked = len(cluster.writes("system:serviceaccount:zonekeeper-system:zonekeeper")), play.commands()
    time.sleep(STEADY_SECONDS)
    written = cluster.writes("system:serviceaccount:zonekeeper-system:zonekeeper")[before:]
    for write in written:
        say(f"written in the steady state: {write}")
    each = [(number - asked.get(host, 0)) * 5 / STEADY_SECONDS for host, number in play.commands().items() if "mongos" not in host]
    case = f"steady state, {AT_ONCE} clusters, {STEADY_SECONDS} s"
    table.add(case, "API writes", len(written), "", goal=0)
    table.add(case, "commands a member in 5 s, most", max(each), "", goal=1)


def step_downs(table, cluster, play, shop, times):
    found = []
    for _ in range(times):
        zone = shop.primary_zone("rs0")
        began = time.monotonic()
        cluster.kubectl("patch", "zone", zone, "--type=merge", "-p", '{"spec":{"cordon":{"reason":"bench"}}}')
        wait(lambda: shop.primary_zone("rs0") not in (zone, None), 60, "another primary")
        found.append(time.monotonic() - began)
        cluster.kubectl("patch", "zone", zone, "--type=merge", "-p", '{"spec":{"cordon":null}}')
        wait(lambda: not cluster.kubectl("get", "zone", zone, "-o", "jsonpath={.status.cordon.by}"), 60, "the end of the cordon")
        time.sleep(21)  # the one that stepped down stays down for 20 s
    table.add("zone cordoned manually", "until another is primary", found, "s", goal=5)


class Play:
    """The process that plays mongod and mongos."""

    def __init__(self, cluster, hosts):
        subprocess.run(
            [ROOT / "mvnw", "-q", "-ntp", "-f", ROOT / "pom.xml", "-pl", "operator/testing", "-am", "-DskipTests", "compile",
             "dependency:build-classpath", f"-Dmdep.outputFile={hosts.parent}/classpath"],
            check=True, capture_output=True, text=True, cwd=ROOT)
        classpath = f"{ROOT}/operator/testing/target/classes:{(hosts.parent / 'classpath').read_text().strip()}"
        java = '. "$0" && exec "$JAVA_HOME/bin/java" "$@"'
        self.command = ["sh", "-c", java, ROOT / "hack/lib/jdk.sh", "-XX:+UseSerialGC", "-cp", classpath, "io.zonekeeper.testing.mongo.PlayMongo",
                        cluster.output("kubeconfig"), str(hosts)]
        self.lock = threading.Lock()

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        return self

    def __exit__(self, *failure):
        self.process.stdin.close()
        self.process.wait(20)

    def ask(self, words):
        with self.lock:
            self.process.stdin.write(words + "\n")
            self.process.stdin.flush()
            return self.process.stdout.readline().strip()

    def commands(self):
        pairs = (pair.rsplit("=", 1) for pair in self.ask("counts command ").split(";") if pair)
        return {host: int(number) for host, number in pairs}


class Shop:
    """One MongoCluster in a namespace of its own, beside a plain Deployment."""

    def __init__(self, cluster, proxy, play, namespace):
        self.cluster, self.proxy, self.play, self.namespace = cluster, proxy, play, namespace
        self.random = random.Random(namespace)

    def create(self):
        self.play.ask(f"play {self.namespace}")
        self.cluster.kubectl("apply", "-f", "-", stdin=MONGO.format(namespace=self.namespace))

    def kubectl(self, *arguments):
        return self.cluster.kubectl("-n", self.namespace, *arguments, check=False)

    def mongo(self):
        return self.proxy.get(f"/apis/zonekeeper.io/v1alpha1/namespaces/{self.namespace}/mongoclusters/shop")

    def reason(self):
        conditions = self.mongo().get("status", {}).get("conditions", [])
        return next((c["reason"] for c in conditions if c["type"] == "Ready"), "")

    def gate(self):
        return self.mongo().get("status", {}).get("gate", {}).get("state")

    def until_serving(self):
        wait(lambda: self.reason() == "Serving" and self.gate() == "Open", 240, f"{self.namespace} to serve")

    def primary_zone(self, replica_set):
        return next((zone for zone in ZONES if zone in self.play.ask(f"primary {self.namespace} {replica_set}")), None)

    def host(self, zone):
        name = f"shop-cfg-{zone}"
        return f"{name}-0.{name}.{self.namespace}.svc:27017"

    def pods(self, selector):
        """Running pods that nobody has asked to go, by name with UID and node."""
        listed = self.proxy.get(f"/api/v1/namespaces/{self.namespace}/pods?labelSelector={selector}")["items"]
        return {
            pod["metadata"]["name"]: (pod["metadata"]["uid"], pod["spec"].get("nodeName"))
            for pod in listed if "deletionTimestamp" not in pod["metadata"] and pod["status"].get("phase") == "Running"}

    def refuses(self, pod):
        """Whether the API server would refuse to delete a mongos: its policy reads the gate from a cache of its own."""
        return self.proxy.request("DELETE", f"/api/v1/namespaces/{self.namespace}/pods/{pod}?dryRun=All").status == 403

    def settled(self):
        """
        Whether as many mongos run as shall, so that one that lacks was restarted, and no rollout of an earlier schedule is
        left: the Deployment controller tries it again by itself, also in the second before the gate can be closed.
        """
        return len(self.pods(GUARDED)) == 3 and len(self.pods(PLAIN)) == 3 and not self.rolling()

    def rolling(self):
        """Whether a rollout of mongos is not finished."""
        deployments = self.proxy.get(f"/apis/apps/v1/namespaces/{self.namespace}/deployments")["items"]
        return any(
            deployment["status"].get("observedGeneration") != deployment["metadata"]["generation"]
            or deployment["status"].get("updatedReplicas") != 1 or deployment["status"].get("replicas") != 1
            for deployment in deployments if deployment["metadata"]["name"].startswith("shop-mongos"))

    def schedules(self, count):
        return [self.schedule(number) for number in range(count)]

    def schedule(self, number):
        wait(lambda: self.gate() == "Open" and self.settled(), PATIENCE_SECONDS, f"{self.namespace} to be whole")
        guarded, plain = self.pods(GUARDED), self.pods(PLAIN)
        lost = self.random.sample(ZONES, self.random.choice([2, 3]))
        began = time.monotonic()
        lost_at = datetime.datetime.now(datetime.timezone.utc).isoformat()
        for zone in lost:
            self.play.ask(f"down {self.host(zone)}")
        wait(lambda: self.gate() == "Closed", 60, "the gate to close")
        said = time.monotonic() - began
        wait(lambda: self.refuses(sorted(guarded)[0]), 60, "the API server to refuse")
        closed = time.monotonic() - began
        attempts = []
        for _ in range(self.random.randint(3, 6)):
            attempts.append(self.random.choice(["delete", "evict", "rollout", "change", "drain", "scale"]))
            self.attempt(attempts[-1], guarded, plain)
            time.sleep(self.random.random() * 0.3)
        time.sleep(1.5)
        gone = sum(1 for name, known in guarded.items() if self.pods(GUARDED).get(name) != known)
        plain_gone = sum(1 for name, known in plain.items() if self.pods(PLAIN).get(name) != known)
        if gone:
            say(f"{self.namespace} schedule {number}: {gone} MONGOS RESTARTED; lost at {lost_at}, closed {closed:.2f} s later, then {' '.join(attempts)}")
            self.tell_deletions((datetime.datetime.fromisoformat(lost_at) - datetime.timedelta(seconds=15)).isoformat())
        self.kubectl("scale", "deployment", "plain", "--replicas=3")
        self.kubectl("patch", "mongo", "shop", "--type=merge", "-p", '{"spec":{"image":"registry.local/mongo:8.0"}}')
        began = time.monotonic()
        for zone in lost:
            self.play.ask(f"up {self.host(zone)}")
        wait(lambda: self.gate() == "Open", PATIENCE_SECONDS, "the gate to open")
        opened = time.monotonic() - began
        say(f"{self.namespace}: schedule {number}, closed after {closed:.2f} s, {len(attempts)} attempts, {plain_gone} of the plain ones restarted")
        return {"guarded": gone, "plain": plain_gone, "attempts": len(attempts), "said": said, "closed": closed, "opened": opened}

    def tell_deletions(self, since):
        """Says who took mongos away lately, from the audit log: what to look at where the gate let one go."""
        for line in pathlib.Path(self.cluster.output("logs", "audit")).read_text().splitlines():
            event = json.loads(line)
            reference = event.get("objectRef", {})
            if (event["stageTimestamp"] > since and reference.get("namespace") == self.namespace
                    and event.get("stage") == "ResponseComplete" and event["verb"] not in ("get", "list", "watch")
                    and reference.get("resource") in ("pods", "replicasets", "deployments", "poddisruptionbudgets", "mongoclusters", "zonedservices")
                    and "mongos" in reference.get("name", "mongos")):
                say(f"  {event['requestReceivedTimestamp']} {event['user']['username']} {event['verb']} {reference.get('resource')}/"
                    f"{reference.get('name', '')}{'/' + reference['subresource'] if 'subresource' in reference else ''}"
                    f" {event.get('responseStatus', {}).get('code')}")

    def attempt(self, kind, guarded, plain):
        """One fault against the mongos, and the same against the plain Deployment."""
        ours, theirs = self.random.choice(sorted(guarded)), self.random.choice(sorted(plain))
        zone = self.random.choice(ZONES)
        if kind == "delete":
            for pod in (ours, theirs):
                self.proxy.request("DELETE", f"/api/v1/namespaces/{self.namespace}/pods/{pod}").read()
        elif kind == "evict":
            self.evict(ours), self.evict(theirs)
        elif kind == "drain":
            for pods, chosen in ((guarded, ours), (plain, theirs)):
                for pod in [name for name, (_, node) in pods.items() if node == pods[chosen][1]]:
                    self.evict(pod)
        elif kind == "rollout":
            self.kubectl("rollout", "restart", f"deployment/shop-mongos-{zone}", "deployment/plain")
        elif kind == "change":
            image = f"registry.local/mongo:8.0.{self.random.randint(1, 99)}"
            self.kubectl("patch", "mongo", "shop", "--type=merge", "-p", json.dumps({"spec": {"image": image}}))
            self.kubectl("set", "image", "deployment/plain", f"mongos={image}")
        else:
            self.kubectl("scale", "zsvc", "shop-mongos", "--replicas=0")
            self.kubectl("scale", "deployment", f"shop-mongos-{zone}", "--replicas=0")
            self.kubectl("scale", "deployment", "plain", "--replicas=1")

    def evict(self, pod):
        body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": pod, "namespace": self.namespace}}
        self.proxy.request("POST", f"/api/v1/namespaces/{self.namespace}/pods/{pod}/eviction", body).read()

    def end(self, namespace):
        """Deletes the MongoCluster, or its namespace, while all config servers are lost; seconds until all is gone, or None."""
        wait(lambda: self.gate() == "Open", PATIENCE_SECONDS, "the gate to be open")
        for zone in ZONES:
            self.play.ask(f"down {self.host(zone)}")
        wait(lambda: self.gate() == "Closed", 60, "the gate to close")
        began = time.monotonic()
        if namespace:
            self.cluster.kubectl("delete", "namespace", self.namespace, "--wait=false")
            gone = lambda: self.proxy.request("GET", f"/api/v1/namespaces/{self.namespace}").status == 404
        else:
            self.kubectl("delete", "mongo", "shop", "--wait=false")
            gone = lambda: not self.pods("mongo.zonekeeper.io%2Fcluster")
        try:
            wait(gone, PATIENCE_SECONDS, f"{self.namespace} to be gone")
        except TimeoutError:
            return None
        return time.monotonic() - began


GUARDED = "mongo.zonekeeper.io%2Frole%3Dmongos"
PLAIN = "app%3Dplain"
