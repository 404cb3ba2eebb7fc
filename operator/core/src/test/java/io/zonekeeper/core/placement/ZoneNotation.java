package io.zonekeeper.core.placement;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Zones as a line of text: {@code a*2[1..10]@6!} is zone a of weight 2 with 1 to 10 replicas that has 6 now and is
 * cordoned. All but the name may be left out, as may either limit.
 */
final class ZoneNotation {
    private static final Pattern ZONE =
            Pattern.compile("([a-z0-9-]+)(?:\\*(\\d+))?(?:\\[(\\d*)\\.\\.(\\d*)])?(?:@(\\d+))?(!)?");

    private ZoneNotation() {}

    static List<ZoneShare> zones(String line) {
        return line == null
                ? List.of()
                : Arrays.stream(line.split(" +")).map(ZoneNotation::zone).toList();
    }

    private static ZoneShare zone(String text) {
        Matcher matcher = ZONE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        return new ZoneShare(
                matcher.group(1),
                number(matcher.group(2), 1),
                number(matcher.group(3), 0),
                number(matcher.group(4), ZoneShare.UNLIMITED),
                number(matcher.group(5), 0),
                matcher.group(6) == null);
    }

    private static int number(String digits, int otherwise) {
        return digits == null || digits.isEmpty() ? otherwise : Integer.parseInt(digits);
    }

    /** Returns the targets as {@code a=6 b=6 c=5}. */
    static String text(Map<String, Integer> targets) {
        return new TreeMap<>(targets)
                .entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(" "));
    }

    /** Returns the targets without names, the largest first: {@code 6 6 5}. */
    static String sizes(Map<String, Integer> targets) {
        return targets.values().stream()
                .sorted((x, y) -> y - x)
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }
}
