"""Scale: a zone dies under so many services; the cost of a service must not depend on how many others there are.

For each size, in a cluster of its own:

1. A zone dies: how soon traffic leaves after the verdict, how soon all replacements serve, the operator's processor time,
   memory and writes for each service, and whether a zone that lives was called anything but Healthy.
2. It returns: writes.
3. Another zone dies and the operator is ended at the verdict: how soon the traffic is off after its process began again.
4. No operator runs, the third zone dies: a bare client makes only the writes that the first step needs, eight at a time."""
import collections
import pathlib
import re
import subprocess
import tempfile
import time

from benches.zone_loss import POLICY, ZONES, create_services, moment_of_cordon, write_patches, write_selectors
from benchkit.endpoints import Endpoints
from benchkit.world import Cluster, Operator, say, wait

SIZES = ("100x9", "300x9", "1000x9", "2000x3")
NODES = 60
NAMESPACES = 50
STOCK_SECONDS = 350
MEMORY_MB = {1000: 200, 2000: 280}
LIMITS = {2000: "384Mi"}  # of memory, where it is not the chart's: see docs/operations.md
FLAT = 1.5


def run(table, runs, cases=None):
    """One run of each size: `runs` plays no part. A case is a number of services, or services x pods of each."""
    del runs
    measured = []
    for case in cases or SIZES:
        services, _, pods = case.partition("x")
        say(f"scale: {case}")
        with tempfile.TemporaryDirectory() as folder:
            try:
                measured.append(Incident(table, int(services), int(pods or 9), pathlib.Path(folder)).measure())
            except (OSError, RuntimeError, TimeoutError, subprocess.SubprocessError) as problem:
                table.failed(f"{case}", str(problem))
    if len(measured) > 1:
        table.add("all sizes", "CPU a service, most to least", max(measured) / min(measured), "x", goal=FLAT)


class Incident:
    """So many services of so many pods in a cluster of their own."""

    def __init__(self, table, services, pods, folder):
        self.table = table
        self.services = services
        self.pods = pods
        self.folder = folder
        self.case = f"{services:,} services, {services * pods:,} pods"

    def measure(self):
        """Returns the operator's milliseconds of processor time for each service in the first incident."""
        with Cluster(f"scale-{self.services}", "--nodes-per-zone", str(NODES), "--stagger", "--audit") as cluster:
            self.cluster = cluster
            with Endpoints(cluster) as endpoints:
                self.endpoints = endpoints
                with Operator(cluster, self.folder / "operator.log", *self.limit()) as operator:
                    cluster.kubectl("apply", "-f", "-", stdin=POLICY)
                    self.fill()
                    spent, off, back = self.lose_one(operator)
                    self.come_back()
                    cluster.output("kill-zone", ZONES[1])
                    moment_of_cordon(cluster, ZONES[1])
                self.restart()
                self.bare(off, back)
        return spent

    def fill(self):
        """Creates the services and waits until all their pods serve."""
        began = time.monotonic()
        self.placed = create_services(self.cluster, self.services, min(NAMESPACES, max(1, self.services // 10)), self.pods)
        wait(self.is_home, 1800, "all services to be spread", every=2)
        self.add("all started", time.monotonic() - began, "s")
        time.sleep(15)

    def lose_one(self, operator):
        zone = ZONES[0]
        before, spent, told = self.written(), operator.cpu_seconds(), len(operator.log_path.read_text())
        self.cluster.output("kill-zone", zone)
        verdict = moment_of_cordon(self.cluster, zone)
        off = self.gone(zone) - verdict
        peak = 0

        def whole():
            nonlocal peak
            peak = max(peak, operator.memory_mb()["VmRSS"])
            return self.whole(zone)

        wait(whole, 900, "capacity to be back", every=0.5)
        back = time.monotonic() - verdict
        spent = (operator.cpu_seconds() - spent) * 1000 / self.services
        self.add("last endpoint after verdict", off, "s")
        self.add("capacity back after verdict", back, "s", goal=STOCK_SECONDS)
        self.add("operator CPU a service", spent, "ms", goal=30)
        self.add("operator RSS, peak", peak, "MB", goal=MEMORY_MB.get(self.services))
        self.add("verdict changes of good zones", changes(operator.log_path.read_text()[told:], zone), "", goal=0)
        time.sleep(5)  # statuses that wait
        self.add_writes("incident", before, {"zonedservices/status": 4, "poddisruptionbudgets": 2})
        return spent, off, back

    def come_back(self):
        before = self.written()
        self.cluster.output("heal-zone", ZONES[0], "--stagger")
        wait(self.is_home, 900, "all to be home", every=2)
        time.sleep(15)
        self.add_writes("return", before, {})

    def restart(self):
        zone = ZONES[1]
        with Operator(self.cluster, self.folder / "again.log", *self.limit()) as operator:
            self.gone(zone)
            # Since its JVM began: hack/operator applies the chart's CRDs and roles first, which a pod that starts again does not.
            self.add("restart in the middle: traffic off", time.time() - operator.metrics()["process_start_time_seconds"], "s", goal=10)
            wait(lambda: self.whole(zone), 900, "capacity to be back", every=0.5)
            self.cluster.output("heal-zone", zone, "--stagger")
            wait(self.is_home, 900, "all to be home", every=2)

    def bare(self, off, back):
        """The writes that move traffic, then those that start replacements, after a zone died."""
        zone, others = ZONES[2], ZONES[:2]
        slot = self.cluster.get(f"/apis/zonekeeper.io/v1alpha1/zones/{zone}")["status"]["slot"]
        self.cluster.output("kill-zone", zone)
        time.sleep(3)  # as long as a verdict takes
        began = time.monotonic()
        write_selectors(self.cluster, self.placed, f"zonekeeper.io/outside-{slot}", "true")
        bare_off = self.gone(zone) - began
        share = [-(-self.pods // 2), self.pods // 2]
        write_patches(
            self.cluster,
            [(f"/apis/apps/v1/namespaces/{namespace}/deployments/{name}-{other}", {"spec": {"replicas": count}})
             for other, count in zip(others, share) for name, namespace in self.placed.items()])
        wait(lambda: self.whole(zone), 900, "capacity to be back", every=0.5)
        bare_back = time.monotonic() - began
        self.add("bare client: last endpoint", bare_off, "s")
        self.add("bare client: capacity back", bare_back, "s")
        self.add("last endpoint, against bare", off / bare_off, "x", goal=1.3)
        self.add("capacity back, against bare", back / bare_back, "x", goal=1.5)

    def gone(self, zone):
        return self.endpoints.wait(lambda: not self.endpoints.any_in(zone, self.placed), 300, "the last endpoint to go")

    def whole(self, zone):
        return all(self.endpoints.count(name, outside=zone) >= self.pods for name in self.placed)

    def is_home(self):
        return all(
            self.endpoints.count(name, zone=zone) == self.pods // len(ZONES) for name in self.placed for zone in ZONES)

    def limit(self):
        return ["--memory", LIMITS[self.services]] if self.services in LIMITS else []

    def written(self):
        return collections.Counter(self.cluster.writes("zonekeeper"))

    def add(self, metric, value, unit, goal=None):
        self.table.add(self.case, metric, value, unit, goal=goal)

    def add_writes(self, step, before, goals):
        for what, count in by_kind(self.written() - before).most_common(6):
            self.add(f"{step}, writes: {what}", count / self.services, "", goal=goals.get(what))


def by_kind(writes):
    counts = collections.Counter()
    for (_, resource, subresource, _), count in writes.items():
        counts[f"{resource}/{subresource}" if subresource else resource] += count
    return counts


def changes(log, dead):
    """How often a verdict of another zone than the dead one became another, as a log tells."""
    told = re.findall(r"Events: (\S+) \(\S+\) is \w+, was \w+", log)
    return sum(zone != dead for zone in told)
