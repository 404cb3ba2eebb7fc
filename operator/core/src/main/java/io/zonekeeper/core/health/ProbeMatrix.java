package io.zonekeeper.core.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the observers see, put together: from each zone into each zone.
 *
 * <ol>
 *   <li>An observer to which every other zone seems to fail, two or more, is itself in trouble, or its zone is: its
 *       report is left out, and its zone is named. That it reaches its own zone acquits nobody: a zone without a way
 *       out looks just so from within.
 *   <li>Observers of a zone must agree: what the best of them sees counts for that zone, so that trouble of a single
 *       observer's node is none of the target's.
 *   <li>A zone's own observers do not speak for or against it.
 *   <li>A failure counts when it is observed from two other zones: the second largest number of failures is taken.
 *   <li>That a zone is well counts when one other zone sees it: an answer cannot come from a pod that is down. So when
 *       a dark zone takes its observers along, the remaining zones, each of which is then seen from one other zone
 *       only, still show that it fails alone.
 * </ol>
 *
 * <p>Invariant: a failure that a single zone sees never counts; in a cluster of two zones no failure of a probe does.
 */
public final class ProbeMatrix {
    /** All pods of a zone, or those of a service in it, as seen from one other zone. */
    private record View(int samples, int failures, int failingNodes) {
        static final View NOTHING = new View(0, 0, 0);

        View better(View other) {
            boolean otherIsBetter = other.failures * (long) samples < failures * (long) other.samples;
            return samples == 0 || otherIsBetter ? other : this;
        }
    }

    /**
     * A stack of a service.
     *
     * @param service namespace and name
     * @param zone the zone's name
     */
    public record Stack(String service, String zone) {}

    private final List<ObserverReport> trusted = new ArrayList<>();
    private final Set<String> accused = new TreeSet<>();
    private final double share;

    private ProbeMatrix(double share) {
        this.share = share;
    }

    /**
     * Puts reports together.
     *
     * @param reports those that are not stale
     * @param share share of its targets from which on a zone seems to fail
     */
    public static ProbeMatrix of(Collection<ObserverReport> reports, double share) {
        ProbeMatrix matrix = new ProbeMatrix(share);
        for (ObserverReport report : reports) {
            if (inTrouble(report, share)) {
                matrix.accused.add(report.zone());
            } else {
                matrix.trusted.add(report);
            }
        }
        return matrix;
    }

    private static boolean inTrouble(ObserverReport report, double share) {
        int others = 0;
        int failing = 0;
        for (ObserverReport.ZoneRow row : report.zones()) {
            if (row.samples() > 0 && !row.zone().equals(report.zone())) {
                others++;
                failing += fails(row.samples(), row.failures(), share) ? 1 : 0;
            }
        }
        return others >= 2 && failing == others;
    }

    private static boolean fails(int samples, int failures, double share) {
        return failures >= share * samples;
    }

    /** Returns the zones with an observer to which everything seems to fail. */
    public Set<String> accused() {
        return Set.copyOf(accused);
    }

    /** Returns the zones of which there is a trusted report. */
    public Set<String> reporting() {
        return trusted.stream().map(ObserverReport::zone).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the stacks that any trusted observer lists. */
    public Set<Stack> listed() {
        Set<Stack> listed = new HashSet<>();
        trusted.forEach(report -> report.stacks().forEach(row -> listed.add(new Stack(row.service(), row.zone()))));
        return listed;
    }

    /** Returns the services whose pods answer no observer: one to which they do would not list them. */
    public Set<String> unanswered() {
        Set<String> unanswered = new HashSet<>();
        trusted.forEach(report -> unanswered.addAll(report.unanswered()));
        trusted.forEach(report -> unanswered.retainAll(report.unanswered()));
        return unanswered;
    }

    /** Returns from how many zones there is a trusted report. */
    public int vantages() {
        return reporting().size();
    }

    /**
     * Returns one observation for each zone that is seen from two others, or seen to be well from one.
     *
     * @param notEvidence stacks on trial ({@link io.zonekeeper.core.rollout.UnprovenTemplates}): their pods are left
     *     out, for what fails there may be the template. A zone of which no other pods are left is not notified of.
     */
    public List<Observation> zones(Set<Stack> notEvidence) {
        Map<String, Map<String, View>> byTarget = new TreeMap<>();
        for (ObserverReport report : trusted) {
            for (ObserverReport.ZoneRow row : report.zones()) {
                note(byTarget, row.zone(), report.zone(), evidence(row, report, notEvidence));
            }
        }
        List<Observation> observations = new ArrayList<>();
        byTarget.forEach((zone, views) -> {
            List<View> seen =
                    views.values().stream().filter(view -> view.samples() > 0).toList();
            View view = seen.size() == 1 ? ifWell(seen.getFirst()) : second(seen);
            if (view.samples() > 0) {
                observations.add(new Observation(zone, Signal.PROBES, view.samples(), view.failures(), Duration.ZERO));
            }
        });
        return observations;
    }

    /** What a single zone sees: its failures do not count, and where there are too many, nothing does. */
    private View ifWell(View only) {
        return fails(only.samples(), only.failures(), share) ? View.NOTHING : new View(only.samples(), 0, 0);
    }

    /** An observer lists every stack that fails, so those that it does not list have no failures to be left out. */
    private static View evidence(ObserverReport.ZoneRow row, ObserverReport report, Set<Stack> notEvidence) {
        int samples = row.samples();
        int failures = row.failures();
        if (!notEvidence.isEmpty()) {
            for (ObserverReport.StackRow stack : report.stacks()) {
                if (stack.zone().equals(row.zone()) && notEvidence.contains(new Stack(stack.service(), stack.zone()))) {
                    samples -= stack.samples();
                    failures -= stack.failures();
                }
            }
        }
        return new View(Math.max(0, samples), Math.max(0, failures), 0);
    }

    /**
     * What two other zones agree on about a stack.
     *
     * @param samples proven targets
     * @param failures those that fail
     * @param failingNodes nodes with a failing target
     */
    public record StackView(int samples, int failures, int failingNodes) {}

    /**
     * Returns the stacks that at least two other zones list.
     *
     * <p>An observer lists what is not entirely well: where only one lists a stack, the others see nothing wrong.
     */
    public Map<Stack, StackView> stacks() {
        Map<Stack, Map<String, View>> byTarget = new HashMap<>();
        Map<String, Integer> observers = count(ObserverReport::zone);
        Map<Stack, Map<String, Integer>> listed = new HashMap<>();
        for (ObserverReport report : trusted) {
            for (ObserverReport.StackRow row : report.stacks()) {
                Stack stack = new Stack(row.service(), row.zone());
                note(byTarget, stack, report.zone(), new View(row.samples(), row.failures(), row.failingNodes()));
                if (!report.zone().equals(row.zone())) {
                    listed.computeIfAbsent(stack, s -> new HashMap<>()).merge(report.zone(), 1, Integer::sum);
                }
            }
        }
        Map<Stack, StackView> agreed = new HashMap<>();
        byTarget.forEach((stack, views) -> {
            Set<String> silentHere = new HashSet<>(views.keySet());
            silentHere.removeIf(zone -> listed.get(stack).get(zone) >= observers.get(zone));
            // Another observer of that zone does not list the stack: it sees nothing wrong.
            silentHere.forEach(zone -> views.computeIfPresent(zone, (z, view) -> new View(view.samples(), 0, 0)));
            View view = second(views.values());
            if (view.samples() > 0) {
                agreed.put(stack, new StackView(view.samples(), view.failures(), view.failingNodes()));
            }
        });
        return agreed;
    }

    private Map<String, Integer> count(Function<ObserverReport, String> key) {
        Map<String, Integer> counts = new HashMap<>();
        trusted.forEach(report -> counts.merge(key.apply(report), 1, Integer::sum));
        return counts;
    }

    private static <T> void note(Map<T, Map<String, View>> byTarget, T target, String from, View view) {
        String targetZone = target instanceof Stack stack ? stack.zone() : (String) target;
        if (!targetZone.equals(from)) {
            byTarget.computeIfAbsent(target, t -> new HashMap<>()).merge(from, view, View::better);
        }
    }

    /** The view with the second most failures; nothing where there is one only. */
    private static View second(Collection<View> views) {
        return views.stream()
                .filter(view -> view.samples() > 0)
                .sorted((a, b) -> Integer.compare(b.failures(), a.failures()))
                .skip(1)
                .findFirst()
                .orElse(View.NOTHING);
    }
}
