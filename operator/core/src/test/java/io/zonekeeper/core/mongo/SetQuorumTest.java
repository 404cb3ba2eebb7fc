package io.zonekeeper.core.mongo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.MemberReport;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.PodFact;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.mongo.facts.SetView;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a set can do, and with it the gate, by what each of three members reports. */
class SetQuorumTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource({
        "PRIMARY,     SECONDARY,   SECONDARY,   WRITABLE",
        "SECONDARY,   PRIMARY,     UNREACHABLE, WRITABLE",
        "PRIMARY,     SYNCING,     UNREACHABLE, WRITABLE",
        "PRIMARY,     UNREACHABLE, UNREACHABLE, UNKNOWN",
        "PRIMARY,     none,        none,        UNKNOWN",
        "PRIMARY,     none,        SECONDARY,   WRITABLE",
        "SECONDARY,   SECONDARY,   SECONDARY,   READ_ONLY",
        "SECONDARY,   UNREACHABLE, UNREACHABLE, READ_ONLY",
        "SECONDARY,   SECONDARY,   none,        UNKNOWN",
        "SECONDARY,   SECONDARY,   stale,       UNKNOWN",
        "SECONDARY,   SECONDARY,   DENIED,      UNKNOWN",
        "stale,       SECONDARY,   SECONDARY,   UNKNOWN",
        "SYNCING,     UNREACHABLE, UNREACHABLE, UNAVAILABLE",
        "UNREACHABLE, UNREACHABLE, UNREACHABLE, UNAVAILABLE",
        "none,        none,        none,        UNKNOWN",
        "DENIED,      DENIED,      DENIED,      UNKNOWN",
        "UNINITIATED, UNINITIATED, UNINITIATED, UNAVAILABLE",
    })
    void isReadFromTheMembers(String a, String b, String c, QuorumState expected) {
        SetQuorum quorum = SetQuorum.of(set(List.of(a, b, c)), NOW);
        assertThat(quorum.state()).as(quorum.why()).isEqualTo(expected);
        assertThat(quorum.primary().isPresent()).isEqualTo(expected == QuorumState.WRITABLE);
        MongosGate gate = MongosGate.of(quorum);
        assertThat(gate.open()).isEqualTo(expected == QuorumState.WRITABLE);
        assertThat(gate.reason()).contains(expected.word());
    }

    private static SetFact set(List<String> words) {
        List<SetMember> config =
                List.of(SetMember.equal("h0", "z0"), SetMember.equal("h1", "z1"), SetMember.equal("h2", "z2"));
        List<MemberFact> members = new ArrayList<>();
        for (int number = 0; number < words.size(); number++) {
            String word = words.get(number);
            boolean stale = word.equals("stale");
            MemberState state = stale ? MemberState.PRIMARY : word.equals("none") ? null : MemberState.valueOf(word);
            Instant at = stale ? NOW.minus(SetQuorum.FRESH).minus(Duration.ofSeconds(1)) : NOW;
            members.add(new MemberFact(
                    "z" + number,
                    "h" + number,
                    Optional.ofNullable(state)
                            .map(known -> new MemberReport(
                                    known,
                                    at,
                                    known.readable() ? Optional.of(new SetView(3, config, 0)) : Optional.empty())),
                    new PodFact(true, false, true, Optional.of("z" + number))));
        }
        return new SetFact(SetFact.CONFIG, members, Optional.empty(), true);
    }
}
