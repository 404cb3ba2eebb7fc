"""Faults: --runs N schedules of faults of the API, each drawn from a seed, every kill point of the operator, and old faults put back.

A schedule is one seed: what befalls every request about the objects of one life, from its making to its scale-down. Lives are lived side by
side in rounds of SIDE_BY_SIDE, which share the faults of lists, watches and zones, drawn from the seed of the round. A kill point is one end of
the operator at one write, before it arrives or before its answer is known, after which another operator went on to the right end.

An old fault is one that operator/core once had: each patch in hack/lib/old-faults puts one back into a copy of the sources, and names the
tests that must find it. It is found where the copy is built and one of these tests fails.
"""
import collections
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import xml.etree.ElementTree

from benchkit.world import ROOT, say

SIDE_BY_SIDE = 24
LIVES_OF_EACH_KIND = 3
CASES = ("schedules", "kills", "old-faults")
SCHEDULES = ["FaultScheduleIT", "StaleLeaderIT"]
KILLS = ["KilledLivesIT", "KilledServiceIT", "KilledFailoverIT", "KilledMongoIT"]
ROUND = re.compile(r"faults: round=(\d+) schedules=(\d+) seconds=(\d+) result=(\w+) befallen=\{(.*)\}")
DEATHS = re.compile(r"figure: (\d+) (?:kill points|deaths)")
OLD_FAULTS = ROOT / "hack/lib/old-faults"
NOT_COPIED = shutil.ignore_patterns(".git", "target", "node_modules", "__pycache__")


def prepare():
    """The tests are compiled when they are run."""


def run(table, runs, cases=CASES):
    if "schedules" in cases:
        schedules(table, runs)
    if "kills" in cases:
        kills(table)
    if "old-faults" in cases:
        old_faults(table)


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
        passed, lines = tests([test], **{"zonekeeper.kills.every": 1, "zonekeeper.kills.each": LIVES_OF_EACH_KIND})
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
    failure = False
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as maven:
        for line in maven.stdout:
            lines.append(line)
            # What went wrong in a round is told from its number on to its figures.
            failure = line.startswith("round ") or (failure and not line.startswith("faults:"))
            if failure or line.startswith(("faults:", "figure:")):
                say(line.rstrip())
    return maven.returncode == 0, lines


def old_faults(table):
    """Puts each old fault back, and counts those that are found."""
    patches = sorted(OLD_FAULTS.glob("*.patch"))
    named = {patch: re.search(r"^Tests: (.+)$", patch.read_text(), re.MULTILINE).group(1).split(",") for patch in patches}
    found = []
    with tempfile.TemporaryDirectory(prefix="old-faults-") as folder:
        tree = copy(pathlib.Path(folder).resolve())
        built, failed = core_tests(tree, sorted({test for tests in named.values() for test in tests}))
        if failed or not built:
            table.failed("old faults", f"without any of them {', '.join(failed) or 'the build'} fails: mend that first")
            return
        for patch, tests in named.items():
            if not applied(tree, patch):
                table.failed(patch.stem, f"it does not apply any more: renew {patch.relative_to(ROOT)}, so that it puts its fault back into the code as it is now")
                continue
            built, failed = core_tests(tree, tests)
            applied(tree, patch, "--reverse")
            if not built and not failed:
                table.failed(patch.stem, f"no test was run, for the build fails with it: renew {patch.relative_to(ROOT)}")
            table.add(patch.stem, f"found by {', '.join(failed)}" if failed else "not found", int(bool(failed)), "")
            if failed:
                found.append(patch)
    table.add("of these by an example only", "old faults found", sum("Found by an example only:" in patch.read_text() for patch in found), "")
    table.add(f"of {len(patches)}", "old faults found", len(found), "", goal=12, at_most=False)


def copy(folder):
    """Copies the sources. An old fault may leave a method without a use, which Error Prone refuses: the copy is built without it."""
    tree = folder / "zonekeeper"
    shutil.copytree(ROOT, tree, symlinks=True, ignore=NOT_COPIED)
    pom = tree / "pom.xml"
    pom.write_text(re.sub(r"<(compilerArgs|annotationProcessorPaths)>.*?</\1>", "", pom.read_text(), flags=re.DOTALL))
    return tree


def applied(tree, patch, *options):
    """Applies a patch to the copy; returns whether it could. A repository around the folder for temporary files is none of its own."""
    outside = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tree.parent)}
    return subprocess.run(["git", "apply", *options, patch], cwd=tree, env=outside).returncode == 0


def core_tests(tree, names):
    """Runs unit tests of the copy's operator/core until one fails; returns whether the build passed, and the classes of tests that failed."""
    say(f"old faults: {', '.join(names)}")
    reports = tree / "operator/core/target/surefire-reports"
    shutil.rmtree(reports, ignore_errors=True)
    # Classes that did not change are not compiled again: no old fault changes what others see of a class.
    command = [tree / "mvnw", "-B", "-ntp", "-q", "-pl", "operator/core", "-am", f"-Dtest={','.join(names)}", "-Dsurefire.failIfNoSpecifiedTests=false",
               "-Dsurefire.skipAfterFailureCount=1", "-Dspotless.check.skip=true", "-Dmaven.compiler.useIncrementalCompilation=false", "test"]
    maven = subprocess.run(command, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    failed = {
        case.get("classname").split(".")[-1].split("$")[0]
        for report in reports.glob("TEST-*.xml")
        for case in xml.etree.ElementTree.parse(report).iter("testcase")
        if case.find("failure") is not None or case.find("error") is not None
    }
    if maven.returncode != 0 and not failed:
        say("".join(line + "\n" for line in maven.stdout.splitlines()[-20:]).rstrip())
    return maven.returncode == 0, sorted(failed.intersection(names))
