package io.zonekeeper.core.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.zonekeeper.core.zone.Verdict;

/**
 * Looks at zones, one after the other, in words.
 *
 * <p>{@code "a: heartbeats 5/5 kubelets 5/5; b: heartbeats 0/12"}: in zone a 5 of 5 samples of the signal heartbeats
 * fail. {@code probes 8/8@9s} is 9 s old.
 */
final class Story {
    static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final Pattern WORD = Pattern.compile("(\\w+) (\\d+)/(\\d+)(?:@(\\d+)s)?");

    private final Judge judge;
    private final Map<String, Integer> nodes = new TreeMap<>();
    private Map<String, ZoneMemory> memory = Map.of();
    private Map<String, ZoneVerdict> verdicts = Map.of();
    private boolean sighted = true;
    private Instant now = START;

    private Story(Sensitivity sensitivity) {
        judge = new Judge(sensitivity);
    }

    /** Three zones of 12 nodes, judged with the default numbers. */
    static Story balanced() {
        return of(Sensitivity.BALANCED).nodes(12, "a", "b", "c");
    }

    static Story of(Sensitivity sensitivity) {
        return new Story(sensitivity);
    }

    Story nodes(int count, String... zones) {
        for (String zone : zones) {
            nodes.put(zone, count);
        }
        return this;
    }

    Story sighted(boolean isSighted) {
        sighted = isSighted;
        return this;
    }

    /** A look now, and the clock a second further. */
    Story look(String evidence) {
        Judge.Outcome outcome = judge.judge(new Evidence(sighted, nodes, parse(evidence)), memory, now);
        memory = outcome.memory();
        verdicts = outcome.verdicts();
        now = now.plusSeconds(1);
        return this;
    }

    /** A look every second. */
    Story looks(int times, String evidence) {
        for (int i = 0; i < times; i++) {
            look(evidence);
        }
        return this;
    }

    Story pass(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** A new judge that knows what the status says. */
    Story newLeader() {
        Map<String, ZoneMemory> recalled = new TreeMap<>();
        verdicts.forEach((zone, zoneVerdict) -> recalled.put(zone, ZoneMemory.recalled(zoneVerdict, now)));
        memory = recalled;
        return this;
    }

    /** The verdicts, as in {@code "a=Suspect b=Healthy"}. */
    String verdicts() {
        List<String> words = new ArrayList<>();
        new TreeMap<>(verdicts)
                .forEach((zone, zoneVerdict) ->
                        words.add(zone + "=" + zoneVerdict.verdict().word()));
        return String.join(" ", words);
    }

    ZoneVerdict of(String zone) {
        return verdicts.get(zone);
    }

    Verdict verdict(String zone) {
        return of(zone).verdict();
    }

    static List<Observation> parse(String evidence) {
        List<Observation> observations = new ArrayList<>();
        for (String part : evidence.isBlank() ? new String[0] : evidence.split(";", -1)) {
            String[] zoneAndWords = part.trim().split(":", 2);
            Matcher words = WORD.matcher(zoneAndWords[1]);
            while (words.find()) {
                Signal signal = Signal.valueOf(words.group(1).toUpperCase(java.util.Locale.ROOT));
                Duration age =
                        words.group(4) == null ? Duration.ZERO : Duration.ofSeconds(Long.parseLong(words.group(4)));
                observations.add(new Observation(
                        zoneAndWords[0],
                        signal,
                        Integer.parseInt(words.group(3)),
                        Integer.parseInt(words.group(2)),
                        age));
            }
        }
        return observations;
    }
}
