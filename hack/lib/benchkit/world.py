"""Control planes and operators under measurement."""
import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def prepare():
    """Packages the operator and trains its AOT cache, where that was not done yet."""
    home = ROOT / "operator/app/target/zonekeeper"
    if not (home / "zonekeeper.jar").exists():
        say("packaging the operator")
        subprocess.run([ROOT / "mvnw", "-q", "-ntp", "-pl", "operator/app", "-am", "-DskipTests", "package"], cwd=ROOT, check=True)
    if not (home / "zonekeeper.aot").exists():
        say("training the AOT cache")
        subprocess.run([ROOT / "hack/train-aot"], check=True)


class Cluster:
    """A cluster of hack/cluster, down when the with block ends."""

    def __init__(self, name, *options):
        self.name = f"bench-{name}-{os.getpid()}"
        self.options = options

    def __enter__(self):
        started = time.monotonic()
        self._cluster("up", *self.options)
        self.up_seconds = time.monotonic() - started
        return self

    def __exit__(self, *failure):
        self._cluster("down")

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
            if user_part in event["user"]["username"] and event.get("stage") == "ResponseComplete":
                reference = event.get("objectRef", {})
                found.append((event["verb"], reference.get("resource"), reference.get("subresource"), reference.get("name")))
        return found


class Operator:
    """The packaged operator under the chart's ServiceAccount, stopped when the with block ends."""

    def __init__(self, cluster, log, *options):
        self.cluster = cluster
        self.log_path = pathlib.Path(log)
        self.options = options

    def __enter__(self):
        self.log = self.log_path.open("w")
        self.shell = subprocess.Popen(
            [ROOT / "hack/operator", "--cluster", self.cluster.name, *self.options],
            stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True)
        wait(lambda: re.search(r"started.*port", self.log_path.read_text()), 60, "the operator to start")
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
        raise RuntimeError("no java process of hack/operator found")

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self):
        """Resident memory: all, anonymous, and of files."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return {name: int(re.search(rf"{name}:\s+(\d+)", status).group(1)) / 1024 for name in ("VmRSS", "RssAnon", "RssFile")}


def wait(condition, seconds, what):
    """Waits until condition() is true and returns it."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.05)
