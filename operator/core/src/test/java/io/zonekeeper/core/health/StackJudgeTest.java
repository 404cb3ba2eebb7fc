package io.zonekeeper.core.health;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zonekeeper.core.health.ProbeMatrix.Stack;
import io.zonekeeper.core.health.ProbeMatrix.StackView;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class StackJudgeTest {
    private static final Stack SHOP_A = new Stack("shop", "a");

    private final StackJudge judge = new StackJudge(Sensitivity.BALANCED);
    private Map<Stack, StackVerdict> known = Map.of();
    private Instant now = Story.START;

    /** Looks once a second, {@code "shop@a 2/2 shop@b 0/2"}. */
    private StackJudgeTest looks(int times, String rows) {
        for (int i = 0; i < times; i++) {
            known = judge.judge(views(rows), known, now);
            now = now.plusSeconds(1);
        }
        return this;
    }

    private static Map<Stack, StackView> views(String rows) {
        Map<Stack, StackView> views = new HashMap<>();
        for (ObserverReport.StackRow row :
                Matrix.report("x1 sees; stacks " + rows).stacks()) {
            views.put(
                    new Stack(row.service(), row.zone()),
                    new StackView(row.samples(), row.failures(), row.failingNodes()));
        }
        return views;
    }

    @ParameterizedTest(name = "{0}: failing {1}, own {2}, dark {3}")
    @CsvSource({
        "shop@a 2/2,                       true,  true,  true",
        "shop@a 2/4,                       true,  true,  false",
        "shop@a 1/2,                       false, true,  false",
        "shop@a 1/1,                       false, true,  false",
        "shop@a 2/5,                       false, true,  false",
        "shop@a 4/4 shop@b 4/4 shop@c 4/4, true,  false, true",
        "shop@a 4/4 shop@b 2/4,            true,  false, true",
        "shop@a 4/4 shop@b 1/4,            true,  true,  true",
        "shop@a 4/4 cart@b 4/4,            true,  true,  true",
        "shop@a 0/4 shop@b 1/4,            false, false, false"
    })
    void aStackFailsByItsOwnPods(String rows, boolean failing, boolean own, boolean dark) {
        StackVerdict shop = looks(6, rows).known.get(SHOP_A);
        assertThat(List.of(shop.failing(), shop.own(), shop.dark())).containsExactly(failing, own, dark);
    }

    @Test
    void itMustLastAndBeGoneEntirely() {
        assertThat(looks(3, "shop@a 2/2").known.get(SHOP_A).failing()).isFalse();
        assertThat(looks(1, "shop@a 2/2").known.get(SHOP_A).failing()).isTrue();
        assertThat(looks(5, "shop@a 0/2").known.get(SHOP_A).failing()).isTrue();
        assertThat(looks(1, "shop@a 0/2").known.get(SHOP_A).failing()).isFalse();
    }

    @Test
    void allPodsOnOneNodeAreThatNodesTrouble() {
        for (int i = 0; i < 6; i++) {
            known = judge.judge(Map.of(SHOP_A, new StackView(4, 4, 1)), known, now.plusSeconds(i));
        }
        assertThat(known.get(SHOP_A).failing()).isFalse();
    }

    @Test
    void theCanaryLeftBehindSaysWhenTheStackMayComeHome() {
        looks(6, "shop@a 2/2");
        assertThat(looks(20, "shop@a 1/1").known.get(SHOP_A).healthySince()).isEmpty();
        Instant healed = now;
        assertThat(looks(20, "shop@a 0/1").known.get(SHOP_A).healthySince())
                .hasValueSatisfying(since -> assertThat(since).isBetween(healed, healed.plusSeconds(6)));
    }

    @Test
    void aStackThatIsNotListedIsForgottenAfterABlink() {
        looks(6, "shop@a 2/2");
        assertThat(looks(60, "").known.get(SHOP_A).toLeave()).isTrue();
        assertThat(looks(61, "").known).isEmpty();
    }

    @Test
    void severalServicesThatFailInAZoneSpeakAgainstItButNotThoseBeingRolledOut() {
        looks(6, "shop@a 4/4 cart@a 4/4 mail@a 4/4 mail@b 4/4");
        Map<String, Integer> probed = Map.of("a", 5, "b", 5, "c", 5);
        assertThat(StackJudge.services(probed, known, Set.of()))
                .extracting(o -> "%s %d/%d".formatted(o.zone(), o.failures(), o.samples()))
                .containsExactlyInAnyOrder("a 2/5", "b 0/5", "c 0/5");
        assertThat(StackJudge.services(probed, known, Set.of(SHOP_A)))
                .extracting(o -> "%s %d/%d".formatted(o.zone(), o.failures(), o.samples()))
                .containsExactlyInAnyOrder("a 1/5", "b 0/5", "c 0/5");
    }

    /** Observers cease to list a stack that is well, and go on to report. */
    @ParameterizedTest(name = "{0}: not failing {2} s after its last listed failure, listed for {1} s more")
    @CsvSource({"Cautious, 10, 30", "Cautious, 0, 30", "Balanced, 0, 8", "Fast, 0, 6", "Cautious, 30, 30"})
    void aStackThatRecoveredIsNotCalledFailingBecauseItIsNotListedAnyMore(String preset, int listed, int within) {
        StackJudge strict = new StackJudge(
                switch (preset) {
                    case "Fast" -> Sensitivity.FAST;
                    case "Cautious" -> Sensitivity.CAUTIOUS;
                    default -> Sensitivity.BALANCED;
                });
        Set<String> reporting = Set.of("a", "b", "c");
        for (int i = 0; i < 60; i++, now = now.plusSeconds(1)) {
            known = strict.judge(views("shop@a 4/4"), reporting, known, now);
        }
        assertThat(known.get(SHOP_A).toLeave()).isTrue();
        for (int i = 0; i < within; i++, now = now.plusSeconds(1)) {
            known = strict.judge(views(i < listed ? "shop@a 0/4" : ""), reporting, known, now);
        }
        assertThat(known.containsKey(SHOP_A) && known.get(SHOP_A).failing()).isFalse();
    }

    /** That nobody looks is no recovery, and a zone's own observers do not speak for it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "a", "b", "a b"})
    void whatIsNotListedIsWellOnlyWhereTwoOtherZonesReport(String reporting) {
        looks(6, "shop@a 4/4");
        for (int i = 0; i < 60; i++, now = now.plusSeconds(1)) {
            known = judge.judge(Map.of(), Set.of(reporting.split(" ", -1)), known, now);
        }
        assertThat(known.get(SHOP_A).toLeave()).isTrue();
    }

    /** Its pods may not have been proven to the observers: nothing says that it is well. */
    @Test
    void aStackThatIsNotListedNeverBecomesTrusted() {
        looks(6, "shop@a 4/4");
        for (int i = 0; i < 60 && !known.isEmpty(); i++, now = now.plusSeconds(1)) {
            assertThat(known.get(SHOP_A).healthySince()).isEmpty();
            known = judge.judge(Map.of(), Set.of("b", "c"), known, now);
        }
        assertThat(known).isEmpty();
    }
}
