package io.zonekeeper.controllers.mongocluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.zonekeeper.controllers.mongocluster.manifests.MongoNames;
import io.zonekeeper.core.mongo.facts.MemberReport;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.mongo.facts.SetView;

/**
 * Hosts of a set that the spec does not ask for: those that it asked for before, which are to be removed, and those
 * that users added, which stay. What a set consists of is read from its primary or, without one, from the newest
 * configuration that any member knows; where none is known, a member that was started for the set is taken to be in it,
 * for it may hold the data.
 *
 * @param leaving members that the spec asked for before
 * @param others members that users added
 */
record ExtraMembers(Set<String> leaving, Set<String> others) {
    /** Copies the sets. */
    ExtraMembers {
        leaving = Set.copyOf(leaving);
        others = Set.copyOf(others);
    }

    /**
     * Sorts the hosts of a set.
     *
     * @param set its name
     * @param asked hosts that the spec asks for
     * @param started hosts that a StatefulSet of the cluster identifies
     * @param reports what all of them reported
     */
    static ExtraMembers of(
            MongoNames names,
            String set,
            Collection<String> asked,
            Collection<String> started,
            Map<String, MemberReport> reports) {
        Optional<SetView> view = newest(reports);
        Set<String> extra = new LinkedHashSet<>();
        if (view.isPresent()) {
            view.get().members().stream().map(SetMember::host).forEach(extra::add);
        } else {
            started.stream()
                    .filter(host -> Optional.ofNullable(reports.get(host))
                            .filter(report -> report.state().blank())
                            .isEmpty())
                    .forEach(extra::add);
        }
        extra.removeAll(asked);
        Set<String> leaving = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        extra.forEach(host -> (names.isMember(set, host) ? leaving : others).add(host));
        return new ExtraMembers(leaving, others);
    }

    private static Optional<SetView> newest(Map<String, MemberReport> reports) {
        Comparator<SetView> byVersion = Comparator.comparing(SetView::version);
        return reports.values().stream()
                .filter(report -> report.state() == MemberState.PRIMARY)
                .flatMap(report -> report.view().stream())
                .max(byVersion)
                .or(() -> reports.values().stream()
                        .flatMap(report -> report.view().stream())
                        .max(byVersion));
    }
}
