"""Three zones on one machine: a network namespace each, joined by a bridge in a fourth, with servers in them.

The namespaces are nameless and end with their processes, so nothing is left behind. Where they are not permitted the
zones are addresses of the loopback interface; then a link cannot be cut, and `can_cut` says so.
"""
import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ZONES = ("a", "b", "c")
PORT = 8080


class Mesh:
    def __init__(self, folder, per_zone=2, namespaces=None):
        self.folder = pathlib.Path(folder)
        self.log = self.folder / "servers.log"
        self.log.write_text("")
        self.per_zone = per_zone
        self.processes = []
        self.groups = []  # those that are ended with their children
        self.holders = {}
        self.zones = {}
        self.can_cut = permitted() if namespaces is None else namespaces

    def __enter__(self):
        try:
            if self.can_cut:
                self._namespaces()
            for zone in ZONES:
                self.start_zone(zone)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *problem):
        self.close()

    def _namespaces(self):
        for name in ("hub", *ZONES):
            self.holders[name] = self.start(None, "unshare", *user(), "--net", "sleep", "infinity") if name == "hub" else \
                self.start("hub", "unshare", "--net", "sleep", "infinity")
            wait(lambda: namespace(self.holders[name].pid) not in (namespace("self"), self._hub_or_none(name)), f"namespace {name}")
        self.run("hub", "ip", "link", "add", "mesh", "type", "bridge")
        self.run("hub", "ip", "link", "set", "mesh", "up")
        for number, zone in enumerate(ZONES, 1):
            pid = str(self.holders[zone].pid)
            self.run("hub", "ip", "link", "add", f"to-{zone}", "type", "veth", "peer", "name", "eth0", "netns", pid)
            self.run("hub", "ip", "link", "set", f"to-{zone}", "master", "mesh", "up")
            self.run(zone, "ip", "link", "set", "lo", "up")
            self.run(zone, "ip", "link", "set", "eth0", "up")
            for host in [*range(1, self.per_zone + 1), 100]:
                self.run(zone, "ip", "address", "add", f"10.99.{number}.{host}/16", "dev", "eth0")

    def _hub_or_none(self, name):
        return namespace(self.holders["hub"].pid) if name != "hub" else None

    def address(self, zone, host):
        number = ZONES.index(zone) + 1
        return f"10.99.{number}.{host}" if self.can_cut else f"127.99.{number}.{host}"

    def servers(self, zone):
        return {f"{zone}{host}": self.address(zone, host) for host in range(1, self.per_zone + 1)}

    def prefix(self, zone):
        if zone is None or not self.can_cut:
            return []
        return ["nsenter", "--target", str(self.holders[zone].pid), *(["--user", "--preserve-credentials"] if user() else []), "--net"]

    def run(self, zone, *command):
        done = subprocess.run([*self.prefix(zone), *command], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def start(self, zone, *command, **options):
        process = subprocess.Popen([*self.prefix(zone), *command], **options)
        self.processes.append(process)
        if options.get("start_new_session"):
            self.groups.append(process)
        return process

    def start_zone(self, zone):
        """Starts the servers of a zone; they answer when this returns."""
        pairs = [f"{name}={address}" for name, address in self.servers(zone).items()]
        self.zones[zone] = self.start(zone, sys.executable, str(HERE / "server.py"), str(self.log), str(PORT), *pairs,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.zones[zone].stdout.readline().strip() != "ready":
            raise RuntimeError(f"the servers of zone {zone} did not start")

    def tell(self, zone, words):
        """Has the servers of a zone behave otherwise from now on."""
        self.zones[zone].stdin.write(words + "\n")
        self.zones[zone].stdin.flush()
        self.zones[zone].stdout.readline()

    def kill_zone(self, zone):
        """All servers of a zone die at once."""
        self.zones[zone].kill()
        self.zones[zone].wait()

    def cut(self, zone):
        """Packets from and to a zone vanish."""
        self.run("hub", "ip", "link", "set", f"to-{zone}", "down")

    def join(self, zone):
        self.run("hub", "ip", "link", "set", f"to-{zone}", "up")

    def close(self):
        for process in reversed(self.processes):
            if process in self.groups:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            if process.poll() is None:
                process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream:
                    stream.close()


def user():
    return [] if os.geteuid() == 0 else ["--user", "--map-root-user"]


def permitted():
    """Whether this system lets us make network namespaces and a bridge in one."""
    try:
        return subprocess.run(["unshare", *user(), "--net", "ip", "link", "add", "probe", "type", "bridge"],
                              capture_output=True).returncode == 0
    except OSError:
        return False


def namespace(pid):
    return pathlib.Path(f"/proc/{pid}/ns/net").readlink()


def wait(condition, what, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s for {what() if callable(what) else what}")
        time.sleep(0.02)
