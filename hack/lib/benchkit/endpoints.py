"""Watches the endpoints of Services, with the moments at which they changed."""
import collections
import contextlib
import json
import os
import signal
import subprocess
import threading
import time

from benchkit.world import ROOT


class Endpoints:
    """The ready endpoints of all Services by name, from a watch over all namespaces, until the with block ends."""

    def __init__(self, cluster):
        self.cluster = cluster
        self._changed = threading.Condition()
        self._slices = {}
        # Kept as events come: to count again at each of thousands took a processor of the two that are measured.
        self._ready = collections.defaultdict(collections.Counter)

    def __enter__(self):
        self._watch = subprocess.Popen(
            [ROOT / "hack/cluster", "--name", self.cluster.name, "exec", "kubectl", "get", "endpointslices",
             "--all-namespaces", "--watch", "--output-watch-events", "-o", "json"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)
        threading.Thread(target=self._read, daemon=True).start()
        return self

    def __exit__(self, *failure):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._watch.pid, signal.SIGTERM)
        self._watch.wait(10)

    def _read(self):
        for line in self._watch.stdout:
            event = json.loads(line)
            found = event["object"]
            uid = found["metadata"].get("uid")
            if uid is None:
                # No slice: a bookmark, or what went wrong.
                continue
            with self._changed:
                service, ready = self._slices.pop(uid, (None, collections.Counter()))
                for zone, count in ready.items():
                    self._ready[zone][service] -= count
                if event["type"] != "DELETED":
                    service = found["metadata"]["labels"].get("kubernetes.io/service-name", "")
                    ready = collections.Counter(
                        endpoint.get("zone") for endpoint in found.get("endpoints") or []
                        if endpoint.get("conditions", {}).get("ready"))
                    self._slices[uid] = (service, ready)
                    for zone, count in ready.items():
                        self._ready[zone][service] += count
                self._changed.notify_all()

    def count(self, service, zone=None, outside=None):
        """Ready endpoints of a Service; only those in a zone, or outside one, where it is given."""
        return sum(
            services[service] for place, services in self._ready.items()
            if (zone is None or place == zone) and (outside is None or place != outside))

    def any_in(self, zone, services):
        """Whether one of these Services has a ready endpoint in a zone."""
        ready = self._ready[zone]
        return any(ready[service] for service in services)

    def wait(self, condition, seconds, what):
        """Waits until condition() is true and returns the moment (time.monotonic) of that."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while not condition():
                if not self._changed.wait(min(1, max(0, deadline - time.monotonic()))) and time.monotonic() > deadline:
                    raise TimeoutError(f"waited {seconds} s for {what}")
            return time.monotonic()
