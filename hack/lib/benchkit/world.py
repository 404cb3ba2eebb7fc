"""Control planes and operators under measurement."""
import base64
import contextlib
import http.client
import json
import os
import pathlib
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[3]
WRITES = ("create", "update", "patch", "delete", "deletecollection")


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def prepare():
    """Packages the operator and trains the AOT caches, where that was not done yet."""
    home = ROOT / "operator/app/target/zonekeeper"
    if not (home / "zonekeeper.jar").exists():
        say("packaging the operator")
        subprocess.run([ROOT / "mvnw", "-q", "-ntp", "-pl", "operator/app", "-am", "-DskipTests", "package"], cwd=ROOT, check=True)
    built = max(jar.stat().st_mtime for jar in home.rglob("*.jar"))
    caches = [home / cache for cache in ("zonekeeper.aot", "zonekeeper-cli.aot")]
    if not all(cache.exists() and cache.stat().st_mtime > built for cache in caches):
        say("training the AOT caches")
        subprocess.run([ROOT / "hack/train-aot"], check=True)


class Cluster:
    """A cluster of hack/cluster, down when the with block ends."""

    def __init__(self, name, *options):
        self.name = f"bench-{name}-{os.getpid()}"
        self.options = options
        self._connection = None

    def __enter__(self):
        started = time.monotonic()
        self._cluster("up", *self.options)
        self.up_seconds = time.monotonic() - started
        return self

    def __exit__(self, *failure):
        self._cluster("down")

    def get(self, path):
        """What the API server answers. On a connection kept open: a kubectl in a loop takes a processor of the two that are measured."""
        try:
            response, body = self._ask(path)
        except (http.client.HTTPException, OSError):
            # Left alone for some minutes, the API server closes it.
            self._connection = None
            response, body = self._ask(path)
        if response.status != 200:
            raise RuntimeError(f"GET {path}: {response.status} {body[:200]!r}")
        return json.loads(body)

    def _ask(self, path):
        if self._connection is None:
            self._connection = connection(self.output("kubeconfig"))
        self._connection.request("GET", path)
        response = self._connection.getresponse()
        return response, response.read()

    def count(self, path):
        """How many objects a list has, without fetching them."""
        found = self.get(path + "?limit=1")
        return len(found["items"]) + found["metadata"].get("remainingItemCount", 0)

    def _cluster(self, *arguments):
        subprocess.run([ROOT / "hack/cluster", "--name", self.name, *arguments], check=True, stdout=subprocess.DEVNULL)

    def output(self, *arguments):
        done = subprocess.run([ROOT / "hack/cluster", "--name", self.name, *arguments], check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def kubectl(self, *arguments, check=True, stdin=None):
        done = subprocess.run(
            [ROOT / "hack/cluster", "--name", self.name, "exec", "kubectl", *arguments], input=stdin, capture_output=True, text=True)
        if check and done.returncode != 0:
            raise RuntimeError(f"kubectl {' '.join(arguments[:3])}: {done.stderr.strip()[:500]}")
        return done.stdout

    def writes(self, user_part):
        """Write requests (leases left out) of the users whose name contains user_part, from the audit log."""
        path = pathlib.Path(self.output("logs", "audit"))
        found = []
        for line in path.read_text().splitlines():
            event = json.loads(line)
            reference = event.get("objectRef", {})
            write = event["verb"] in WRITES and reference.get("resource") != "leases"
            if write and user_part in event["user"]["username"] and event.get("stage") == "ResponseComplete":
                found.append((event["verb"], reference.get("resource"), reference.get("subresource"), reference.get("name")))
        return found


def connection(kubeconfig):
    """A connection to the API server of a kubeconfig of hack/cluster, which has the certificates inside."""
    text = pathlib.Path(kubeconfig).read_text()

    def data(key):
        return base64.b64decode(re.search(rf"^ *{key}-data: (\S+)$", text, re.MULTILINE).group(1))

    trust = ssl.create_default_context(cadata=data("certificate-authority").decode())
    with tempfile.NamedTemporaryFile() as identity:
        identity.write(data("client-certificate") + data("client-key"))
        identity.flush()
        trust.load_cert_chain(identity.name)
    server = urllib.parse.urlsplit(re.search(r"^ *server: (\S+)$", text, re.MULTILINE).group(1))
    return http.client.HTTPSConnection(server.hostname, server.port, context=trust, timeout=30)


class Process:
    """A part of Zonekeeper run from source by a script in hack, stopped when the with block ends."""

    def __init__(self, cluster, log, script, *options):
        self.cluster = cluster
        self.log_path = pathlib.Path(log)
        self.command = [ROOT / "hack" / script, "--cluster", cluster.name, *options]

    def __enter__(self):
        self.log = self.log_path.open("w")
        self.shell = subprocess.Popen(self.command, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True)
        wait(lambda: re.search(r"started.*port", self.log_path.read_text()), 60, f"{self.command[0].name} to start")
        self.port = int(re.search(r'started.*port="(\d+)"', self.log_path.read_text()).group(1))
        self.pid = self._java()
        return self

    def __exit__(self, *failure):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.shell.pid, signal.SIGTERM)
        self.shell.wait(30)
        self.log.close()

    def _java(self):
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rsplit(")", 1)
                if fields[0].endswith("(java") and int(fields[1].split()[2]) == self.shell.pid:
                    return int(stat.parent.name)
        raise RuntimeError(f"no java process of {self.command[0]} found")

    def cpu_seconds(self):
        return cpu_seconds(self.pid)

    def memory_mb(self):
        return memory_mb(self.pid)

    def metrics(self):
        """Values by name with labels."""
        done = subprocess.run(
            [ROOT / "hack/cluster", "--name", self.cluster.name, "exec", "curl", "-sf", f"http://127.0.0.1:{self.port}/metrics"],
            check=True, capture_output=True, text=True)
        lines = (line.rsplit(" ", 1) for line in done.stdout.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, value in lines}


class Operator(Process):
    """The packaged operator under the chart's ServiceAccount."""

    def __init__(self, cluster, log, *options):
        super().__init__(cluster, log, "operator", *options)


class Observer(Process):
    """The packaged observer under the chart's ServiceAccount, in a zone."""

    def __init__(self, cluster, log, zone, *options):
        super().__init__(cluster, log, "observer", "--zone", zone, *options)


class Pods:
    """Answers HTTP for all pods of a cluster made with --netns, until the with block ends."""

    def __init__(self, cluster, folder):
        self.cluster = cluster
        self.rules = pathlib.Path(folder) / "sick"
        self.log_path = pathlib.Path(folder) / "pods-server.log"

    def __enter__(self):
        self.log = self.log_path.open("w")
        self.server = subprocess.Popen(
            [ROOT / "hack/cluster", "--name", self.cluster.name, "exec", ROOT / "hack/lib/pods-server", "--rules", self.rules],
            stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True)
        wait(lambda: "listening on" in self.log_path.read_text(), 10, "the pods to answer")
        return self

    def __exit__(self, *failure):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.server.pid, signal.SIGTERM)
        self.server.wait(10)
        self.log.close()

    def sick(self, *rules):
        """Puts these rules in force (see hack/lib/pods-server); none makes all well."""
        fresh = self.rules.with_suffix(".new")
        fresh.write_text("".join(rule + "\n" for rule in rules))
        fresh.replace(self.rules)

    def cpu_seconds(self):
        return cpu_seconds(self.server.pid)


def cpu_seconds(pid):
    """Processor time that a process has used."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait(condition, seconds, what, every=0.05):
    """Waits until condition() is true and returns it; looks every so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(every)


def memory_mb(pid):
    """Resident memory of a process: all, anonymous, and of files."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return {name: int(re.search(rf"{name}:\s+(\d+)", status).group(1)) / 1024 for name in ("VmRSS", "RssAnon", "RssFile")}
