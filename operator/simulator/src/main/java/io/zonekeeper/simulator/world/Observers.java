package io.zonekeeper.simulator.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

import io.zonekeeper.core.health.ObserverReport;
import io.zonekeeper.core.health.ObserverReport.StackRow;
import io.zonekeeper.core.health.ObserverReport.ZoneRow;
import io.zonekeeper.core.health.ProbeMatrix.Stack;
import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.fault.Part;
import io.zonekeeper.simulator.fault.Timing;

/**
 * Two observers in each zone, each of which tries every pod and reports what failed.
 *
 * <p>Probes of pods that nothing has happened to are not carried out: they would all succeed, for loss is a fault like
 * any other.
 */
public final class Observers {
    private final Layout layout;
    private final RandomGenerator random;
    private final int targets;
    private final int[] serviceOf;
    private final int[] phase;
    private final long[] failsAt;
    private final boolean[] failing;
    private final int[] failures;
    private final boolean[] changed;
    private final boolean[] gone;
    private boolean anyGone;
    private final long[] reportPhase;
    private final long[] reportedAt;
    private final ObserverReport[] reports;
    private final Set<Stack> listed = new HashSet<>();
    private final ObserverReport[] quiet;

    /**
     * Starts observers that see nothing wrong.
     *
     * @param lookedAt a moment at which all of them report; negative for phases of their own
     */
    Observers(Layout layout, RandomGenerator random, long now, long lookedAt) {
        this.layout = layout;
        this.random = random;
        changed = new boolean[layout.observers()];
        reportPhase = new long[layout.observers()];
        reportedAt = new long[layout.observers()];
        reports = new ObserverReport[layout.observers()];
        quiet = new ObserverReport[layout.observers()];
        targets = layout.targets();
        gone = new boolean[layout.zoneCount() * targets];
        serviceOf = layout.serviceOfTargets();
        int pairs = layout.observers() * layout.zoneCount() * targets;
        phase = new int[pairs];
        for (int i = 0; i < pairs; i++) {
            phase[i] = random.nextInt((int) Timing.PROBE_INTERVAL);
        }
        failsAt = new long[pairs];
        Arrays.fill(failsAt, Long.MAX_VALUE);
        failing = new boolean[pairs];
        failures = new int[layout.observers() * layout.zoneCount()];
        for (int observer = 0; observer < layout.observers(); observer++) {
            reportPhase[observer] =
                    lookedAt >= 0 ? lookedAt % Timing.REPORT_INTERVAL : random.nextLong(Timing.REPORT_INTERVAL);
            reportedAt[observer] = now;
            quiet[observer] = report(observer);
            reports[observer] = quiet[observer];
        }
    }

    /** Lists these stacks in every report: they are out of traffic. */
    void list(Set<Stack> stacks) {
        listed.clear();
        listed.addAll(stacks);
        Arrays.fill(changed, true);
    }

    /** Carries out the probes and reports up to now. */
    void advance(long before, long now, ActiveFaults trouble) {
        noteGone(now, trouble);
        for (int observer = 0; observer < layout.observers(); observer++) {
            int from = Layout.zoneOfObserver(observer);
            if (!trouble.observes(from, now)) {
                clear(observer);
                continue;
            }
            for (int zone = 0; zone < layout.zoneCount(); zone++) {
                if (failures[observer * layout.zoneCount() + zone] > 0 || trouble.touches(from, zone, now)) {
                    probe(observer, zone, before, now, trouble);
                }
            }
            long last = now - Math.floorMod(now - reportPhase[observer], Timing.REPORT_INTERVAL);
            if (last > before && trouble.apiAnswers(from, now)) {
                reportedAt[observer] = last;
                if (changed[observer]) {
                    changed[observer] = false;
                    reports[observer] =
                            troubled(observer) || !listed.isEmpty() || anyGone ? report(observer) : quiet[observer];
                }
            }
        }
    }

    /** Pods that do not run are no targets: observers drop them. */
    private void noteGone(long now, ActiveFaults trouble) {
        if (!anyGone && trouble.touching(Part.TARGETS).isEmpty()) {
            return;
        }
        anyGone = false;
        for (int i = 0; i < gone.length; i++) {
            boolean was = gone[i];
            gone[i] = !trouble.runs(i / targets, serviceOf[i % targets], i % targets, now);
            anyGone |= gone[i];
            if (gone[i] != was) {
                Arrays.fill(changed, true);
            }
        }
    }

    /** Returns whether some pods are no targets. */
    boolean anyGone() {
        return anyGone;
    }

    private void probe(int observer, int zone, long before, long now, ActiveFaults trouble) {
        int cell = observer * layout.zoneCount() + zone;
        int bad = 0;
        for (int target = 0; target < targets; target++) {
            int pair = cell * targets + target;
            boolean failed = failing[pair];
            if (gone[zone * targets + target]) {
                failing[pair] = false;
                failsAt[pair] = Long.MAX_VALUE;
                continue;
            }
            fail(pair, now);
            long last = now - Math.floorMod(now - phase[pair], Timing.PROBE_INTERVAL);
            if (last > before) {
                tryOnce(observer, zone, target, pair, last, trouble);
                fail(pair, now);
            }
            changed[observer] |= failing[pair] != failed;
            bad += failing[pair] || failsAt[pair] != Long.MAX_VALUE ? 1 : 0;
        }
        failures[cell] = bad;
    }

    private void fail(int pair, long now) {
        if (failsAt[pair] <= now) {
            failing[pair] = true;
            failsAt[pair] = Long.MAX_VALUE;
        }
    }

    private void tryOnce(int observer, int zone, int target, int pair, long at, ActiveFaults trouble) {
        for (Fault fault : trouble.touching(Part.PROBES)) {
            double loss = fault.probeLoss(observer, zone, serviceOf[target], target, at);
            if (loss > 0 && (loss >= 1 || random.nextDouble() < loss)) {
                failsAt[pair] = at + (fault.timesOut() ? Timing.PROBE_TIMEOUT : 0);
                return;
            }
        }
        failing[pair] = false;
        failsAt[pair] = Long.MAX_VALUE;
    }

    private boolean troubled(int observer) {
        for (int zone = 0; zone < layout.zoneCount(); zone++) {
            if (failures[observer * layout.zoneCount() + zone] > 0) {
                return true;
            }
        }
        return false;
    }

    private void clear(int observer) {
        changed[observer] = true;
        int cells = observer * layout.zoneCount();
        Arrays.fill(failures, cells, cells + layout.zoneCount(), 0);
        Arrays.fill(failing, cells * targets, (cells + layout.zoneCount()) * targets, false);
        Arrays.fill(failsAt, cells * targets, (cells + layout.zoneCount()) * targets, Long.MAX_VALUE);
    }

    private ObserverReport report(int observer) {
        List<ZoneRow> zones = new ArrayList<>(layout.zoneCount());
        List<StackRow> stacks = new ArrayList<>();
        for (int zone = 0; zone < layout.zoneCount(); zone++) {
            int base = (observer * layout.zoneCount() + zone) * targets;
            int failures = 0;
            int samples = 0;
            int target = 0;
            for (int service = 0; service < layout.services(); service++) {
                int pods = 0;
                int bad = 0;
                BitSet nodes = new BitSet();
                for (int p = 0; p < layout.pods().get(service); p++, target++) {
                    pods += gone[zone * targets + target] ? 0 : 1;
                    if (failing[base + target]) {
                        bad++;
                        nodes.set(layout.nodeOf(target));
                    }
                }
                Stack stack = new Stack(serviceName(service), layout.zones().get(zone));
                samples += pods;
                if (pods > 0 && (bad > 0 || listed.contains(stack))) {
                    stacks.add(new StackRow(stack.service(), stack.zone(), pods, bad, nodes.cardinality()));
                }
                failures += bad;
            }
            zones.add(new ZoneRow(layout.zones().get(zone), samples, failures));
        }
        int zone = Layout.zoneOfObserver(observer);
        return new ObserverReport(
                layout.zones().get(zone) + observer, layout.zones().get(zone), zones, stacks, 0);
    }

    public static String serviceName(int service) {
        return "ns/s" + service;
    }

    static int serviceNumber(String name) {
        return Integer.parseInt(name.substring("ns/s".length()));
    }

    /** Returns the reports that are not older than so many milliseconds. */
    List<ObserverReport> fresh(long now, long staleAfter) {
        List<ObserverReport> fresh = new ArrayList<>(layout.observers());
        for (int observer = 0; observer < layout.observers(); observer++) {
            if (now - reportedAt[observer] <= staleAfter) {
                fresh.add(reports[observer]);
            }
        }
        return fresh;
    }

    /** Returns whether a report says more than that all is well. */
    boolean tells(ObserverReport report) {
        return !report.stacks().isEmpty();
    }

    /** Returns whether a report lists a failure. */
    boolean fails(ObserverReport report) {
        for (StackRow row : report.stacks()) {
            if (row.failures() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Time was skipped in which nothing happened: the reports are as fresh as ever. */
    void skipTo(long now) {
        for (int observer = 0; observer < layout.observers(); observer++) {
            reportedAt[observer] = now;
        }
    }
}
