package io.zonekeeper.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

import io.zonekeeper.core.DurationText;

/** Times and durations, read and written as users do. */
public final class Times {
    private Times() {}

    /** Returns how long ago a moment was, as {@code 4m}. */
    public static String ago(String moment, Instant now) {
        return moment == null ? "-" : words(Duration.between(Instant.parse(moment), now));
    }

    /** Returns a duration in its largest unit. */
    static String words(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + "m";
        }
        return seconds < 48 * 3600 ? seconds / 3600 + "h" : seconds / 86400 + "d";
    }

    public static Duration duration(String option, String text) {
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.input(option + ": " + e.getMessage());
        }
    }

    public static Instant moment(String option, String text) {
        try {
            return Instant.parse(text).truncatedTo(ChronoUnit.SECONDS);
        } catch (DateTimeParseException e) {
            throw Problem.input("%s: \"%s\" is not a time: write it as 2027-01-31T06:00:00Z, or use --for 2h"
                    .formatted(option, text));
        }
    }
}
