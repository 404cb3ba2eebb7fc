package io.zonekeeper.simulator.experiment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.simulator.world.Preset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ReplayTest {
    private static final long KILLED = 32_000;

    private static Trace zoneKill() throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(
                ReplayTest.class.getResourceAsStream("/traces/zone-kill.csv"), StandardCharsets.UTF_8))) {
            return Trace.parse(lines.lines());
        }
    }

    @Test
    void aRecordedKillIsJudgedAsItWasSeen() throws IOException {
        List<Replay.Change> ofA = Replay.of(zoneKill(), Preset.all().get(1)).stream()
                .filter(change -> change.at() > KILLED)
                .toList();
        assertThat(ofA).extracting(Replay.Change::zone).containsOnly("a");
        Replay.Change last = ofA.getLast();
        assertThat(last.verdict()).isEqualTo(Verdict.UNHEALTHY);
        assertThat(last.at() - KILLED).isBetween(3_500L, 5_000L);
        assertThat(last.evidence()).contains("renewals of node leases due are missing", "12 of 12 silent nodes");
    }

    @Test
    void beforeTheKillEveryZoneIsHealthy() throws IOException {
        assertThat(Replay.of(zoneKill(), Preset.all().get(0)).stream()
                        .filter(change -> change.at() <= KILLED && change.at() > 11_000))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"12,lease,a", "x,lease,a,n", "5,sun,a,b", "5,kubelet,a,-1,0", "5,probe,a,a1,b,3,x"})
    void aLineThatIsNoEntryIsNamed(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trace.parse(Stream.of("# fine", "1,lease,a,n", line)))
                .withMessageContaining("line 3")
                .withMessageContaining(line);
    }

    @Test
    void timeDoesNotGoBack() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trace.parse(Stream.of("5,lease,a,n", "4,lease,a,n")))
                .withMessageContaining("line 2 goes back in time");
        assertThat(Replay.of(Trace.parse(Stream.of()), Preset.all().get(1))).isEmpty();
    }

    @Test
    void everyKindOfEntryIsRead() {
        assertThat(Trace.parse(Stream.of(
                                "1,lease,a,n1",
                                "2,gone,a,n1",
                                "3,kubelet,a,12,3",
                                "4,probe,b,b1,a,20,4",
                                "5,stack,b,b1,a,shop/front,4,2,2"))
                        .entries())
                .containsExactly(
                        new Trace.Lease(1, "a", "n1"),
                        new Trace.Gone(2, "a", "n1"),
                        new Trace.Kubelet(3, "a", 12, 3),
                        new Trace.Probe(4, "b", "b1", "a", 20, 4),
                        new Trace.StackProbe(5, "b", "b1", "a", "shop/front", 4, 2, 2));
    }
}
