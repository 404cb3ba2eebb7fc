"""Audit: the time it takes for 1,000 workloads once they are listed, and how it grows. Needs no cluster: the objects are in a file."""
import json
import pathlib
import tempfile

from benches.cli import call
from benchkit.world import say

ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")
PODS = 6
PODS_PER_NODE = 15
ZONE = "topology.kubernetes.io/zone"
UNREACHABLE = {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}


def run(table, runs):
    medians = {}
    with tempfile.TemporaryDirectory() as folder:
        for workloads in (1000, 4000):
            file = pathlib.Path(folder) / f"{workloads}.json"
            file.write_text(json.dumps({"kind": "List", "items": list(cluster(workloads))}))
            case = f"{workloads:,} workloads, {workloads * PODS:,} pods, {nodes(workloads):,} nodes"
            say(f"audit: {case}, {file.stat().st_size >> 20} MiB")
            for output in ("json", "html"):
                words = ["audit", "-f", str(file), "--fail-below", "F", "-o", output]
                took = [call("/nonexistent", words) for _ in range(max(3, runs))]
                table.add(case, f"audit -o {output}", [wall for wall, _ in took], "s", goal=5 if workloads == 1000 else None)
                table.add(case, "  processor time", [cpu for _, cpu in took], "s")
                medians.setdefault(output, []).append(sorted(wall for wall, _ in took)[len(took) // 2])
    for output, (few, many) in medians.items():
        table.add("4,000 beside 1,000 workloads", f"audit -o {output}: times as long", many / few, "", goal=4.5)


def nodes(workloads):
    return workloads * PODS // PODS_PER_NODE


def cluster(workloads):
    """Nodes, and workloads of all sorts: each has a Service and a budget, one in three hard spread, one in five a volume in a zone."""
    for number in range(nodes(workloads)):
        zone = ZONES[number % 3]
        yield obj("v1", "Node", None, node(number), labels={ZONE: zone, "kubernetes.io/hostname": node(number)},
                  status={"allocatable": {"cpu": "8", "memory": "32Gi", "pods": "110"}, "conditions": [{"type": "Ready", "status": "True"}],
                          "nodeInfo": {"kubeletVersion": "v1.36.3"}})
    for number in range(workloads):
        yield from workload(number, workloads)


def workload(number, workloads):
    namespace, name = f"team-{number % 40}", f"app-{number}"
    stateful = number % 5 == 0
    kind = "StatefulSet" if stateful else "Deployment"
    owner = {"apiVersion": "apps/v1", "kind": kind, "name": name, "uid": name, "controller": True}
    yield obj("apps/v1", kind, namespace, name, spec={"replicas": PODS})
    if not stateful:
        yield obj("apps/v1", "ReplicaSet", namespace, name + "-1", owners=[owner], spec={"replicas": PODS})
        owner = {**owner, "kind": "ReplicaSet", "name": name + "-1"}
    yield obj("v1", "Service", namespace, name, spec={"clusterIP": "10.0.0.1", "selector": {"app": name}})
    yield obj("policy/v1", "PodDisruptionBudget", namespace, name, spec={"maxUnavailable": 1, "selector": {"matchLabels": {"app": name}}})
    for index in range(PODS):
        on = (number * PODS + index) % nodes(workloads)
        claim = f"data-{name}-{index}"
        yield obj("v1", "Pod", namespace, f"{name}-{index}", labels={"app": name}, owners=[owner],
                  spec=pod(name, number, node(on), claim if stateful else None),
                  status={"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]})
        if stateful:
            yield obj("v1", "PersistentVolumeClaim", namespace, claim, spec={"volumeName": "pv-" + claim})
            yield obj("v1", "PersistentVolume", None, "pv-" + claim, spec={"nodeAffinity": {"required": {"nodeSelectorTerms": [
                {"matchExpressions": [{"key": ZONE, "operator": "In", "values": [ZONES[on % 3]]}]}]}}})


def pod(name, number, on, claim):
    spread = {"maxSkew": 1, "topologyKey": ZONE, "whenUnsatisfiable": "DoNotSchedule" if number % 3 == 0 else "ScheduleAnyway",
              "labelSelector": {"matchLabels": {"app": name}}}
    return {"nodeName": on, "tolerations": [UNREACHABLE], "topologySpreadConstraints": [spread],
            # Different sizes, so that no two workloads need the same room.
            "containers": [{"name": "app", "image": "registry.local/app:1", "readinessProbe": {"tcpSocket": {"port": 80}},
                            "resources": {"requests": {"cpu": f"{100 + number % 300}m", "memory": f"{128 + number % 200}Mi"}}}],
            **({"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": claim}}]} if claim else {})}


def node(number):
    return f"node-{number}"


def obj(version, kind, namespace, name, labels=None, owners=None, **rest):
    metadata = {"name": name, "labels": labels or {}, "ownerReferences": owners or []}
    if namespace:
        metadata["namespace"] = namespace
    return {"apiVersion": version, "kind": kind, "metadata": metadata, **rest}
