"""OpenKruise's UnitedDeployment, the closest peer to a ZonedService: its manager beside a control plane, as a person would run it."""
import contextlib
import os
import pathlib
import socket
import subprocess

from benchkit.world import ROOT, cpu_seconds, memory_mb

SERVICE = """apiVersion: apps.kruise.io/v1alpha1
kind: UnitedDeployment
metadata: {{name: svc-{number}}}
spec:
  replicas: 3
  revisionHistoryLimit: 10
  selector: {{matchLabels: {{app: svc-{number}}}}}
  template:
    deploymentTemplate:
      metadata: {{labels: {{app: svc-{number}}}}}
      spec:
        selector: {{matchLabels: {{app: svc-{number}}}}}
        template:
          metadata: {{labels: {{app: svc-{number}}}}}
          spec:
            containers: [{{name: web, image: "registry.local/web:1"}}]
  topology:
    subsets:
""" + "".join(
    f"""    - name: {zone}
      replicas: 1
      nodeSelectorTerm: {{{{matchExpressions: [{{{{key: topology.kubernetes.io/zone, operator: In, values: [us-east-1{zone}]}}}}]}}}}
""" for zone in "abc") + "---\n"

WEBHOOKS = """apiVersion: admissionregistration.k8s.io/v1
kind: {kind}WebhookConfiguration
metadata: {{name: kruise-{lower}-webhook-configuration}}
webhooks: []
"""


class UnitedDeployments:
    """The manager with its CRDs, in a cluster without its webhooks, until the with block ends.

    It makes its webhooks' certificates at the start and looks for their configurations, so these are there, and empty;
    what they would fill in (revisionHistoryLimit) is filled in here.
    Its client's own limit of requests is lifted, as ours has none: with the limit it is slower.
    """

    def __init__(self, cluster, home, folder):
        self.cluster = cluster
        self.home = home
        self.folder = folder

    def __enter__(self):
        self.cluster.kubectl("create", "namespace", "kruise-system")
        self.cluster.kubectl("create", "-f", str(self.home / "crds"))
        for kind in ("Mutating", "Validating"):
            self.cluster.kubectl("create", "-f", "-", stdin=WEBHOOKS.format(kind=kind, lower=kind.lower()))
        webhooks, metrics, health = free_ports(3)
        environment = dict(
            os.environ, KUBECONFIG=self.cluster.output("kubeconfig"), POD_NAMESPACE="kruise-system", WEBHOOK_HOST="127.0.0.1",
            WEBHOOK_PORT=str(webhooks), WEBHOOK_CERT_DIR=str(self.folder / "certificates"))
        self.log = (self.folder / "openkruise.log").open("w")
        self.manager = subprocess.Popen(
            [self.home / "manager", f"--metrics-addr=127.0.0.1:{metrics}", f"--health-probe-addr=127.0.0.1:{health}", "--enable-pprof=false",
             "--enable-leader-election=false", "--rest-config-qps=10000", "--rest-config-burst=10000"],
            env=environment, stdout=self.log, stderr=self.log, cwd=self.folder)
        return self

    def __exit__(self, *failure):
        self.manager.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.manager.wait(20)
        self.manager.kill()
        self.log.close()

    def cpu_seconds(self):
        return cpu_seconds(self.manager.pid)

    def memory_mb(self):
        return memory_mb(self.manager.pid)


def built():
    """The folder of the manager, built where it is not there yet."""
    done = subprocess.run([ROOT / "hack/peers/build-openkruise"], stdout=subprocess.PIPE, text=True, check=True)
    return pathlib.Path(done.stdout.strip())


def free_ports(count):
    """Ports of the loopback that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
