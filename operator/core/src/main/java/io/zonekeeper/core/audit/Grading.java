package io.zonekeeper.core.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.core.audit.findings.Change;
import io.zonekeeper.core.audit.findings.Finding;
import io.zonekeeper.core.audit.findings.FindingKind;
import io.zonekeeper.core.audit.findings.FindingKind.Effect;
import io.zonekeeper.core.audit.findings.Grade;
import io.zonekeeper.core.audit.findings.WorkloadReport;
import io.zonekeeper.core.reasons.Meaning;

/**
 * The grade of findings, and which change improves it most.
 *
 * <ol>
 *   <li>A grade is the worst that one of the findings allows.
 *   <li>If nothing is left without a zone and its pods are not all replaced, it is F.
 *   <li>If less than the minimum is left without a zone and its pods are not all replaced, it is D at best.
 * </ol>
 */
final class Grading {
    private Grading() {}

    static Grade grade(List<Finding> findings) {
        Grade grade = findings.stream().map(finding -> finding.kind().best()).reduce(Grade.A, Grade::worst);
        if (stuck(findings, Effect.OUTAGE)) {
            return Grade.F;
        }
        return stuck(findings, Effect.BELOW_MINIMUM) ? grade.worst(Grade.D) : grade;
    }

    private static boolean stuck(List<Finding> findings, Effect effect) {
        List<String> notReplaced = zones(findings, Effect.NOT_REPLACED);
        return zones(findings, effect).stream().anyMatch(notReplaced::contains);
    }

    private static List<String> zones(List<Finding> findings, Effect effect) {
        return findings.stream()
                .filter(finding -> finding.kind().effect() == effect)
                .flatMap(finding -> finding.zones().stream())
                .toList();
    }

    /** Returns findings with the worst first. */
    static List<Finding> sorted(List<Finding> findings) {
        return findings.stream()
                .sorted(Comparator.comparing((Finding finding) -> finding.kind().best())
                        .reversed()
                        .thenComparing(Finding::kind))
                .toList();
    }

    /** Returns the finding whose correction improves the grade most; of equal ones the first; empty for none. */
    static Optional<Finding> worstToCorrect(List<Finding> findings) {
        List<Finding> correctable = sorted(findings).stream()
                .filter(finding -> !finding.change().isEmpty())
                .toList();
        Optional<Finding> best = Optional.empty();
        Grade reached = null;
        for (Finding finding : correctable) {
            Grade without = grade(without(findings, finding.kind()));
            if (reached == null || reached.worseThan(without)) {
                reached = without;
                best = Optional.of(finding);
            }
        }
        return best;
    }

    /** Returns the changes that improve most workloads most. */
    static List<Change> changes(List<WorkloadReport> workloads) {
        Map<FindingKind, List<WorkloadReport>> helped = new EnumMap<>(FindingKind.class);
        Map<FindingKind, Integer> gained = new EnumMap<>(FindingKind.class);
        for (WorkloadReport workload : workloads) {
            worstToCorrect(workload.findings()).ifPresent(finding -> {
                Grade after = grade(without(workload.findings(), finding.kind()));
                helped.computeIfAbsent(finding.kind(), kind -> new ArrayList<>())
                        .add(workload);
                gained.merge(finding.kind(), after.points() - workload.grade().points(), Integer::sum);
            });
        }
        return helped.entrySet().stream()
                .map(entry -> change(entry.getKey(), entry.getValue(), gained.get(entry.getKey())))
                .sorted(Comparator.comparingInt(Change::gradesGained)
                        .thenComparingInt(change -> change.workloads().size())
                        .reversed()
                        .thenComparing(Change::kind))
                .toList();
    }

    private static Change change(FindingKind kind, List<WorkloadReport> workloads, int gained) {
        String sentence = workloads.size() == 1 ? workloads.getFirst().change() : remedy(kind);
        return new Change(
                kind,
                sentence,
                gained,
                workloads.stream().map(WorkloadReport::text).toList());
    }

    private static String remedy(FindingKind kind) {
        try {
            return FindingKind.class
                    .getField(kind.name())
                    .getAnnotation(Meaning.class)
                    .remedy();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Finding> without(List<Finding> findings, FindingKind kind) {
        return findings.stream().filter(finding -> finding.kind() != kind).toList();
    }
}
