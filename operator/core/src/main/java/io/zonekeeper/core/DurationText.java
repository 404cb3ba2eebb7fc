package io.zonekeeper.core;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as users write them in Kubernetes: {@code 500ms}, {@code 2s}, {@code 1h30m}. */
public final class DurationText {
    private static final Pattern WHOLE = Pattern.compile("(\\d{1,9}(ms|s|m|h))+");

    /** More than any duration needs, and so little that the pattern does not use up the stack. */
    private static final int LONGEST = 100;

    private static final Pattern PART = Pattern.compile("(\\d+)(ms|s|m|h)");

    private DurationText() {}

    /**
     * Returns the duration that a text identifies.
     *
     * @throws IllegalArgumentException with what to write instead
     */
    public static Duration parse(String text) {
        if (text.length() > LONGEST || !WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a duration: write numbers with ms, s, m or h, as in 500ms, 2s or 1h30m"
                            .formatted(text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text));
        }
        Duration sum = Duration.ZERO;
        Matcher parts = PART.matcher(text);
        while (parts.find()) {
            long amount = Long.parseLong(parts.group(1));
            sum = sum.plus(
                    switch (parts.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        default -> Duration.ofHours(amount);
                    });
        }
        return sum;
    }

    /** Returns a duration in hours, minutes and whole seconds, a begun second counted: {@code 1m5s}. */
    public static String of(Duration duration) {
        long seconds = Math.ceilDiv(duration.toMillis(), 1000L);
        String text = (seconds >= 3600 ? seconds / 3600 + "h" : "")
                + (seconds % 3600 >= 60 ? seconds % 3600 / 60 + "m" : "")
                + (seconds % 60 > 0 ? seconds % 60 + "s" : "");
        return text.isEmpty() ? "0s" : text;
    }
}
