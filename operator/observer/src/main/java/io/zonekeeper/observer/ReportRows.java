package io.zonekeeper.observer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.zonekeeper.core.health.ObserverReport;
import io.zonekeeper.core.health.ObserverReport.StackRow;
import io.zonekeeper.core.health.ObserverReport.ZoneRow;
import io.zonekeeper.kube.probe.ObserverReports;

/**
 * Sums up how the pods stand.
 *
 * <p>A zone has a row as soon as one of its pods is checked. A stack has one while a proven pod of it fails, for
 * {@link #AFTERGLOW} after that, and for as long as it is out of traffic. Only proven pods are counted. A pod of
 * several services counts once for its zone, and in the stack of each of them.
 *
 * <p>Not for several threads at once.
 */
final class ReportRows {
    /** How long a stack stays listed after its last failure, so that its recovery is told too. */
    static final Duration AFTERGLOW = Duration.ofSeconds(10);

    /** How long checks of ready pods are made before it is reported that none of them passes. */
    static final Duration UNANSWERED_AFTER = Duration.ofSeconds(30);

    private static final Comparator<StackRow> WORST_FIRST = Comparator.comparingDouble(ReportRows::share)
            .thenComparingInt(StackRow::failures)
            .reversed()
            .thenComparing(StackRow::service)
            .thenComparing(StackRow::zone);

    private final String observer;
    private final String zone;
    private final Map<Stack, Long> lastFailure = new HashMap<>();
    private final Map<String, Long> silentSince = new HashMap<>();

    /**
     * Creates the rows of an observer.
     *
     * @param observer its name
     * @param zone the zone it runs in
     */
    ReportRows(String observer, String zone) {
        this.observer = observer;
        this.zone = zone;
    }

    /**
     * Returns the report.
     *
     * @param pods how the pods stand
     * @param away stacks that are listed even if all is well
     * @param now {@link System#nanoTime}
     */
    ObserverReport sum(List<ObservedPod.View> pods, Set<Stack> away, long now) {
        Map<String, Count> zones = new TreeMap<>();
        Map<Stack, Count> stacks = new HashMap<>();
        for (ObservedPod.View pod : pods) {
            zones.computeIfAbsent(pod.zone(), key -> new Count()).add(pod.proven(), pod.failing(), pod.node());
            for (ObservedPod.OwnerView owner : pod.owners()) {
                Stack stack = new Stack(owner.owner(), pod.zone());
                stacks.computeIfAbsent(stack, key -> new Count()).add(owner.proven(), owner.failing(), pod.node());
                if (owner.failing()) {
                    lastFailure.put(stack, now);
                }
            }
        }
        lastFailure.values().removeIf(at -> now - at > AFTERGLOW.toNanos());

        Set<Stack> listed = new HashSet<>(away);
        lastFailure.keySet().stream().filter(stacks::containsKey).forEach(listed::add);
        List<StackRow> rows = new ArrayList<>();
        for (Stack stack : listed) {
            Count count = stacks.getOrDefault(stack, new Count());
            rows.add(new StackRow(
                    stack.service(), stack.zone(), count.samples, count.failures, count.failingNodes.size()));
        }
        rows.sort(WORST_FIRST);
        int kept = Math.min(rows.size(), ObserverReports.MOST_STACKS);
        return new ObserverReport(
                observer,
                zone,
                zones.entrySet().stream()
                        .limit(ObserverReports.MOST_ZONES)
                        .map(entry -> new ZoneRow(entry.getKey(), entry.getValue().samples, entry.getValue().failures))
                        .toList(),
                rows.subList(0, kept),
                rows.size() - kept,
                unanswered(pods, now));
    }

    /** Services with ready pods of which none was ever proven, for so long that one that answers would be. */
    private List<String> unanswered(List<ObservedPod.View> pods, long now) {
        Set<String> ready = new HashSet<>();
        Set<String> answered = new HashSet<>();
        for (ObservedPod.View pod : pods) {
            for (ObservedPod.OwnerView owner : pod.owners()) {
                if (pod.ready()) {
                    ready.add(owner.owner());
                }
                if (owner.proven()) {
                    answered.add(owner.owner());
                }
            }
        }
        ready.removeAll(answered);
        silentSince.keySet().retainAll(ready);
        ready.forEach(owner -> silentSince.putIfAbsent(owner, now));
        return silentSince.entrySet().stream()
                .filter(owner -> now - owner.getValue() >= UNANSWERED_AFTER.toNanos())
                .map(Map.Entry::getKey)
                .sorted()
                .limit(ObserverReports.MOST_UNANSWERED)
                .toList();
    }

    private static double share(StackRow row) {
        return row.samples() == 0 ? 0 : (double) row.failures() / row.samples();
    }

    private static final class Count {
        private int samples;
        private int failures;
        private final Set<String> failingNodes = new HashSet<>();

        private void add(boolean proven, boolean failing, String node) {
            if (!proven) {
                return;
            }
            samples++;
            if (failing) {
                failures++;
                failingNodes.add(node);
            }
        }
    }
}
