package io.zonekeeper.core.mongo.facts;

import java.util.Optional;

/**
 * A member of a replica set, or one that should be.
 *
 * @param zone the zone it is pinned to; empty for one that users added and did not tag
 * @param host its name and port in the set
 * @param report what it last reported; empty for nothing yet
 * @param pod what runs for it
 */
public record MemberFact(String zone, String host, Optional<MemberReport> report, PodFact pod) {
    /** Returns its state, unreachable where nothing was heard. */
    public MemberState state() {
        return report.map(MemberReport::state).orElse(MemberState.UNREACHABLE);
    }

    /** Returns what it knows of its set. */
    public Optional<SetView> view() {
        return report.flatMap(MemberReport::view);
    }
}
