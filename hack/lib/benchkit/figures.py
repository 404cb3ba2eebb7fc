"""Figures with goals: collected, printed as a table, written as JSON lines."""
import json
import statistics
import sys


class Table:
    """The figures of one bench."""

    def __init__(self, bench):
        self.bench = bench
        self.rows = []

    def add(self, case, metric, values, unit, goal=None, at_most=True, source="measured"):
        """Adds a figure: the median of values. goal None means it is only reported."""
        values = list(values) if isinstance(values, (list, tuple)) else [values]
        value = statistics.median(values) if values else None
        # A bench of half an hour that is ended has told what it knew.
        print(f"bench {self.bench}: {case}: {metric}: {'-' if value is None else f'{value:g}'} {unit}".rstrip(), file=sys.stderr, flush=True)
        met = None
        if goal is not None:
            met = value is not None and (value <= goal if at_most else value >= goal)
        self.rows.append(
            {
                "bench": self.bench,
                "case": case,
                "metric": metric,
                "value": None if value is None else round(value, 3),
                "unit": unit,
                "n": len(values),
                "min": round(min(values), 3) if values else None,
                "max": round(max(values), 3) if values else None,
                "goal": goal,
                "met": met,
                "source": source,
            }
        )

    def failed(self, case, why):
        """Adds a case that could not be measured: its goal counts as missed."""
        print(f"bench {self.bench}: {case}: {why}", file=sys.stderr)
        self.rows.append(
            {"bench": self.bench, "case": case, "metric": "completed", "value": 0, "unit": "", "n": 0,
             "min": None, "max": None, "goal": 1, "met": False, "source": "measured"}
        )

    def all_met(self):
        return all(row["met"] is not False for row in self.rows)

    def print(self):
        def text(number):
            return "-" if number is None else f"{number:g}"

        columns = [("case", 46), ("metric", 26), ("median", 9), ("min", 9), ("max", 9), ("unit", 7), ("n", 3), ("goal", 7), ("", 7)]
        print()
        print("  ".join(name.ljust(width) for name, width in columns).rstrip())
        for row in self.rows:
            verdict = {True: "met", False: "MISSED", None: ""}[row["met"]]
            if row["source"] == "quoted":
                verdict = "quoted"
            cells = [row["case"], row["metric"], text(row["value"]), text(row["min"]), text(row["max"]), row["unit"],
                     str(row["n"]), text(row["goal"]), verdict]
            print("  ".join(cell.ljust(width) for cell, (_, width) in zip(cells, columns)).rstrip())

    def write_json(self, path):
        path.write_text("".join(json.dumps(row) + "\n" for row in self.rows))
