package io.zonekeeper.controllers.zones;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus.SignalStatus;
import io.zonekeeper.core.health.Explanation;
import io.zonekeeper.core.health.Level;
import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.Sensitivity;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.kube.objects.Conditions;

/**
 * What a Zone's status reports about its verdict.
 *
 * <p>Numbers change all the time, so they are written only when what they say changes in kind. A failure that the
 * status names is taken out when it has ended, and a recent one that it does not name stays unnamed: pods that come and
 * go would be written about for ever.
 */
record VerdictFields(
        String verdict,
        String since,
        String healthySince,
        String evidence,
        String wouldChange,
        List<SignalStatus> signals) {

    private static final String GOOD = "Good";

    private static final Set<String> STEADY = Arrays.stream(Signal.values())
            .filter(Signal::steady)
            .map(Signal::word)
            .collect(Collectors.toUnmodifiableSet());

    static VerdictFields of(ZoneVerdict zoneVerdict, Optional<ZoneStatus> before, Sensitivity sensitivity) {
        String verdict = zoneVerdict.verdict().word();
        List<SignalStatus> signals = signals(zoneVerdict, before);
        Optional<ZoneStatus> same = before.filter(status -> verdict.equals(status.verdict()));
        List<SignalStatus> written = same.map(ZoneStatus::signals).orElse(List.of());
        boolean sameClass = same.isPresent()
                && kind(written).equals(kind(signals))
                && failing(signals).containsAll(failing(written));
        return new VerdictFields(
                verdict,
                same.map(ZoneStatus::verdictSince).orElseGet(() -> Conditions.text(zoneVerdict.since())),
                zoneVerdict.healthySince().map(Conditions::text).orElse(null),
                sameClass ? same.get().evidence() : Explanation.evidence(zoneVerdict),
                sameClass ? same.get().wouldChange() : Explanation.wouldChange(zoneVerdict, sensitivity),
                sameClass ? same.get().signals() : signals);
    }

    /** Returns the signals that counted against a zone when its status was written. */
    static Set<Signal> bad(ZoneStatus status) {
        Set<String> words = Stream.ofNullable(status.signals())
                .flatMap(List::stream)
                .filter(VerdictFields::counts)
                .map(SignalStatus::signal)
                .collect(Collectors.toSet());
        return Stream.of(Signal.values())
                .filter(signal -> words.contains(signal.word()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean counts(SignalStatus signal) {
        return "Bad".equals(signal.result()) || "Shared".equals(signal.result());
    }

    /**
     * What is seen now, and what spoke against the zone when it was last seen: a new process does not see it yet, and
     * the next one must still recall it.
     */
    private static List<SignalStatus> signals(ZoneVerdict zoneVerdict, Optional<ZoneStatus> before) {
        List<SignalStatus> signals = signals(zoneVerdict);
        Set<String> seen = signals.stream().map(SignalStatus::signal).collect(Collectors.toSet());
        if (zoneVerdict.verdict() != Verdict.HEALTHY) {
            before.stream()
                    .flatMap(status -> Stream.ofNullable(status.signals()))
                    .flatMap(List::stream)
                    .filter(signal ->
                            counts(signal) && STEADY.contains(signal.signal()) && !seen.contains(signal.signal()))
                    .forEach(signals::add);
        }
        return signals;
    }

    private static List<SignalStatus> signals(ZoneVerdict zoneVerdict) {
        List<SignalStatus> signals = new ArrayList<>();
        for (Observation observation : zoneVerdict.observations()) {
            signals.add(new SignalStatus(
                    observation.signal().word(),
                    word(zoneVerdict.level(observation.signal())),
                    observation.samples(),
                    observation.failures()));
        }
        return signals;
    }

    private static Set<String> failing(List<SignalStatus> signals) {
        return signals.stream()
                .filter(signal -> !GOOD.equals(signal.result()))
                .map(SignalStatus::signal)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String word(Level level) {
        return switch (level) {
            case NONE, GOOD -> GOOD;
            case FRESHLY_BAD -> "Recent";
            case SHARED -> "Shared";
            case BAD -> "Bad";
        };
    }

    /** What counts of signals: those that count against the zone, and which of the steady ones are heard at all. */
    private static Map<String, String> kind(List<SignalStatus> signals) {
        Map<String, String> kind = new TreeMap<>();
        for (SignalStatus signal : signals) {
            boolean loud = counts(signal);
            if (loud || STEADY.contains(signal.signal())) {
                kind.put(signal.signal(), loud ? signal.result() : "");
            }
        }
        return kind;
    }
}
