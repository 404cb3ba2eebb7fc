"""Proxies: what clients see of a zone in trouble, through the rendered files and through files written by hand."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "proxies"))

import behaviour  # noqa: E402

from benchkit.world import say  # noqa: E402

CONNECT, READ = 1, 5  # timeouts of both kinds of files, seconds
OURS_ONLY = {"evacuation"}  # nobody evacuates a file written by hand


def run(table, runs, cases=None):
    """One run each; a case names ENGINE/CASE, ENGINE or CASE."""
    for engine in behaviour.ENGINES:
        for name in behaviour.CASES:
            if cases and not {f"{engine}/{name}", engine, name} & set(cases):
                continue
            for flavour in ("zonekeeper", "stock"):
                if flavour == "stock" and name in OURS_ONLY:
                    continue
                say(f"proxies: {engine}, {flavour}, {name}")
                try:
                    figures = behaviour.exercise(engine, flavour, name)
                except (OSError, RuntimeError, TimeoutError) as problem:
                    if flavour == "zonekeeper":
                        table.failed(f"{engine} {name}", str(problem))
                    else:
                        say(f"proxies: {engine} {flavour} {name}: {problem}")
                    continue
                tell(table, f"{engine} {name}" + ("" if flavour == "zonekeeper" else " (stock)"), name, figures,
                     flavour == "zonekeeper")


def tell(table, label, name, figures, ours):
    def add(metric, value, unit, goal=None):
        table.add(label, metric, value, unit, goal=goal if ours else None)

    table.add(label, "requests", figures["requests"], "")
    add("failed GETs", figures["failed_gets"], "", 0 if name in ("zone-killed", "link-cut", "gray", "evacuation", "reload") else None)
    add("POSTs at two servers", figures["posts_twice"], "", 0)
    if name == "gray":
        share = 100 * figures["failed_posts_in_trouble"] / max(1, figures["posts_in_trouble"])
        add("failed POSTs of the 30 s", share, "%", 1)
        add("GETs' p99", figures["p99_get"], "s")
    elif name in ("evacuation", "reload"):
        add("failed requests", figures["failed_all"], "", 0)
        if name == "evacuation":
            add("in the zone 3 s after", figures["in_zone_settled"], "", 0)
    elif name == "link-cut":
        add("slowest GET, new connection", figures["slowest_new_get"], "s", CONNECT + 1)
        add("GETs in flight", figures["gets_in_flight"], "")
        add("failed GETs in flight", figures["failed_gets_in_flight"], "")
        add("slowest GET in flight", figures["slowest_get_in_flight"], "s", READ + 1)
        add("failed POSTs", figures["failed_posts"], "")
    elif name == "healthy":
        add("requests leaving the zone", figures["left_percent_before"], "%", 1)
        add("median", figures["p50_healthy_ms"], "ms")
    else:
        add("failed POSTs", figures["failed_posts"], "")
        add("slowest GET", figures["slowest_get"], "s")
