package io.zonekeeper.controllers.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.Signal;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class StackCensusTest {
    private final StackCensus census = new StackCensus(Optional::empty, System::nanoTime);

    /** Otherwise the first services to leave a bad zone would take the evidence against it with them. */
    @Test
    void aServiceThatMovesIsEvidenceAndOneThatIsRolledOutIsNot() {
        census.note("shop/moving", List.of(moving("a"), StackCensus.Entry.left("b", true)));
        census.note("shop/released", List.of(rolling("a"), steady("b")));

        assertThat(census.rolling(Set.of(), stack -> false))
                .isEqualTo(Set.of(new ProbeMatrix.Stack("shop/released", "a")));
        assertThat(census.probed(2)).isEqualTo(Map.of("a", 2, "b", 2));
    }

    /** One who begins to lead has noted nothing: what the stacks and the status say counts until it has. */
    @Test
    void aServiceThatNobodyNotedIsAskedWhetherItIsOnTrial() {
        var released = new ProbeMatrix.Stack("shop/released", "a");
        var noted = new ProbeMatrix.Stack("shop/noted", "a");
        census.note("shop/noted", List.of(steady("a")));

        assertThat(census.rolling(
                        Set.of(released, noted, new ProbeMatrix.Stack("shop/other", "b")),
                        stack -> stack.zone().equals("a")))
                .isEqualTo(Set.of(released));
    }

    @Test
    void onlyWhatIsNeitherMovedNorRolledOutMissesPods() {
        census.note("shop/web", List.of(steady("a"), StackCensus.Entry.of("b", 3, 1, true, false, true), moving("c")));

        assertThat(census.pods()).allSatisfy(seen -> assertThat(seen.signal()).isEqualTo(Signal.PODS));
        assertThat(census.pods())
                .extracting("zone", "samples", "failures")
                .containsExactly(tuple("a", 3, 0), tuple("b", 3, 2));
    }

    /** A failing service of two pods a zone is not outvoted by many of one pod, which can never be said to fail. */
    @Test
    void aStackOfTooFewPodsToBeJudgedIsNotCounted() {
        census.note("shop/single", List.of(StackCensus.Entry.of("a", 1, 1, true, false, true)));
        census.note("shop/left", List.of(StackCensus.Entry.left("a", true)));

        assertThat(census.probed(2)).isEqualTo(Map.of("a", 1));
        assertThat(census.probed(1)).isEqualTo(Map.of("a", 2));
    }

    /** Nobody tells of a service that was deleted; counted on, it would outvote those that fail. */
    @Test
    void aServiceThatIsGoneIsForgottenWithinASecond() {
        var now = new AtomicLong();
        Set<String> existing = new HashSet<>(Set.of("shop/web", "shop/old"));
        var aging = new StackCensus(() -> Optional.of(existing), now::get);
        aging.note("shop/web", List.of(steady("a")));
        aging.note("shop/old", List.of(steady("a")));
        assertThat(aging.probed(2)).isEqualTo(Map.of("a", 2));
        existing.remove("shop/old");
        now.addAndGet(1_000_000_000L);
        assertThat(aging.probed(2)).isEqualTo(Map.of("a", 1));
    }

    @Test
    void onlyOfAStackThatIsNotSettledPodsArePending() {
        assertThat(moving("b").withBlocked(1).pending()).isEqualTo(new PendingPods(2, 1));
        assertThat(moving("b").withBlocked(5).pending()).isEqualTo(new PendingPods(2, 2));
        assertThat(StackCensus.Entry.of("a", 3, 1, true, false, true).pending()).isEqualTo(PendingPods.NONE);
    }

    /** What is kept as services are noted is what counting all of them again gives. */
    @Property
    void theSumsAreThoseOfTheLastNotes(@ForAll List<@From("notes") Note> notes) {
        var kept = new StackCensus(Optional::empty, System::nanoTime);
        Map<String, List<StackCensus.Entry>> last = new HashMap<>();
        notes.forEach(note -> {
            kept.note(note.service(), note.stacks());
            last.put(note.service(), note.stacks());
        });
        var fresh = new StackCensus(Optional::empty, System::nanoTime);
        last.forEach(fresh::note);

        assertThat(kept.pods()).isEqualTo(fresh.pods());
        assertThat(kept.servicesProbed()).isEqualTo(fresh.servicesProbed());
        for (int fewest = 0; fewest < 4; fewest++) {
            assertThat(kept.probed(fewest)).isEqualTo(fresh.probed(fewest));
        }
        assertThat(kept.rolling(Set.of(), stack -> false)).isEqualTo(fresh.rolling(Set.of(), stack -> false));
    }

    record Note(String service, List<StackCensus.Entry> stacks) {}

    @Provide
    Arbitrary<Note> notes() {
        Arbitrary<StackCensus.Entry> entry = Combinators.combine(
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as((asked, ready, settled, rolling, probed, left) ->
                        new StackCensus.Entry("", asked, ready, settled, rolling, probed, left, 0));
        return Combinators.combine(
                        Arbitraries.of("shop/web", "shop/api", "shop/old"),
                        Arbitraries.maps(Arbitraries.of("a", "b", "c"), entry))
                .as((service, stacks) -> new Note(
                        service,
                        stacks.entrySet().stream()
                                .map(stack -> in(stack.getKey(), stack.getValue()))
                                .toList()));
    }

    private static StackCensus.Entry in(String zone, StackCensus.Entry one) {
        return new StackCensus.Entry(
                zone, one.asked(), one.ready(), one.settled(), one.rolling(), one.probed(), one.left(), one.blocked());
    }

    private static StackCensus.Entry steady(String zone) {
        return StackCensus.Entry.of(zone, 3, 3, true, false, true);
    }

    private static StackCensus.Entry moving(String zone) {
        return StackCensus.Entry.of(zone, 3, 1, false, false, true);
    }

    private static StackCensus.Entry rolling(String zone) {
        return StackCensus.Entry.of(zone, 3, 2, false, true, true);
    }
}
