"""Rebalance: 300 services fail back to a zone; the number of pods created, against the fewest that restore every service."""
import collections
import json
import pathlib
import random
import subprocess
import tempfile
import threading
import time

from benchkit.world import ROOT, say, wait
from benches.zone_loss import SERVICE, ZONES, cordons, create, world

SERVICES = 300
PODS = 9
SERVICE_LABEL, ZONE_LABEL = "zonekeeper.io/service", "zonekeeper.io/zone"


def run(table, runs):
    ratios, times, extra = [], [], []
    with tempfile.TemporaryDirectory() as folder, world("rebalance", pathlib.Path(folder), nodes=12) as (cluster, _):
        for first in range(0, SERVICES, 50):
            create(cluster, "".join(
                SERVICE.format(name=f"svc-{number}", replicas=PODS, tolerated=0, checks="") for number in range(first, first + 50)))
        home = wait(lambda: at_home(cluster), 600, "all services to be spread")
        for number in range(runs):
            zone = random.choice(ZONES)
            cluster.output("kill-zone", zone)
            wait(lambda: drained(cluster, zone), 900, f"all services to have left {zone}")
            # The pods of the dark nodes are marked as going some time after their stack was made smaller.
            wait(lambda: sum(key[1] == zone for key in pods(cluster).values()) == SERVICES, 900, "one pod of each to be left")
            known = set(pods(cluster, going=True))
            stay = collections.Counter(pods(cluster).values())
            with Watch(cluster) as watch:
                began = time.monotonic()
                cluster.output("heal-zone", zone, "--stagger")
                wait(lambda: at_home(cluster) == home and not cordons(cluster), 900, "all services to have failed back")
                times.append(time.monotonic() - began)
                time.sleep(5)
            made = (watch.seen | set(pods(cluster))) - known
            fewest = sum(max(0, count - stay[key]) for key, count in home.items())
            ratios.append(len(made) / fewest)
            extra.append(len(made) - fewest)
            say(f"rebalance: {number + 1} of {runs}: {len(made)} pods made, {fewest} were missing, {times[-1]:.0f} s")
    case = f"{SERVICES} services, {SERVICES * PODS} pods, a zone returns"
    table.add(case, "pods made against the fewest", ratios, "", goal=1.0)
    table.add(case, "pods made needlessly", extra, "")
    table.add(case, "heal to all home", times, "s")


def pods(cluster, going=False):
    """Service and zone of every pod by UID; without those that are going, unless asked for."""
    items = json.loads(cluster.kubectl("get", "pods", "-o", "json"))["items"]
    return {
        pod["metadata"]["uid"]: (pod["metadata"]["labels"][SERVICE_LABEL], pod["metadata"]["labels"][ZONE_LABEL])
        for pod in items if going or "deletionTimestamp" not in pod["metadata"]}


def at_home(cluster):
    """Pods by service and zone where every service is whole and active in all zones; None where not."""
    services = json.loads(cluster.kubectl("get", "zsvc", "-o", "json"))["items"]
    found = {}
    for service in services:
        stacks = service.get("status", {}).get("zones") or []
        if not stacks or any(s["state"] != "Active" or s["ready"] != s["desired"] for s in stacks):
            return None
        if sum(s["desired"] for s in stacks) != PODS:
            return None
        found.update({(service["metadata"]["name"], s["zone"]): s["desired"] for s in stacks})
    return found if len(services) == SERVICES else None


def drained(cluster, zone):
    services = json.loads(cluster.kubectl("get", "zsvc", "-o", "json"))["items"]
    stacks = [s for service in services for s in service["status"]["zones"] if s["zone"] == zone]
    return len(stacks) == SERVICES and all(s["state"] == "Drained" for s in stacks)


class Watch:
    """UIDs of all pods that are made or change, until the with block ends."""

    def __init__(self, cluster):
        self.command = [ROOT / "hack/cluster", "--name", cluster.name, "exec", "kubectl", "get", "pods", "--watch-only", "--no-headers",
                        "-o", "custom-columns=UID:.metadata.uid"]
        self.seen = set()

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        time.sleep(1)
        return self

    def _read(self):
        for line in self.process.stdout:
            self.seen.add(line.strip())

    def __exit__(self, *failure):
        self.process.terminate()
        self.process.wait(10)
        self.reader.join(10)
