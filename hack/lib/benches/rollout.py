"""Rollout: a fix with one of three zones dark, beside the same fix of a healthy service in two zones."""
import pathlib
import statistics
import tempfile
import time

from benchkit.world import Cluster, Operator, say, wait

DARK = "us-east-1b"
OTHERS = ["us-east-1a", "us-east-1c"]
BAKE_SECONDS = 10

SERVICE = """apiVersion: zonekeeper.io/v1alpha1
kind: ZonedService
metadata: {{name: {name}}}
spec:
  replicas: 18
  {zones}
  template: {{spec: {{containers: [{{name: web, image: "registry.local/web:{version}"}}]}}}}
  service: {{ports: [{{port: 80}}]}}
  rollout: {{bake: {bake}s}}
"""


def run(table, runs):
    dark, healthy = [], []
    for number in range(runs):
        say(f"rollout: run {number + 1} of {runs}")
        with tempfile.TemporaryDirectory() as folder, Cluster(f"rollout-{number}", "--nodes-per-zone", "6") as cluster:
            with Operator(cluster, pathlib.Path(folder) / "operator.log"):
                give(cluster, "three", 1)
                give(cluster, "two", 1)
                for name, spread in (("three", "6+6+6"), ("two", "9+9")):
                    wait(lambda: status(cluster, name, "{.status.spread}") == spread, 60, f"{name} to be spread")
                time.sleep(12)  # the judge needs one renewal of every node before silence counts
                healthy.append(seconds(cluster, "two"))
                cluster.output("kill-zone", DARK)
                wait(lambda: cluster.kubectl("get", "zone", DARK, "-o", "jsonpath={.status.cordon.by}"), 60, "the cordon")
                dark.append(seconds(cluster, "three"))
                say(f"rollout: {dark[-1]:.1f} s with a dark zone, {healthy[-1]:.1f} s in two healthy zones")
    table.add(f"fix, two healthy zones, bake {BAKE_SECONDS} s", "to both updated and watched", healthy, "s")
    table.add(f"fix, one of three zones dark, bake {BAKE_SECONDS} s", "to both updated and watched", dark, "s")
    table.add("dark against healthy", "ratio", statistics.median(dark) / statistics.median(healthy), "", goal=1.2)


def give(cluster, name, version):
    zones = f"zones: [{{zone: {OTHERS[0]}}}, {{zone: {OTHERS[1]}}}]" if name == "two" else ""
    cluster.kubectl("apply", "-f", "-", stdin=SERVICE.format(name=name, zones=zones, version=version, bake=BAKE_SECONDS))


def seconds(cluster, name):
    """Seconds from a new template until the zones that answer have it on all pods, and were watched."""
    began = time.monotonic()
    give(cluster, name, 2)

    def rolled():
        if status(cluster, name, "{.status.rollout.phase}/{.status.observedGeneration}") not in ("Complete/2", "Waiting/2"):
            return False
        for zone in OTHERS:
            path = "{.spec.template.spec.containers[0].image} {.status.updatedReplicas}/{.status.readyReplicas}/{.spec.replicas}"
            image, numbers = cluster.kubectl("get", "deployment", f"{name}-{zone}", "-o", f"jsonpath={path}").split()
            if not image.endswith(":2") or len(set(numbers.split("/"))) != 1:
                return False
        return True

    wait(rolled, 300, f"{name} to be rolled out")
    return time.monotonic() - began


def status(cluster, name, path):
    return cluster.kubectl("get", "zsvc", name, "-o", f"jsonpath={path}")
