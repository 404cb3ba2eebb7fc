"""Command line: the time a user waits for a command, from the shell's call to its end."""
import os
import pathlib
import resource
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
        add(table, case, calls, kubeconfig, ["status"], goal=1.2)
        add(table, case, calls, kubeconfig, ["status", "-o", "json"])
        add(table, case, calls, kubeconfig, ["explain", "us-east-1b"])
        add(table, case, calls, kubeconfig, ["plan", "svc-7", "--fail-zone", "us-east-1b"])
        offline = ["plan", "-f", str(EXAMPLE), "--zones", "a,b,c", "--fail-zone", "b"]
        add(table, "one file, no cluster", calls, "/nonexistent", offline, goal=0.5)


def add(table, case, calls, kubeconfig, words, goal=None):
    """The wall time is the promise; the processor time tells how much of it is a busy machine's."""
    took = [call(kubeconfig, words) for _ in range(calls)]
    name = " ".join(words[:3] if words[:2] == ["plan", "-f"] else words)
    name = name.replace(str(EXAMPLE), "FILE")
    table.add(case, name, [wall for wall, _ in took], "s", goal=goal)
    table.add(case, "  processor time", [cpu for _, cpu in took], "s")


def call(kubeconfig, words):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    done = subprocess.run([ROOT / "hack/kubectl-zonekeeper", *words], env={**os.environ, "KUBECONFIG": kubeconfig}, capture_output=True, text=True)
    wall = time.monotonic() - began
    if done.returncode != 0 or not done.stdout:
        raise RuntimeError(f"{' '.join(words)}: exit {done.returncode}: {done.stderr.strip()[:500]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
