"""The web view with 1,000 services: its first picture and its updates in Chromium, and what ten watchers cost. Needs no cluster."""
import os
import pathlib
import socket
import subprocess
import threading
import time

from benchkit.world import say

ROOT = pathlib.Path(__file__).resolve().parents[3]
SERVICES = 1_000
WATCHERS = 10
SECONDS = 20


def prepare():
    """Needs neither a cluster nor the packaged operator."""


def run(table, _runs):
    program = [str(ROOT / "hack/lib/web-program"), "browser.WebBench", str(SERVICES)]
    server = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    case = f"{SERVICES:,} services"
    busy = f"{case}, 20 changes a second"
    try:
        figures, port = wait(server)
        if figures["first"]:
            table.add(case, "first picture", figures["first"], "s", goal=1)
            table.add(case, "update", figures["update"], "s", goal=0.2)
        else:
            say("web: Chromium is not installed: no first picture and no update is measured")
        time.sleep(5)
        alone = share(server.pid)
        connections = [watch(port) for _ in range(WATCHERS)]
        time.sleep(2)
        watched = share(server.pid)
        table.add(busy, "share of a core without watchers", alone, "%")
        table.add(busy, f"share of a core for {WATCHERS} watchers", watched - alone, "%", goal=5)
        for connection in connections:
            connection.close()
    finally:
        server.stdin.close()
        server.terminate()
        server.wait()


def wait(server):
    """What the server measured, and its port."""
    figures = {"first": [], "update": []}
    for line in server.stdout:
        what, value = line.split()
        if what == "port":
            return figures, int(value)
        figures[what].append(float(value))
    raise RuntimeError("the server of the web view did not start")


def share(pid):
    """Percent of a core that a process takes."""
    before, began = ticks(pid), time.monotonic()
    time.sleep(SECONDS)
    return 100 * (ticks(pid) - before) / os.sysconf("SC_CLK_TCK") / (time.monotonic() - began)


def ticks(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def watch(port):
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(b"GET /api/watch HTTP/1.1\r\nHost: localhost\r\n\r\n")

    def drain():
        try:
            while connection.recv(1 << 16):
                pass
        except OSError:
            pass

    threading.Thread(target=drain, daemon=True).start()
    return connection
