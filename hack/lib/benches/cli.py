"""Command line: how long a person waits for it, from the shell's call to its end."""
import os
import pathlib
import subprocess
import tempfile
import time

from benches.placement import SERVICE, all_ready
from benchkit.world import ROOT, Cluster, Operator, say, wait

SERVICES = 300
CALLS = 7
EXAMPLE = ROOT / "examples/01-balanced-service/service.yaml"


def run(table, runs):
    calls = CALLS * max(1, runs // 3)
    with tempfile.TemporaryDirectory() as folder, Cluster("cli") as cluster:
        with Operator(cluster, pathlib.Path(folder) / "operator.log"):
            say(f"cli: {SERVICES} services")
            cluster.kubectl("create", "-f", "-", stdin="".join(SERVICE.format(number=number) for number in range(SERVICES)))
            wait(lambda: all_ready(cluster, SERVICES), 300, "all services to be spread")
        # The operator has stopped: it is not what is measured.
        kubeconfig = cluster.output("kubeconfig")
        case = f"{SERVICES} services"
        table.add(case, "status", [seconds(kubeconfig, "status") for _ in range(calls)], "s", goal=1.2)
        table.add(case, "status -o json", [seconds(kubeconfig, "status", "-o", "json") for _ in range(calls)], "s")
        table.add(case, "explain ZONE", [seconds(kubeconfig, "explain", "us-east-1b") for _ in range(calls)], "s")
        table.add(case, "plan SERVICE, live", [seconds(kubeconfig, "plan", "svc-7", "--fail-zone", "us-east-1b") for _ in range(calls)], "s")
        offline = ["plan", "-f", str(EXAMPLE), "--zones", "a,b,c", "--fail-zone", "b"]
        table.add("one file, no cluster", "plan -f FILE", [seconds("/nonexistent", *offline) for _ in range(calls)], "s", goal=0.5)


def seconds(kubeconfig, *words):
    began = time.monotonic()
    done = subprocess.run([ROOT / "hack/kubectl-zonekeeper", *words], env={**os.environ, "KUBECONFIG": kubeconfig}, capture_output=True, text=True)
    took = time.monotonic() - began
    if done.returncode != 0 or not done.stdout:
        raise RuntimeError(f"{' '.join(words)}: exit {done.returncode}: {done.stderr.strip()[:500]}")
    return took
