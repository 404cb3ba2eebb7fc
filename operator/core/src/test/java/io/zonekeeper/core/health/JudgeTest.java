package io.zonekeeper.core.health;

import java.time.Duration;
import java.util.Locale;

import io.zonekeeper.core.zone.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class JudgeTest {
    private static final String FINE = "a: heartbeats 0/12 probes 0/20 services 0/5; b: heartbeats 0/12 probes 0/20 "
            + "services 0/5; c: heartbeats 0/12 probes 0/20 services 0/5";

    @ParameterizedTest(name = "{0} => {1}")
    @CsvSource(delimiter = '|', textBlock = """
            a: heartbeats 0/12; b: heartbeats 0/12; c: heartbeats 0/12                                        | a=Healthy b=Healthy c=Healthy
            a: heartbeats 3/3; b: heartbeats 0/12; c: heartbeats 0/12                                         | a=Suspect b=Healthy c=Healthy
            a: heartbeats 2/2; b: heartbeats 0/12; c: heartbeats 0/12                                         | a=Healthy b=Healthy c=Healthy
            a: heartbeats 3/3 kubelets 12/12; b: heartbeats 0/12 kubelets 0/2; c: heartbeats 0/12 kubelets 0/1 | a=Unhealthy b=Healthy c=Healthy
            a: heartbeats 3/3 kubelets 0/12; b: heartbeats 0/12 kubelets 0/2; c: heartbeats 0/12              | a=Healthy b=Healthy c=Healthy
            a: heartbeats 12/12 kubelets 0/12; b: heartbeats 0/12 kubelets 0/2; c: heartbeats 0/12            | a=Healthy b=Healthy c=Healthy
            a: heartbeats 3/3 kubelets 12/12; b: heartbeats 0/12 kubelets 2/2; c: heartbeats 0/12 kubelets 1/1 | a=Suspect b=Healthy c=Healthy
            a: heartbeats 3/3 kubelets 12/12 probes 0/20; b: heartbeats 0/12 kubelets 0/3 probes 0/20; c: heartbeats 0/12 probes 0/20 | a=Suspect b=Healthy c=Healthy
            a: heartbeats 3/3 kubelets 12/12 probes 10/20; b: heartbeats 0/12 kubelets 0/3 probes 0/20; c: heartbeats 0/12 probes 0/20 | a=Unhealthy b=Healthy c=Healthy
            a: heartbeats 3/3 kubelets 12/12 probes 1/1; b: heartbeats 0/12 kubelets 0/3 probes 0/20; c: heartbeats 0/12 probes 0/20 | a=Unhealthy b=Healthy c=Healthy
            a: heartbeats 3/3 kubelets 12/12; b: heartbeats 0/12 kubelets 2/2; c: heartbeats 0/12 kubelets 0/1 | a=Suspect b=Healthy c=Healthy
            a: heartbeats 3/3 kubelets 12/12; b: heartbeats 0/12 kubelets 1/2; c: heartbeats 0/12 kubelets 0/1 | a=Unhealthy b=Healthy c=Healthy
            a: heartbeats 7/12 kubelets 7/7; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12 kubelets 0/3   | a=Suspect b=Healthy c=Healthy
            a: heartbeats 7/12 kubelets 9/9; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12 kubelets 0/3   | a=Suspect b=Healthy c=Healthy
            a: heartbeats 7/12 kubelets 9/10; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12 kubelets 0/3  | a=Suspect b=Healthy c=Healthy
            a: heartbeats 7/8 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12 kubelets 0/3  | a=Unhealthy b=Healthy c=Healthy
            a: heartbeats 11/12 kubelets 11/11; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12 kubelets 0/3 | a=Unhealthy b=Healthy c=Healthy
            a: heartbeats 1/12 kubelets 1/12; b: heartbeats 0/12; c: heartbeats 0/12                          | a=Healthy b=Healthy c=Healthy
            a: heartbeats 6/12 kubelets 6/12; b: heartbeats 0/12; c: heartbeats 0/12                          | a=Healthy b=Healthy c=Healthy
            a: heartbeats 0/12 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12            | a=Healthy b=Healthy c=Healthy
            a: heartbeats 12/12; b: heartbeats 12/12; c: heartbeats 12/12                                     | a=Healthy b=Healthy c=Healthy
            a: heartbeats 9/9 kubelets 12/12; b: heartbeats 9/9 kubelets 12/12; c: heartbeats 9/9 kubelets 12/12 | a=Healthy b=Healthy c=Healthy
            a: heartbeats 9/9 kubelets 12/12; b: heartbeats 9/9 kubelets 12/12; c: heartbeats 0/12 kubelets 0/3 | a=Healthy b=Healthy c=Healthy
            a: aws 1/1; b: aws 0/1; c: aws 0/1                                                                | a=Suspect b=Healthy c=Healthy
            a: aws 1/1 heartbeats 3/3; b: aws 0/1 heartbeats 0/12; c: aws 0/1 heartbeats 0/12                 | a=Unhealthy b=Healthy c=Healthy
            """)
    void whatCountsAtOnce(String evidence, String verdicts) {
        assertThat(Story.balanced().look(evidence).verdicts()).isEqualTo(verdicts);
    }

    @ParameterizedTest(name = "{0} => {1}")
    @CsvSource(delimiter = '|', textBlock = """
            a: probes 20/20; b: probes 0/20; c: probes 0/20                                     | a=Suspect b=Healthy c=Healthy
            a: probes 10/20; b: probes 0/20; c: probes 0/20                                     | a=Suspect b=Healthy c=Healthy
            a: probes 9/20; b: probes 0/20; c: probes 0/20                                      | a=Healthy b=Healthy c=Healthy
            a: probes 1/1; b: probes 0/20; c: probes 0/20                                       | a=Healthy b=Healthy c=Healthy
            a: probes 20/20; b: probes 20/20; c: probes 0/20                                    | a=Suspect b=Suspect c=Healthy
            a: probes 20/20 services 5/5; b: probes 20/20 services 5/5; c: probes 0/20 services 0/5 | a=Suspect b=Suspect c=Healthy
            a: probes 20/20 services 5/5; b: probes 0/20 services 0/5; c: probes 0/20 services 0/5 | a=Unhealthy b=Healthy c=Healthy
            a: probes 10/20 services 3/5; b: probes 0/20 services 0/5; c: probes 0/20 services 0/5 | a=Unhealthy b=Healthy c=Healthy
            a: probes 20/20 services 1/5; b: probes 0/20 services 0/5; c: probes 0/20 services 0/5 | a=Suspect b=Healthy c=Healthy
            a: probes 4/4 services 1/1; b: probes 0/4 services 0/1; c: probes 0/4 services 0/1  | a=Suspect b=Healthy c=Healthy
            a: pods 30/30; b: pods 0/30; c: pods 0/30                                           | a=Healthy b=Healthy c=Healthy
            a: pods 30/30 probes 20/20; b: pods 0/30 probes 0/20; c: pods 0/30 probes 0/20      | a=Suspect b=Healthy c=Healthy
            a: nodes 12/12; b: nodes 0/12; c: nodes 0/12                                        | a=Suspect b=Healthy c=Healthy
            a: nodes 6/12; b: nodes 0/12; c: nodes 0/12                                         | a=Healthy b=Healthy c=Healthy
            a: nodes 12/12 heartbeats 12/12 pods 30/30; b: nodes 0/12 heartbeats 0/12 pods 0/30; c: nodes 0/12 heartbeats 0/12 pods 0/30 | a=Suspect b=Healthy c=Healthy
            a: nodes 12/12 pods 30/30; b: nodes 0/12 pods 0/30; c: nodes 0/12 pods 0/30         | a=Suspect b=Healthy c=Healthy
            a: heartbeats 9/9 probes 20/20; b: heartbeats 0/12 probes 0/20; c: heartbeats 0/12 probes 0/20 | a=Unhealthy b=Healthy c=Healthy
            a: prometheus 1/1 probes 20/20; b: prometheus 0/1 probes 0/20; c: prometheus 0/1 probes 0/20 | a=Suspect b=Healthy c=Healthy
            a: prometheus 1/1 heartbeats 3/3; b: prometheus 0/1 heartbeats 0/12; c: prometheus 0/1 heartbeats 0/12 | a=Unhealthy b=Healthy c=Healthy
            a: heartbeats 3/3 kubelets 0/12; b: heartbeats 0/12 kubelets 0/2; c: heartbeats 0/12 | a=Suspect b=Healthy c=Healthy
            a: heartbeats 12/12 kubelets 0/12; b: heartbeats 0/12 kubelets 0/2; c: heartbeats 0/12 | a=Suspect b=Healthy c=Healthy
            a: heartbeats 12/12; b: heartbeats 12/12; c: heartbeats 12/12 | a=Suspect b=Suspect c=Suspect
            a: heartbeats 9/9 kubelets 12/12; b: heartbeats 9/9 kubelets 12/12; c: heartbeats 9/9 kubelets 12/12 | a=Suspect b=Suspect c=Suspect
            a: heartbeats 9/9 kubelets 12/12; b: heartbeats 9/9 kubelets 12/12; c: heartbeats 0/12 kubelets 0/3 | a=Suspect b=Suspect c=Healthy
            """)
    void whatCountsWhenItLasts(String evidence, String verdicts) {
        assertThat(Story.balanced().looks(6, evidence).verdicts()).isEqualTo(verdicts);
    }

    @Test
    void anApiEndpointThatDiesWithItsZoneCondemnsThatZoneAlone() {
        // Half of the others' kubelets had their connection to it: late, but they can be connected to.
        Story story = Story.balanced()
                .look(
                        "a: heartbeats 4/4 kubelets 12/12; b: heartbeats 4/5 kubelets 0/12; c: heartbeats 3/3 kubelets 0/12");
        assertThat(story.verdicts()).isEqualTo("a=Unhealthy b=Healthy c=Healthy");
        story.looks(
                30,
                "a: heartbeats 12/12 kubelets 12/12; b: heartbeats 6/12 kubelets 0/12; c: heartbeats 6/12 kubelets 0/12");
        assertThat(story.verdicts()).isEqualTo("a=Unhealthy b=Healthy c=Healthy");
    }

    @Test
    void anApiEndpointThatDiesAloneBlamesNobody() {
        String late =
                "a: heartbeats 6/6 kubelets 0/12; b: heartbeats 5/6 kubelets 0/12; c: heartbeats 6/9 kubelets 0/12";
        Story story = Story.balanced();
        for (int second = 0; second < 45; second++) {
            story.look(late);
            assertThat(story.verdicts()).doesNotContain("Unhealthy");
        }
        assertThat(story.look(FINE).verdicts()).isEqualTo("a=Healthy b=Healthy c=Healthy");
    }

    /** A busy API server answers all kubelets late for a moment. */
    @Test
    void aBlinkOfAllZonesIsNoSuspicion() {
        Story story = Story.balanced();
        for (int look = 0; look < 10; look++) {
            story.look("a: heartbeats 0/12; b: heartbeats 3/3; c: heartbeats 3/3")
                    .look(FINE);
            assertThat(story.verdicts()).isEqualTo("a=Healthy b=Healthy c=Healthy");
        }
    }

    @Test
    void aSignalMustBeBadInFourOfSixLooks() {
        String bad = "a: heartbeats 3/3 probes 20/20; b: heartbeats 0/12 probes 0/20; c: heartbeats 0/12 probes 0/20";
        String good = "a: heartbeats 3/3 probes 0/20; b: heartbeats 0/12 probes 0/20; c: heartbeats 0/12 probes 0/20";
        Story story = Story.balanced()
                .look(bad)
                .look(good)
                .look(bad)
                .look(good)
                .look(bad)
                .look(good);
        assertThat(story.verdicts()).isEqualTo("a=Suspect b=Healthy c=Healthy");
        assertThat(story.look(bad).look(bad).verdicts()).isEqualTo("a=Unhealthy b=Healthy c=Healthy");
    }

    @Test
    void looksCountOnceAWindowHoweverOftenTheJudgeLooks() {
        Sensitivity s = Sensitivity.BALANCED;
        Judge judge = new Judge(s);
        var evidence = new Evidence(
                true,
                java.util.Map.of("a", 12, "b", 12, "c", 12),
                Story.parse(
                        "a: heartbeats 3/3 probes 20/20; b: heartbeats 0/12 probes 0/20; c: heartbeats 0/12 probes 0/20"));
        var outcome = new Judge.Outcome(java.util.Map.of(), java.util.Map.of());
        for (int i = 0; i < 29; i++) {
            outcome = judge.judge(evidence, outcome.memory(), Story.START.plusMillis(100L * i));
        }
        assertThat(outcome.verdicts().get("a").verdict()).isEqualTo(Verdict.SUSPECT);
        outcome = judge.judge(evidence, outcome.memory(), Story.START.plusMillis(3000));
        assertThat(outcome.verdicts().get("a").verdict()).isEqualTo(Verdict.UNHEALTHY);
    }

    @ParameterizedTest
    @CsvSource({"6, true, Healthy", "7, true, Unknown", "0, false, Unknown"})
    void staleOrUnsightedEvidenceTriggersNothing(int age, boolean sighted, String verdictOfB) {
        String old = "a: heartbeats 3/3@%1$ds kubelets 12/12@%1$ds; b: heartbeats 0/12@%1$ds kubelets 0/3@%1$ds"
                .formatted(age);
        Story story = Story.of(Sensitivity.BALANCED)
                .nodes(12, "a", "b")
                .sighted(sighted)
                .looks(10, old);
        assertThat(story.verdict("b").word()).isEqualTo(verdictOfB);
        assertThat(story.verdict("a")).isEqualTo(age == 6 ? Verdict.UNHEALTHY : Verdict.UNKNOWN);
    }

    @Test
    void staleOrMissingEvidenceClearsNothing() {
        Story story = Story.balanced()
                .look("a: heartbeats 3/3 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12");
        assertThat(story.looks(300, "").verdicts()).isEqualTo("a=Unhealthy b=Unknown c=Unknown");
        assertThat(story.sighted(false).looks(300, FINE).verdicts()).isEqualTo("a=Unhealthy b=Unknown c=Unknown");
        assertThat(story.looks(300, "a: heartbeats 0/12@20s; b: heartbeats 0/12")
                        .verdict("a"))
                .isEqualTo(Verdict.UNHEALTHY);
    }

    @Test
    void unhealthyEndsOnlyAfterAllEvidenceWasGoodForLongEnough() {
        Story story = Story.balanced()
                .look("a: heartbeats 3/3 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12");
        assertThat(story.looks(14, FINE).verdict("a")).isEqualTo(Verdict.UNHEALTHY);
        // One bad look begins the wait anew.
        story.look("a: heartbeats 0/12 probes 20/20; b: heartbeats 0/12 probes 0/20; c: heartbeats 0/12 probes 0/20");
        assertThat(story.looks(15, FINE).verdict("a")).isEqualTo(Verdict.UNHEALTHY);
        assertThat(story.look(FINE).verdict("a")).isEqualTo(Verdict.HEALTHY);
        assertThat(story.of("a").healthySince()).contains(story.of("a").since());
    }

    @Test
    void aSignalThatCondemnedTheZoneAndIsSeenNoMoreDoesNotClearIt() {
        String gray = "a: heartbeats 0/12 probes 20/20 services 5/5; b: heartbeats 0/12 probes 0/20 services 0/5; "
                + "c: heartbeats 0/12 probes 0/20 services 0/5";
        String observersGone = "a: heartbeats 0/12; b: heartbeats 0/12; c: heartbeats 0/12";
        Story story = Story.balanced().looks(6, gray);
        assertThat(story.verdict("a")).isEqualTo(Verdict.UNHEALTHY);
        assertThat(story.looks(120, observersGone).verdict("a")).isEqualTo(Verdict.UNHEALTHY);
        assertThat(story.looks(30, FINE).verdict("a")).isEqualTo(Verdict.HEALTHY);
        // Nobody may ever look again: its services may be gone.
        assertThat(Story.balanced().looks(6, gray).looks(700, observersGone).verdict("a"))
                .isEqualTo(Verdict.HEALTHY);
    }

    /** Seen on real kubelets: a dark zone was "recovering: nothing fails now" while its leases were not known. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a: heartbeats 3/3; b: heartbeats 0/12; c: heartbeats 0/12                                          | a: probes 0/20; b: heartbeats 0/12; c: heartbeats 0/12                       | Suspect
            a: heartbeats 3/3 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12              | a: probes 0/20; b: heartbeats 0/12; c: heartbeats 0/12                       | Unhealthy
            a: heartbeats 3/3 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12              | a: nodes 0/12 kubelets 0/3; b: heartbeats 0/12; c: heartbeats 0/12           | Unhealthy
            a: probes 20/20 heartbeats 0/12; b: heartbeats 0/12 probes 0/20; c: heartbeats 0/12 probes 0/20    | a: heartbeats 0/12; b: heartbeats 0/12; c: heartbeats 0/12                   | Suspect
            a: aws 1/1 heartbeats 0/12; b: aws 0/1 heartbeats 0/12; c: aws 0/1 heartbeats 0/12                 | a: heartbeats 0/12; b: heartbeats 0/12; c: heartbeats 0/12                   | Suspect
            """)
    void noVerdictGetsBetterBecauseNobodyListens(String failing, String unseen, String word) {
        Verdict verdict = Verdict.valueOf(word.toUpperCase(Locale.ROOT));
        Story story = Story.balanced().looks(6, failing);
        assertThat(story.verdict("a")).isEqualTo(verdict);
        story.sighted(false).looks(3, "").sighted(true);
        assertThat(story.looks(590, unseen).verdict("a")).isEqualTo(verdict);
        assertThat(story.looks(20, unseen).verdict("a"))
                .as("as if it were gone")
                .isEqualTo(Verdict.HEALTHY);

        story = Story.balanced()
                .looks(6, failing)
                .looks(20, unseen)
                .looks(20, FINE.replace("services 0/5", "services 0/5 aws 0/1"));
        assertThat(story.verdict("a")).as("seen to be well").isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void aHealthyZoneStaysSoWhereASignalIsSeenNoMore() {
        Story story = Story.balanced().looks(30, FINE);
        story.look("a: probes 20/20 heartbeats 0/12; b: heartbeats 0/12 probes 0/20; c: heartbeats 0/12 probes 0/20");
        assertThat(story.looks(30, "a: heartbeats 0/12; b: heartbeats 0/12; c: heartbeats 0/12")
                        .verdict("a"))
                .isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void looksFromBeforeAGapDoNotCondemnAfterIt() {
        String gray = "a: heartbeats 0/12 probes 20/20 services 5/5; b: heartbeats 0/12 probes 0/20 services 0/5; "
                + "c: heartbeats 0/12 probes 0/20 services 0/5";
        String observersGone = "a: heartbeats 0/12; b: heartbeats 0/12; c: heartbeats 0/12";
        Story story = Story.balanced().looks(3, gray).looks(60, observersGone).look(gray);
        assertThat(story.of("a").level(Signal.PROBES)).isEqualTo(Level.FRESHLY_BAD);
        assertThat(story.looks(2, gray).verdict("a")).isEqualTo(Verdict.HEALTHY);
        assertThat(story.look(gray).verdict("a")).isEqualTo(Verdict.UNHEALTHY);
    }

    @Test
    void suspectEndsWithTheFailure() {
        Story story = Story.balanced().look("a: heartbeats 3/3; b: heartbeats 0/12; c: heartbeats 0/12");
        assertThat(story.verdict("a")).isEqualTo(Verdict.SUSPECT);
        assertThat(story.look(FINE).verdict("a")).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void failuresOfAllZonesMakeThemSuspectAndAreToldAsShared() {
        Story story = Story.balanced()
                .looks(6, "a: probes 20/20 services 5/5; b: probes 20/20 services 5/5; c: probes 20/20 services 5/5");
        assertThat(story.verdicts()).isEqualTo("a=Suspect b=Suspect c=Suspect");
        assertThat(story.of("a").shared()).isTrue();
        assertThat(Explanation.evidence(story.of("a"))).contains("20 of 20 pods fail their health checks, as in other");
    }

    @ParameterizedTest(name = "{0} nodes: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            1 | a: heartbeats 1/1 kubelets 1/1; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12
            1 | a: heartbeats 1/1 kubelets 1/1 probes 1/1 services 1/1; b: heartbeats 0/12 kubelets 0/3 probes 0/20 services 0/5; c: heartbeats 0/12
            1 | a: probes 6/6 services 3/3 heartbeats 0/1; b: probes 0/20 services 0/5; c: probes 0/20 services 0/5
            1 | a: probes 6/6 aws 1/1; b: probes 0/20 aws 0/1; c: probes 0/20 aws 0/1
            12 | a: probes 1/1 services 1/1 heartbeats 3/3; b: probes 0/20 services 0/5 heartbeats 0/12; c: probes 0/20 services 0/5
            12 | a: probes 1/1 services 1/1 aws 1/1; b: probes 0/20 services 0/5 aws 0/1; c: probes 0/20 services 0/5
            """)
    void zonesTooSmallToJudgeAreNeverUnhealthy(int nodes, String evidence) {
        Story story = Story.balanced().nodes(nodes, "a").looks(20, evidence);
        assertThat(story.verdict("a")).isNotEqualTo(Verdict.UNHEALTHY);
    }

    @Test
    void twoNodesAreEnough() {
        Story story = Story.of(Sensitivity.BALANCED).nodes(2, "a", "b", "c");
        story.look("a: heartbeats 1/1 kubelets 2/2; b: heartbeats 0/2 kubelets 0/2; c: heartbeats 0/2 kubelets 0/1");
        assertThat(story.verdicts()).isEqualTo("a=Healthy b=Healthy c=Healthy");
        story.look("a: heartbeats 2/2 kubelets 2/2; b: heartbeats 0/2 kubelets 0/2; c: heartbeats 0/2 kubelets 0/1");
        assertThat(story.verdicts()).isEqualTo("a=Unhealthy b=Healthy c=Healthy");
    }

    @ParameterizedTest
    @CsvSource({"60, true", "119, true", "180, false"})
    void theTimeOfTrustSurvivesABlinkAndNoMore(int blindSeconds, boolean survives) {
        Story story = Story.balanced().looks(600, FINE);
        var since = story.of("a").healthySince();
        story.sighted(false).looks(blindSeconds, "").sighted(true).look(FINE);
        assertThat(story.verdict("a")).isEqualTo(Verdict.HEALTHY);
        assertThat(story.of("a").healthySince().equals(since)).isEqualTo(survives);
    }

    /** An API server that is busy with an incident is silent for seconds: that changes what is known of no zone. */
    @ParameterizedTest
    @CsvSource({"1, Healthy", "30, Healthy", "31, Unknown"})
    void aVerdictIsRetainedWhileTheJudgeIsBlindForAMoment(int blindSeconds, String verdict) {
        Story story = Story.balanced().looks(600, FINE).sighted(false).looks(blindSeconds, "");
        assertThat(story.verdict("b").word()).isEqualTo(verdict);
        assertThat(story.newLeader().look("").verdict("b").word()).isEqualTo(verdict);
    }

    @Test
    void aNewLeaderKnowsWhatTheStatusSays() {
        Story story = Story.balanced().looks(600, FINE);
        var since = story.of("a").healthySince();
        assertThat(story.newLeader().look(FINE).of("a").healthySince()).isEqualTo(since);
        story.look("a: heartbeats 3/3 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12");
        assertThat(story.newLeader().look("").verdict("a")).isEqualTo(Verdict.UNHEALTHY);
        assertThat(story.looks(15, FINE).verdict("a")).isEqualTo(Verdict.UNHEALTHY);
        assertThat(story.look(FINE).verdict("a")).isEqualTo(Verdict.HEALTHY);
    }

    /** Their status says for 50 s that nodes of a dark zone are Ready; missing renewals are seen after some seconds. */
    @Test
    void aNewLeaderThatDoesNotHearYetWhatSpokeAgainstAZoneTrustsItNoSooner() {
        Story story = Story.balanced().looks(600, FINE);
        story.look("a: heartbeats 3/3 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12");
        String deaf = "a: nodes 0/12; b: nodes 0/12; c: nodes 0/12";
        assertThat(story.newLeader().looks(300, deaf).verdict("a")).isEqualTo(Verdict.UNHEALTHY);
        assertThat(story.newLeader().looks(16, FINE).verdict("a")).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void onlyTheStepsOfASteadyClockMatter() {
        // `now` is a steady clock that began anywhere: moving all of it changes no verdict.
        for (Duration shift : new Duration[] {Duration.ZERO, Duration.ofDays(-4000), Duration.ofDays(9999)}) {
            Story story = Story.balanced().pass(shift).looks(30, FINE);
            story.look("a: heartbeats 3/3 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12");
            assertThat(story.looks(15, FINE).verdicts()).isEqualTo("a=Unhealthy b=Healthy c=Healthy");
            assertThat(story.look(FINE).verdicts()).isEqualTo("a=Healthy b=Healthy c=Healthy");
        }
    }

    @Test
    void aZoneIsDarkWhereItsNodesOrItsPodsDoNotAnswer() {
        assertThat(Story.balanced()
                        .look("a: heartbeats 3/3 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12")
                        .of("a")
                        .dark())
                .isTrue();
        assertThat(Story.balanced()
                        .looks(
                                6,
                                "a: probes 12/20 services 3/5; b: probes 0/20 services 0/5; c: probes 0/20 services 0/5")
                        .of("a")
                        .dark())
                .isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a: services 0/3
            a: pods 6/6
            a: pods 0/6
            a: aws 0/1
            a: aws 0/1 services 0/3 pods 6/6
            a: probes 0/3 prometheus 0/1
            a: heartbeats 0/4
            a: none
            """)
    void ofADarkZoneWithoutNodesNothingSpeaksAnyMore(String evidence) {
        String others =
                "; b: heartbeats 0/12 probes 0/20 services 0/5 aws 0/1; c: heartbeats 0/12 probes 0/20 services 0/5 aws 0/1";
        Story story = Story.balanced()
                .looks(
                        10,
                        "a: heartbeats 12/12 kubelets 12/12 probes 20/20"
                                + others.replace("c: heartbeats 0/12", "c: heartbeats 0/12 kubelets 0/3"));
        assertThat(story.verdict("a")).isEqualTo(Verdict.UNHEALTHY);
        story.nodes(0, "a");
        String look = evidence + others;
        for (int i = 0; i < 1200; i++) {
            assertThat(story.look(look).verdict("a")).isEqualTo(Verdict.UNHEALTHY);
        }
        assertThat(story.of("a").emptySince()).contains(Story.START.plusSeconds(10));
        assertThat(story.of("a").dark()).isTrue();

        story.nodes(12, "a").looks(15, FINE);
        assertThat(story.verdict("a")).isEqualTo(Verdict.UNHEALTHY);
        assertThat(story.look(FINE).verdict("a"))
                .as("when there are nodes again")
                .isEqualTo(Verdict.HEALTHY);
        assertThat(story.of("a").emptySince()).isEmpty();
    }

    @Test
    void aZoneWithoutNodesIsUnknownWhateverIsSaidOfIt() {
        Story story = Story.balanced().looks(10, FINE).nodes(0, "a");
        for (String evidence :
                new String[] {"services 0/3", "pods 6/6", "aws 1/1", "probes 20/20 services 5/5 aws 1/1"}) {
            story.looks(
                    10,
                    "a: " + evidence
                            + "; b: heartbeats 0/12 probes 0/20 services 0/5; c: heartbeats 0/12 probes 0/20 services 0/5");
            assertThat(story.verdict("a")).as(evidence).isEqualTo(Verdict.UNKNOWN);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            1 | a: heartbeats 1/1 kubelets 1/1 nodes 1/1 services 0/3
            1 | a: heartbeats 1/1 kubelets 1/1 nodes 1/1 aws 0/1
            3 | a: aws 0/1 services 0/3
            3 | a: pods 6/6 aws 0/1
            3 | a: pods 0/6
            """)
    void aDarkZoneOfWhichLittleIsLeftToSeeIsNotHealthy(int nodes, String evidence) {
        String others = "; b: heartbeats 0/12 kubelets 0/3 nodes 0/12 aws 0/1; c: heartbeats 0/12 nodes 0/12 aws 0/1";
        Story story = Story.balanced().looks(10, "a: heartbeats 12/12 kubelets 12/12 nodes 12/12 aws 0/1" + others);
        assertThat(story.nodes(nodes, "a").looks(1200, evidence + others).verdict("a"))
                .isEqualTo(Verdict.UNHEALTHY);
    }

    @Test
    void aZoneAllOfWhoseNodesAreCordonedIsJudgedByItsPods() {
        // Cordoned nodes do not count, but they are there.
        var evidence = new Evidence(
                true,
                java.util.Map.of("a", 0, "b", 12, "c", 12),
                java.util.Set.of(),
                Story.parse("a: probes 0/20; b: heartbeats 0/12 probes 0/20; c: heartbeats 0/12 probes 0/20"));
        Judge.Outcome outcome = new Judge(Sensitivity.BALANCED).judge(evidence, java.util.Map.of(), Story.START);
        assertThat(outcome.verdicts().get("a").verdict()).isEqualTo(Verdict.HEALTHY);
        assertThat(outcome.verdicts().get("a").emptySince()).isEmpty();
    }

    /** New nodes that are not Ready yet, pods that wait for nodes, and what else a scale-up makes of an overload. */
    @ParameterizedTest(name = "{0} => {1}")
    @CsvSource(delimiter = '|', textBlock = """
            a: heartbeats 0/12 nodes 0/12 probes 0/30 services 0/5 pods 30/60 aws 1/1; b: heartbeats 0/12 nodes 0/12 probes 0/30 services 0/5 pods 0/60 aws 0/1; c: heartbeats 0/12 nodes 0/12 probes 0/30 services 0/5 pods 0/60 aws 0/1 | Suspect
            a: heartbeats 0/12 nodes 0/12 pods 60/60 aws 1/1; b: heartbeats 0/12 nodes 0/12 pods 0/60 aws 0/1; c: heartbeats 0/12 nodes 0/12 pods 0/60 aws 0/1 | Suspect
            a: pods 60/60 aws 1/1; b: pods 0/60 aws 0/1; c: pods 0/60 aws 0/1                      | Suspect
            a: heartbeats 0/12 nodes 10/12; b: heartbeats 0/12 nodes 0/12; c: heartbeats 0/12 nodes 0/12 | Healthy
            a: heartbeats 0/12 nodes 10/12 probes 12/20 services 1/5; b: heartbeats 0/12 nodes 0/12 probes 0/20 services 0/5; c: heartbeats 0/12 nodes 0/12 probes 0/20 services 0/5 | Suspect
            a: heartbeats 0/12 nodes 12/12 aws 1/1; b: heartbeats 0/12 nodes 0/12 aws 0/1; c: heartbeats 0/12 nodes 0/12 aws 0/1 | Suspect
            a: heartbeats 0/12 nodes 12/12 prometheus 1/1; b: heartbeats 0/12 nodes 0/12 prometheus 0/1; c: heartbeats 0/12 nodes 0/12 prometheus 0/1 | Suspect
            """)
    void whatNeverWorkedIsNoWitnessWhereEveryLeaseIsInTime(String evidence, String verdictOfA) {
        assertThat(Story.balanced().looks(12, evidence).verdict("a").word()).isEqualTo(verdictOfA);
    }

    /** Of three nodes two are dark: too few for silence to count at once, and yet they are not Ready because of it. */
    @Test
    void nodesThatAreNotReadyBecauseTheyAreSilentSpeakAgainstTheirZone() {
        Story story = Story.balanced()
                .nodes(3, "a")
                .looks(
                        8,
                        "a: heartbeats 2/3 kubelets 2/2 nodes 2/3; b: heartbeats 0/12 kubelets 0/3 nodes 0/12; c: heartbeats 0/12 nodes 0/12");
        assertThat(story.verdict("a")).isEqualTo(Verdict.SUSPECT);
    }

    /** New nodes in two zones at once are no failure that the zones share either. */
    @Test
    void newNodesInTwoZonesAreNothingShared() {
        Story story = Story.balanced()
                .looks(
                        8,
                        "a: heartbeats 0/12 nodes 10/12; b: heartbeats 0/12 nodes 10/12; c: heartbeats 0/12 nodes 0/12");
        assertThat(story.verdicts()).isEqualTo("a=Healthy b=Healthy c=Healthy");
    }

    @Test
    void aZoneWhoseNodesAreNotReadyAgainYetHasNotRecovered() {
        Story story = Story.balanced()
                .look("a: heartbeats 3/3 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12");
        story.looks(60, "a: heartbeats 0/12 nodes 12/12; b: heartbeats 0/12 nodes 0/12; c: heartbeats 0/12 nodes 0/12");
        assertThat(story.verdict("a")).isEqualTo(Verdict.UNHEALTHY);
        story.looks(17, "a: heartbeats 0/12 nodes 0/12; b: heartbeats 0/12 nodes 0/12; c: heartbeats 0/12 nodes 0/12");
        assertThat(story.verdict("a")).isEqualTo(Verdict.HEALTHY);
    }

    /** Kubelets are tried from zone b. */
    @ParameterizedTest(name = "{0} => {1}")
    @CsvSource(delimiter = '|', textBlock = """
            a: heartbeats 12/12 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3                    | a=Unhealthy b=Healthy c=Unknown
            a: heartbeats 3/3 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3                      | a=Suspect b=Healthy c=Unknown
            a: heartbeats 6/12 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3                     | a=Healthy b=Healthy c=Unknown
            a: heartbeats 11/12 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3                    | a=Suspect b=Healthy c=Unknown
            a: heartbeats 11/12 nodes 11/12 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3        | a=Suspect b=Healthy c=Unknown
            a: heartbeats 11/11 nodes 12/12 kubelets 11/11; b: heartbeats 0/12 kubelets 0/3        | a=Unhealthy b=Healthy c=Unknown
            a: heartbeats 12/12 kubelets 12/12; b: heartbeats 0/12 kubelets 3/3                    | a=Suspect b=Healthy c=Unknown
            a: heartbeats 12/12 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12 | a=Unhealthy b=Healthy c=Healthy
            a: heartbeats 4/4 kubelets 12/12; b: heartbeats 4/4 kubelets 0/4; c: heartbeats 3/3 kubelets 0/3 | a=Unhealthy b=Healthy c=Healthy
            a: heartbeats 0/12 kubelets 0/3; b: heartbeats 12/12 kubelets 12/12; c: heartbeats 0/12 kubelets 0/3 | a=Healthy b=Suspect c=Healthy
            """)
    void theZoneThatKubeletsAreTriedFromIsAControlAndAccusesNobodyInHaste(String evidence, String verdicts) {
        Judge judge = new Judge(Sensitivity.BALANCED);
        var seen = new Evidence(
                true,
                java.util.Map.of("a", 12, "b", 12, "c", 12),
                java.util.Set.of(),
                Story.parse(evidence),
                java.util.Optional.of("b"));
        var judged = judge.judge(seen, java.util.Map.of(), Story.START).verdicts();
        assertThat(new java.util.TreeMap<>(judged)
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + "="
                                        + entry.getValue().verdict().word())
                                .toList())
                .isEqualTo(java.util.List.of(verdicts.split(" ", -1)));
    }
}
