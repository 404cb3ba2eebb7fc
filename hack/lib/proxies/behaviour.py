#!/usr/bin/env python3
"""behaviour.py [--requests N] ENGINE/FLAVOUR/CASE...: troubles of a zone under steady load, one JSON line a case.

ENGINE is haproxy, nginx or varnish; FLAVOUR is zonekeeper (rendered by `zonekeeper render`, run by its supervise.sh)
or stock (stock.py, run by the same script). Three zones a, b and c with two servers each; proxy and clients are in a.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(HERE))

import stock  # noqa: E402
from mesh import Mesh, permitted, wait  # noqa: E402

ENGINES = {"haproxy": ("HAProxy", "cfg"), "nginx": ("Nginx", "conf"), "varnish": ("Varnish", "vcl")}
LISTEN = 8000
QUIET = 3  # seconds of health before the trouble
RATE = 160


class Proxy:
    """A proxy in zone a, run by the supervising script as it is in a pod."""

    def __init__(self, mesh, engine, flavour):
        self.mesh, self.engine, self.flavour = mesh, engine, flavour
        self.kind, self.extension = ENGINES[engine]
        self.folder = mesh.folder / "files"
        self.file = self.folder / f"a.{self.extension}"
        self.version = 0
        # The load's zone is a fixed path: a pod has its own too.
        self.run = mesh.folder / "run"

    def write(self, evacuated=(), without=()):
        """Replaces the proxy's file in one step, as a kubelet does."""
        self.folder.mkdir(exist_ok=True)
        servers = [f"{zone}={address}:8080" for zone in "abc" if zone not in without
                   for address in self.mesh.servers(zone).values()]
        manifest = json.dumps({"apiVersion": "zonekeeper.io/v1alpha1", "kind": "ZonalProxy", "metadata": {"name": "front"}, "spec": {
            "engine": self.kind, "image": "none", "listen": LISTEN,
            "upstream": {"service": "shop", "port": 8080, "healthPath": "/healthz"}}})
        command = [str(ROOT / "hack/kubectl-zonekeeper"), "render", "-f", "-", "--out", str(self.folder),
                   "--run-folder", str(self.run), "--zone", "a", "--zone", "b", "--zone", "c",
                   *[word for server in servers for word in ("--server", server)],
                   *[word for zone in evacuated for word in ("--evacuated", zone)]]
        done = subprocess.run(command, input=manifest, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"render: {done.stderr}")
        if self.flavour == "stock":
            self.replace(getattr(stock, self.engine)(self.mesh, LISTEN))

    def replace(self, text):
        fresh = self.folder / ".fresh"
        fresh.write_text(text)
        fresh.replace(self.file)

    def touch(self):
        """A change that means nothing: the proxy must reload all the same."""
        self.version += 1
        mark = "//" if self.engine == "varnish" else "#"
        self.replace(self.file.read_text().rstrip("\n") + f"\n{mark} change {self.version}\n")

    def start(self):
        self.log = open(self.mesh.folder / "proxy.log", "w+")
        self.mesh.start("a", "sh", str(self.folder / "supervise.sh"), self.engine, str(LISTEN), str(self.file), str(self.run),
                        stdout=self.log, stderr=self.log, start_new_session=True)
        wait(self.ready, lambda: f"{self.engine} to be ready:\n" + self.said(), 20)
        wait(lambda: self.answers("127.0.0.1" if self.mesh.can_cut else self.mesh.address("a", 100)), "an answer", 10)

    def said(self):
        return (self.mesh.folder / "proxy.log").read_text()[-2000:]

    def ready(self):
        return self.get(8404, "/ready") == 200

    def answers(self, _host):
        return self.get(LISTEN, "/orders/warm") == 200

    def get(self, port, path):
        host = self.mesh.address("a", 100)
        if not self.mesh.can_cut:
            host = "127.0.0.1"
        code = subprocess.run([*self.mesh.prefix("a"), "curl", "-s", "-m", "2", "-o", "/dev/null", "-w", "%{http_code}",
                               f"http://{host}:{port}{path}"], capture_output=True, text=True).stdout
        return int(code or 0)


def nothing(mesh, proxy):
    pass


def evacuate(mesh, proxy):
    proxy.write(evacuated=["a"])


def reload(mesh, proxy):
    end = time.monotonic() + 9
    while time.monotonic() < end:
        proxy.touch()
        time.sleep(1.5)


# Each case: what is done after QUIET seconds, what undoes it, seconds between the two and after that, the rate.
Case = collections.namedtuple("Case", "act undo lasts after rate before", defaults=(nothing, 10, 1, RATE, nothing))
CASES = {
    "healthy": Case(nothing),
    "server-killed": Case(lambda mesh, proxy: mesh.tell("a", "stop a1")),
    "zone-killed": Case(lambda mesh, proxy: mesh.kill_zone("a")),
    "link-cut": Case(lambda mesh, proxy: mesh.cut("b"), before=lambda mesh, proxy: mesh.kill_zone("a")),
    "gray": Case(lambda mesh, proxy: mesh.tell("a", "gray"), lambda mesh, proxy: mesh.tell("a", "ok"), 30, 6, 70),
    "slow-zone": Case(lambda mesh, proxy: mesh.tell("a", "slow 8"), lambda mesh, proxy: mesh.tell("a", "ok"), 12, 8, 100),
    "evacuation": Case(evacuate, lambda mesh, proxy: proxy.write(), 8, 5),
    "reload": Case(reload, lasts=10),
    "local-empty": Case(nothing),
}


def exercise(engine, flavour, name, requests=2000, namespaces=None):
    """Runs a case and returns its figures."""
    case = CASES[name]
    with tempfile.TemporaryDirectory(prefix="zk") as folder, Mesh(folder, namespaces=namespaces) as mesh:
        proxy = Proxy(mesh, engine, flavour)
        proxy.write(without=("a",) if name == "local-empty" else ())
        proxy.start()
        case.before(mesh, proxy)
        time.sleep(6 if case.before is not nothing else 1)
        mesh.log.write_text("")
        seconds = QUIET + case.lasts + case.after
        rate = max(case.rate, requests / seconds) if requests >= 2000 else requests / seconds
        load = mesh.start("a", sys.executable, str(HERE / "load.py"),
                          f"http://{mesh.address('a', 100) if mesh.can_cut else '127.0.0.1'}:{LISTEN}",
                          str(rate), str(seconds), "GET=3", "POST=1", stdout=subprocess.PIPE, text=True)
        times = {}

        def trouble():
            time.sleep(QUIET)
            times["act"] = time.monotonic()
            case.act(mesh, proxy)
            times["acted"] = time.monotonic()
            time.sleep(max(0.0, times["act"] + case.lasts - time.monotonic()))
            times["undo"] = time.monotonic()
            case.undo(mesh, proxy)

        actor = threading.Thread(target=trouble)
        actor.start()
        rows = [line.split() for line in load.communicate()[0].splitlines()]
        actor.join()
        figures = count(rows, mesh.log.read_text().splitlines(), times)
        if os.environ.get("PROXY_LOG"):
            print(proxy.said(), file=sys.stderr)
    return {"engine": engine, "flavour": flavour, "case": name, "namespaces": mesh.can_cut, **figures}


def count(rows, seen, times):
    done = [(method, float(began), float(took), int(status), server) for _, method, began, took, status, server in rows]
    failed = collections.Counter(method for method, _, _, status, _ in done if status != 200)
    total = collections.Counter(method for method, *_ in done)
    within = [row for row in done if times["act"] <= row[1] < times["undo"]]
    # What began before the deed was done, and had not ended when it began, was under way.
    flight = [row for row in done if row[1] < times["acted"] and row[1] + row[2] > times["act"]]
    new = [row for row in done if times["acted"] <= row[1] < times["undo"]]
    before = [row for row in done if row[1] < times["act"] and row[3] == 200]
    settled = [row for row in done if times["acted"] + 3 <= row[1] < times["undo"]]
    reached = collections.defaultdict(int)
    for line in seen:
        number, method, *_ = line.split()
        if method == "POST":
            reached[number] += 1
    gets = sorted(took for method, _, took, _, _ in within if method == "GET")
    return {
        "requests": len(done), "gets": total["GET"], "posts": total["POST"],
        "failed_gets": failed["GET"], "failed_posts": failed["POST"],
        "failed_all": failed["GET"] + failed["POST"],
        "posts_in_trouble": sum(row[0] == "POST" for row in within),
        "failed_posts_in_trouble": sum(row[0] == "POST" and row[3] != 200 for row in within),
        "failed_gets_in_trouble": sum(row[0] == "GET" and row[3] != 200 for row in within),
        "slowest_get": max(gets, default=0), "p99_get": gets[int(len(gets) * 0.99)] if gets else 0,
        "slowest_new_get": max((row[2] for row in new if row[0] == "GET"), default=0),
        "gets_in_flight": sum(row[0] == "GET" for row in flight),
        "failed_gets_in_flight": sum(row[0] == "GET" and row[3] != 200 for row in flight),
        "slowest_get_in_flight": max((row[1] + row[2] - times["act"] for row in flight if row[0] == "GET"), default=0),
        "posts_twice": sum(number > 1 for number in reached.values()),
        "left_percent_before": 100 * sum(row[4][0] != "a" for row in before) / max(1, len(before)),
        "in_zone_settled": sum(row[4][0] == "a" for row in settled if row[3] == 200),
        "p50_healthy_ms": 1000 * sorted(row[2] for row in before)[len(before) // 2] if before else 0,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--loopback", action="store_true", help="no namespaces, as where they are not permitted")
    parser.add_argument("--side-by-side", action="store_true", help="all cases at once, where namespaces keep them apart")
    parser.add_argument("case", nargs="+", metavar="ENGINE/FLAVOUR/CASE")
    options = parser.parse_args()
    apart = permitted() and not options.loopback
    if not apart:
        print("network namespaces are not permitted (or not wanted): zones are addresses of the loopback interface", file=sys.stderr)

    def one(words):
        engine, flavour, name = words.split("/")
        if name == "link-cut" and not apart:
            return "a link cannot be cut without network namespaces"
        return json.dumps(exercise(engine, flavour, name, options.requests, apart))

    with concurrent.futures.ThreadPoolExecutor(len(options.case) if apart and options.side_by_side else 1) as pool:
        for line in pool.map(one, options.case):
            print(line, flush=True)


if __name__ == "__main__":
    main()
