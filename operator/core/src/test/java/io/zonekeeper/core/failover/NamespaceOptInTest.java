package io.zonekeeper.core.failover;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.failover.NamespaceOptIn.Existing;
import io.zonekeeper.core.reasons.FailoverReason;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NamespaceOptInTest {
    private static final Optional<String> ENABLED = Optional.of("enabled");
    private static final Existing OURS = new Existing("namespace", true);
    private static final Existing OWN = new Existing("shop", false);

    @Test
    void theLabelMakesOneAndItsRemovalDeletesIt() {
        assertThat(decide(ENABLED).create()).isTrue();
        assertThat(decide(ENABLED, OURS)).isEqualTo(new NamespaceOptIn.Decision(false, Set.of(), Optional.empty()));
        assertThat(decide(Optional.empty(), OURS).delete()).containsExactly("namespace");
        assertThat(decide(Optional.of("disabled"), OURS))
                .isEqualTo(new NamespaceOptIn.Decision(false, Set.of("namespace"), Optional.empty()));
        assertThat(decide(Optional.empty())).isEqualTo(new NamespaceOptIn.Decision(false, Set.of(), Optional.empty()));
    }

    @Test
    void oneOfSomebodyElseWinsAndItIsTold() {
        NamespaceOptIn.Decision decision = decide(ENABLED, OURS, OWN);
        assertThat(decision.create()).isFalse();
        assertThat(decision.delete()).containsExactly("namespace");
        assertThat(decision.told()).map(Refusal::reason).contains(FailoverReason.OWN_ZONE_FAILOVER);
        assertThat(decide(Optional.empty(), OWN).delete()).isEmpty();
    }

    @Test
    void aValueWithoutMeaningIsTold() {
        NamespaceOptIn.Decision decision = decide(Optional.of("true"), OWN);
        assertThat(decision.delete()).isEmpty();
        assertThat(decision.told().orElseThrow().message()).contains("'true'", "write enabled");
    }

    private static NamespaceOptIn.Decision decide(Optional<String> label, Existing... failovers) {
        return NamespaceOptIn.decide(label, List.of(failovers));
    }
}
