"""Scale: a zone dies under so many services; the cost of a service must not depend on how many others there are.

For each size, in a cluster of its own: how soon traffic leaves after the verdict, how soon all replacements serve, the
operator's processor time, memory and writes for each service; then the operator is ended in the middle of the next
incident and started again. Beside it, the same Services written by a bare client while no operator runs."""
import collections
import pathlib
import subprocess
import tempfile
import time

from benches.zone_loss import POLICY, ZONES, create_services, moment_of_cordon, write_selectors
from benchkit.endpoints import Endpoints
from benchkit.world import Cluster, Operator, say, wait

PODS = 9
SIZES = (100, 300, 1000)
NODES = 60
NAMESPACES = 50


def run(table, runs, cases=None):
    """One run of each size: `runs` plays no part. Cases are numbers of services."""
    del runs
    for size in [int(case) for case in cases or SIZES]:
        say(f"scale: {size} services")
        with tempfile.TemporaryDirectory() as folder:
            try:
                incident(table, size, pathlib.Path(folder))
            except (OSError, RuntimeError, TimeoutError, subprocess.SubprocessError) as problem:
                table.failed(f"{size} services", str(problem))


def incident(table, size, folder):
    case = f"{size:,} services, {size * PODS:,} pods"
    with Cluster(f"scale-{size}", "--nodes-per-zone", str(NODES), "--stagger", "--audit") as cluster:
        with Endpoints(cluster) as endpoints:
            with Operator(cluster, folder / "operator.log") as operator:
                cluster.kubectl("apply", "-f", "-", stdin=POLICY)
                began = time.monotonic()
                placed = fill(cluster, endpoints, size)
                table.add(case, "all started", time.monotonic() - began, "s")
                zone = ZONES[0]
                before, spent = collections.Counter(cluster.writes("zonekeeper")), operator.cpu_seconds()
                verdict, off, back, peak = lose(cluster, endpoints, operator, zone, placed)
                table.add(case, "last endpoint after verdict", off - verdict, "s")
                table.add(case, "capacity back after verdict", back - verdict, "s", goal=350)
                table.add(case, "operator CPU a service", (operator.cpu_seconds() - spent) * 1000 / size, "ms", goal=30)
                table.add(case, "operator RSS, peak", peak, "MB", goal=200)
                written = collections.Counter(cluster.writes("zonekeeper")) - before
                for what, count in by_kind(written).most_common(5):
                    table.add(case, f"writes a service: {what}", count / size, "")
                cluster.output("heal-zone", zone, "--stagger")
                wait(lambda: home(endpoints, placed), 900, "all to be home", every=2)
                time.sleep(15)
                zone = ZONES[1]
                cluster.output("kill-zone", zone)
                moment_of_cordon(cluster, zone)
            began = time.monotonic()
            with Operator(cluster, folder / "again.log"):
                endpoints.wait(lambda: not endpoints.any_in(zone, placed), 300, "the last endpoint")
                table.add(case, "restart in the middle: traffic gone", time.monotonic() - began, "s")
            cluster.output("heal-zone", zone, "--stagger")
        bare(table, case, cluster, placed)


def lose(cluster, endpoints, operator, zone, placed):
    """Kills a zone; returns the moments of the verdict, of the last endpoint and of full capacity, and the peak memory."""
    peak = 0
    cluster.output("kill-zone", zone)
    verdict = moment_of_cordon(cluster, zone)
    off = endpoints.wait(lambda: not endpoints.any_in(zone, placed), 300, "the last endpoint")

    def whole():
        nonlocal peak
        peak = max(peak, operator.memory_mb()["VmRSS"])
        return all(endpoints.count(name, outside=zone) >= PODS for name in placed)

    wait(whole, 900, "capacity to be back", every=0.5)
    return verdict, off, time.monotonic(), peak


def bare(table, case, cluster, placed):
    """The one write of each service that moves traffic, eight at a time."""
    with Endpoints(cluster) as endpoints:
        zone = ZONES[2]
        wait(lambda: endpoints.any_in(zone, placed), 60, "endpoints", every=0.5)
        slot = cluster.get(f"/apis/zonekeeper.io/v1alpha1/zones/{zone}")["status"]["slot"]
        began = time.monotonic()
        write_selectors(cluster, placed, f"zonekeeper.io/outside-{slot}", "true")
        gone = endpoints.wait(lambda: not endpoints.any_in(zone, placed), 300, "the last endpoint")
        table.add(case, "bare client: last endpoint", gone - began, "s")


def fill(cluster, endpoints, size):
    """Creates the services and waits until all their pods serve; returns their namespaces by name."""
    placed = create_services(cluster, size, min(NAMESPACES, max(1, size // 10)), PODS)
    wait(lambda: home(endpoints, placed), 1800, "all services to be spread", every=2)
    time.sleep(15)
    return placed


def home(endpoints, placed):
    return all(endpoints.count(name) == PODS for name in placed) and all(
        endpoints.count(name, zone=zone) == PODS // 3 for name in placed for zone in ZONES)


def by_kind(writes):
    counts = collections.Counter()
    for (_, resource, subresource, _), count in writes.items():
        counts[f"{resource}/{subresource}" if subresource else resource] += count
    return counts
