package io.zonekeeper.core.mongo;

import java.util.Optional;

/**
 * A member that the spec asks for.
 *
 * @param zone the zone it is pinned to
 * @param host its name and port in the set
 * @param report what was last heard of it; empty for nothing yet
 * @param pod what runs for it
 */
public record MemberFact(String zone, String host, Optional<MemberReport> report, PodFact pod) {
    /** Returns its state, unreachable where nothing was heard. */
    public MemberState state() {
        return report.map(MemberReport::state).orElse(MemberState.UNREACHABLE);
    }
}
