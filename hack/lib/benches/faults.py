"""Faults: --runs N schedules of faults of the API, each drawn from a seed, and every kill point of the operator.

A schedule is one seed: what befalls every request about the objects of one life, from its making to its scale-down. Lives are lived side by
side in rounds of SIDE_BY_SIDE, which share the faults of lists, watches and zones, drawn from the seed of the round. A kill point is one end of
the operator at one write, before it arrives or before its answer is known, after which another operator went on to the right end.
"""
import collections
import re
import subprocess
import time

from benchkit.world import ROOT, say

SIDE_BY_SIDE = 24
CASES = ("schedules", "kills")
SCHEDULES = ["FaultScheduleIT", "StaleLeaderIT"]
KILLS = ["KilledLivesIT", "KilledServiceIT", "KilledFailoverIT", "KilledMongoIT"]
ROUND = re.compile(r"faults: round=(\d+) schedules=(\d+) seconds=(\d+) result=(\w+) befallen=\{(.*)\}")
DEATHS = re.compile(r"figure: (\d+) (?:kill points|deaths)")


def prepare():
    """The tests are compiled when they are run."""


def run(table, runs, cases=CASES):
    if "schedules" in cases:
        schedules(table, runs)
    if "kills" in cases:
        kills(table)


def schedules(table, runs):
    lives = min(runs, SIDE_BY_SIDE)
    rounds = -(-runs // lives)
    began = time.monotonic()
    passed, lines = tests(SCHEDULES, **{"zonekeeper.faults.rounds": rounds, "zonekeeper.faults.lives": lives})
    played = [found for found in map(ROUND.search, lines) if found]
    failed = [found.group(1) for found in played if found.group(4) != "ok"]
    befallen = collections.Counter()
    for found in played:
        for count in filter(None, found.group(5).split(", ")):
            fault, times = count.split("=")
            befallen[fault] += int(times)
    count = sum(int(found.group(2)) for found in played)
    table.add(f"{len(played)} rounds of {lives} lives", "schedules", count, "", goal=runs, at_most=False)
    table.add(f"{len(played)} rounds of {lives} lives", "failed rounds", len(failed), "", goal=0)
    table.add("all", "schedules a minute", count / ((time.monotonic() - began) / 60), "/min")
    for fault, times in sorted(befallen.items()):
        table.add("requests that failed", fault, times, "")
    if failed or not passed:
        table.failed("schedules", f"rounds {', '.join(failed) or 'none'} failed: replay one with -Dzonekeeper.faults.first=ROUND"
                                  f" -Dzonekeeper.faults.lives={lives} and FaultScheduleIT")


def kills(table):
    total = 0
    for test in KILLS:
        passed, lines = tests([test], **{"zonekeeper.kills.every": 1})
        points = [int(found.group(1)) for found in map(DEATHS.search, lines) if found]
        table.add(test, "kill points", sum(points), "")
        total += sum(points) if passed else 0
        if not passed:
            table.failed(test, "it failed: see operator/app/target/failsafe-reports")
    table.add("all", "kill points", total, "", goal=500, at_most=False)


def tests(names, **properties):
    """Runs cluster tests; returns whether they passed, and what they printed."""
    say(f"faults: {', '.join(names)} {properties}")
    command = [ROOT / "mvnw", "-B", "-ntp", "-pl", "operator/app", "-am", "-Dtest=none", "-Dsurefire.failIfNoSpecifiedTests=false",
               f"-Dit.test={','.join(names)}", "-Dfailsafe.failIfNoSpecifiedTests=false", "-Dfailsafe.rerunFailingTestsCount=0",
               *(f"-D{name}={value}" for name, value in properties.items()), "verify"]
    lines = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as maven:
        for line in maven.stdout:
            lines.append(line)
            if line.startswith(("faults:", "figure:", "round ")):
                say(line.rstrip())
    return maven.returncode == 0, lines
