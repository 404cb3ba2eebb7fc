package io.zonekeeper.core.mongo.facts;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What was last heard of a member.
 *
 * @param state what it is
 * @param at when that was heard; that it does not answer is heard too
 * @param view what it knows of its set; empty where it was not asked yet or told nothing
 * @param server what it reports about its process
 */
public record MemberReport(MemberState state, Instant at, Optional<SetView> view, ServerReport server) {
    /** A report of one whose process said nothing of itself. */
    public MemberReport(MemberState state, Instant at, Optional<SetView> view) {
        this(state, at, view, ServerReport.NONE);
    }

    /** Returns whether it is no older than this. */
    public boolean within(Duration age, Instant now) {
        return !at.isBefore(now.minus(age));
    }
}
