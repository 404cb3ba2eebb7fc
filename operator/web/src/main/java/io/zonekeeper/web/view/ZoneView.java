package io.zonekeeper.web.view;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A column of the web view.
 *
 * @param name the zone's name
 * @param zoneId its ID; null where it is not known
 * @param object the name of the Zone object
 * @param slot its number in pod labels; null where it has none
 * @param nodes its nodes; null before they were counted
 * @param verdict what the evidence amounts to: Healthy, Suspect, Unhealthy or Unknown
 * @param since when the verdict last changed
 * @param evidence why
 * @param wouldChange what would change the verdict
 * @param signals the result of each signal
 * @param cordon the cordon in effect; null while it is not cordoned
 * @param drill the running or last drill; null without one
 * @param aws what AWS reports; null where it reports nothing
 * @param problems what its conditions report
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ZoneView(
        String name,
        String zoneId,
        String object,
        Integer slot,
        NodeNumbers nodes,
        String verdict,
        String since,
        String evidence,
        String wouldChange,
        List<SignalResult> signals,
        Cordon cordon,
        Drill drill,
        String aws,
        List<Problem> problems) {

    /** Copies the lists. */
    public ZoneView {
        signals = List.copyOf(signals);
        problems = List.copyOf(problems);
    }

    /** Returns what the zone is cordoned by; empty while it is not. */
    public Optional<String> cordonedBy() {
        return Optional.ofNullable(cordon).map(Cordon::by);
    }

    /**
     * Nodes of a zone.
     *
     * @param total all of them
     * @param ready those that are Ready
     * @param schedulable those that accept new pods
     */
    public record NodeNumbers(int total, int ready, int schedulable) {}

    /**
     * The result of one signal.
     *
     * @param signal its name
     * @param result Good, Bad, Recent or Shared
     * @param samples what was checked
     * @param failures what of it was bad
     */
    public record SignalResult(String signal, String result, Integer samples, Integer failures) {}

    /**
     * A cordon in effect.
     *
     * @param by Automatic, Manual, Closure, External or Drill
     * @param reason why
     * @param since when it began
     * @param deadline when the zone closes; null unless it is announced
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Cordon(String by, String reason, String since, String deadline) {}

    /**
     * A drill.
     *
     * @param phase Waiting, Running, Returning or Ended
     * @param outcome Completed, Aborted or Refused; null until known
     * @param startedAt when it began
     * @param until when it ends at the latest
     * @param endedAt when it ended
     * @param facts its reason and figures
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Drill(
            String phase, String outcome, String startedAt, String until, String endedAt, List<Fact> facts) {
        /** Copies the list. */
        public Drill {
            facts = List.copyOf(facts);
        }
    }
}
