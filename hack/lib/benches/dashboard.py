"""Dashboard: every query of the Grafana dashboard, and every metric of the alerts, against a Prometheus that scraped a run.

The run has one of everything that is on the dashboard: services that are evacuated and come home, one that finds no room, one that the API server
refuses, proxies, a MongoCluster, AWS (a stand-in that fails for a while), an observer, a webhook that refuses. Needs `prometheus` on PATH; figures
are numbers of series, and a query without any is a panel that stays empty."""
import contextlib
import http.server
import json
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse
import urllib.request

from benches import aws, mongo
from benches.disruption import Proxy
from benchkit.world import ROOT, Cluster, Observer, Operator, say, wait

SCRAPE_SECONDS = 2
# Grafana's $__rate_interval is at least four scrapes.
RATE_INTERVAL = f"{4 * SCRAPE_SECONDS}s"
DASHBOARD = ROOT / "helm/zonekeeper/files/dashboard.json"
ALERTS = ROOT / "helm/zonekeeper/files/alerts.yaml"
DEAD, ONLY = "us-east-1a", "us-east-1c"

# Short for a run of minutes; the dashboard does not depend on it.
POLICY = aws.POLICY.replace("failback:", "aws: {allow: ['*']}\n  failback:")

OBJECTS = """apiVersion: zonekeeper.io/v1alpha1
kind: ZonedService
metadata: {name: shop}
spec:
  replicas: 9
  spread: {toleratedZoneFailures: 1}
  healthChecks: [{name: page, httpGet: {path: /healthz, port: 8080}}]
  template: {spec: {containers: [{name: shop, image: "registry.local/shop:1", ports: [{containerPort: 8080}]}]}}
  service: {ports: [{name: http, port: 80, targetPort: 8080}]}
  zoneFailure: {failback: {stableFor: 1s}}
---
# No node is as large: pods are missing, and it is neither balanced nor redundant.
apiVersion: zonekeeper.io/v1alpha1
kind: ZonedService
metadata: {name: large}
spec:
  replicas: 6
  spread: {toleratedZoneFailures: 1}
  template: {spec: {containers: [{name: large, image: "registry.local/large:1", resources: {requests: {cpu: "1000"}}}]}}
---
# The API server refuses its Deployments.
apiVersion: zonekeeper.io/v1alpha1
kind: ZonedService
metadata: {name: refused}
spec:
  replicas: 3
  template: {spec: {containers: [{name: refused, image: "registry.local/refused:1", env: [{name: TWICE, value: a, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}]}}
---
apiVersion: zonekeeper.io/v1alpha1
kind: ZonalProxy
metadata: {name: front}
spec:
  engine: HAProxy
  image: haproxy:2.6
  listen: 8080
  upstream: {zonedService: shop, port: http}
---
# Its upstream is not there.
apiVersion: zonekeeper.io/v1alpha1
kind: ZonalProxy
metadata: {name: lost}
spec:
  engine: Nginx
  image: nginx:1.22
  listen: 8080
  upstream: {service: nowhere, port: 80}
---
# All its servers are in one zone: when that is cordoned they serve all the same.
apiVersion: apps/v1
kind: Deployment
metadata: {name: single}
spec:
  replicas: 2
  selector: {matchLabels: {app: single}}
  template:
    metadata: {labels: {app: single}}
    spec:
      nodeSelector: {topology.kubernetes.io/zone: %s}
      containers: [{name: single, image: "registry.local/single:1"}]
---
apiVersion: v1
kind: Service
metadata: {name: single}
spec: {selector: {app: single}, ports: [{port: 80}]}
---
apiVersion: zonekeeper.io/v1alpha1
kind: ZonalProxy
metadata: {name: single-front}
spec:
  engine: HAProxy
  image: haproxy:2.6
  listen: 8080
  upstream: {service: single, port: 80}
""" % ONLY


def run(table, runs):
    """One run, whatever `runs` says."""
    del runs
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = pathlib.Path(name)
        cluster = stack.enter_context(Cluster("dashboard"))
        hosts = folder / "hosts"
        volumes = "".join(mongo.VOLUME.format(zone=zone, number=number) for zone in mongo.ZONES for number in range(2))
        cluster.kubectl("create", "-f", "-", stdin=mongo.STORAGE + volumes)
        fake = stack.enter_context(aws.Fake(folder))
        play = stack.enter_context(mongo.Play(cluster, hosts))
        proxy = stack.enter_context(Proxy(cluster))
        webhook = stack.enter_context(Webhook())
        os.environ.update(AWS_ACCESS_KEY_ID="bench", AWS_SECRET_ACCESS_KEY="bench")
        operator = stack.enter_context(Operator(
            cluster, folder / "operator.log", *fake.options(), "--set", f"notifications.webhook.url={webhook.address}", "--set", "aws.pollInterval=5s",
            *mongo.JAVA, f"-Djdk.net.hosts.file={hosts}"))
        observer = stack.enter_context(Observer(cluster, folder / "observer.log", "us-east-1b"))
        prometheus = stack.enter_context(Prometheus(folder, operator.port, observer.port))
        play_everything(cluster, fake, mongo.Shop(cluster, proxy, play, "mongo"), webhook)
        measure(table, prometheus)


def play_everything(cluster, fake, shop, webhook):
    """What the panels are for, one after the other."""
    cluster.kubectl("apply", "-f", "-", stdin=POLICY)
    cluster.kubectl("apply", "-f", "-", stdin=OBJECTS)
    cluster.kubectl("apply", "-f", "-", stdin=aws.SERVICE + "---\n" + aws.DATABASE.replace("{rds:", "{failover: {mode: Automatic}, rds:"))
    shop.create()
    wait(lambda: "Placed" in cluster.kubectl("get", "mazdb"), 90, "the database to be seen")
    wait(lambda: ready(cluster, "zsvc/shop") and ready(cluster, "zsvc/web"), 120, "the services to be ready")
    shop.until_serving()
    say("dashboard: AWS fails, the webhook refuses, a zone dies")
    webhook.refuses = True
    fake.say(fault={"status": 503, "code": "ServiceUnavailable", "operations": ["DescribeAvailabilityZones"]})
    cluster.output("kill-zone", DEAD)
    wait(lambda: state(cluster, "web", DEAD) == "Drained", 120, "the zone to be evacuated")
    wait(lambda: "Shifted" in cluster.kubectl("get", "zsvc", "web", "-o", "jsonpath={.status.loadBalancers[*].state}"), 60, "the zonal shift")
    time.sleep(30)  # polls of AWS that fail, shifts that are read again
    fake.say(fault=None)
    cluster.output("heal-zone", DEAD)
    wait(lambda: state(cluster, "web", DEAD) == "Active", 240, "the zone to be used again")
    say("dashboard: a zone is cordoned, the config servers are lost, a drill")
    cluster.kubectl("patch", "zone", ONLY, "--type=merge", "-p", '{"spec":{"cordon":{"reason":"bench"}}}')
    for zone in mongo.ZONES[:2]:
        shop.play.ask(f"down {shop.host(zone)}")
    wait(lambda: shop.gate() == "Closed", 60, "the gate to close")
    wait(lambda: "FailOpen" in cluster.kubectl("get", "zpx", "single-front", "-o", "jsonpath={.status.conditions[*].type}"), 60, "the proxy to fail open")
    time.sleep(10)
    cluster.kubectl("patch", "zone", ONLY, "--type=merge", "-p", '{"spec":{"cordon":null}}')
    for zone in mongo.ZONES[:2]:
        shop.play.ask(f"up {shop.host(zone)}")
    wait(lambda: state(cluster, "web", ONLY) == "Active", 240, "the zone to be used again")
    shop.until_serving()
    cluster.kubectl("patch", "zone", "us-east-1b", "--type=merge", "-p", '{"spec":{"drill":{"reason":"bench","duration":"1m"}}}')
    wait(lambda: cluster.kubectl("get", "zone", "us-east-1b", "-o", "jsonpath={.status.drill.phase}") == "Ended", 240, "the drill to end")
    webhook.refuses = False
    time.sleep(10)


def ready(cluster, what):
    return cluster.kubectl("get", what, "-o", "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}") == "True"


def state(cluster, service, zone):
    return cluster.kubectl("get", "zsvc", service, "-o", f"jsonpath={{.status.zones[?(@.zone==\"{zone}\")].state}}")


def measure(table, prometheus):
    """One row for each query: how many series it had during the run."""
    panels = json.loads(DASHBOARD.read_text())["panels"]
    row = ""
    for panel in panels:
        if panel["type"] == "row":
            row = panel["title"]
        for number, target in enumerate(panel.get("targets", ())):
            query = target["expr"].replace("$__rate_interval", RATE_INTERVAL).replace("$zone", ".*")
            title = panel["title"] + (f" ({number + 1})" if number else "")
            table.add(row, title, prometheus.series(query), "series", goal=1, at_most=False)
    for metric in sorted(set(re.findall(r"zonekeeper_\w+", ALERTS.read_text()))):
        table.add("alerts", metric, prometheus.series(metric), "series", goal=1, at_most=False)


class Webhook:
    """A receiver of notifications that can refuse them: some for good, others for now."""

    def __init__(self):
        self.refuses = False

    def __enter__(self):
        webhook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.send_response((400 if "zone.verdict" in body else 503) if webhook.refuses else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words):
                """Nothing is told."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *failure):
        self.server.shutdown()


class Prometheus:
    """A Prometheus that scrapes processes on this machine, until the with block ends."""

    def __init__(self, folder, *ports):
        self.folder = folder
        targets = ", ".join(f"'127.0.0.1:{port}'" for port in ports)
        (folder / "prometheus.yaml").write_text(
            f"global: {{scrape_interval: {SCRAPE_SECONDS}s}}\nscrape_configs: [{{job_name: zonekeeper, static_configs: [{{targets: [{targets}]}}]}}]\n")

    def __enter__(self):
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.log = (self.folder / "prometheus.log").open("w")
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={self.folder}/prometheus.yaml", f"--storage.tsdb.path={self.folder}/data", f"--web.listen-address=127.0.0.1:{port}"],
            stdout=self.log, stderr=subprocess.STDOUT)
        wait(self._ready, 30, "Prometheus to be ready")
        self.began = time.time()
        return self

    def _ready(self):
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(self.address + "/-/ready", timeout=5).status == 200
        return False

    def __exit__(self, *failure):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()

    def series(self, query):
        """How many series a query has had since the beginning."""
        words = urllib.parse.urlencode({"query": query, "start": self.began, "end": time.time(), "step": SCRAPE_SECONDS})
        with urllib.request.urlopen(f"{self.address}/api/v1/query_range?{words}", timeout=30) as answer:
            return len(json.load(answer)["data"]["result"])
