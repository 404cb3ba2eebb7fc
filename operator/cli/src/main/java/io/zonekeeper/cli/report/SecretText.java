package io.zonekeeper.cli.report;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text of logs, Events and messages without what looks like a credential. A second line of defence: what is known to
 * hold credentials is not read at all, or left out by {@link Pruning}.
 */
final class SecretText {
    /** What takes the place of a value. */
    static final String LEFT_OUT = "(left out)";

    private static final List<Pattern> CREDENTIALS = List.of(
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----()[\\s\\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"),
            Pattern.compile("(\\w://)[^/\\s@\"']+@"),
            Pattern.compile("()\\beyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*"),
            Pattern.compile("()\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b"),
            Pattern.compile("(?i)(\\b(?:bearer|basic)\\s+)[A-Za-z0-9._~+/=-]{8,}"),
            Pattern.compile(
                    "(?i)(\\b[\\w.-]*(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)\"?\\s*[=:]\\s*\"?)(?!\\()[^\\s\",;&}]+"));

    private int replaced;

    /** Returns a text without credentials. */
    String clean(String text) {
        String clean = text;
        for (Pattern pattern : CREDENTIALS) {
            Matcher found = pattern.matcher(clean);
            clean = found.replaceAll(this::replacement);
        }
        return clean;
    }

    /** Returns how many values it has replaced. */
    int replaced() {
        return replaced;
    }

    private String replacement(MatchResult found) {
        replaced++;
        String kept = found.group(1) == null ? "" : found.group(1);
        return Matcher.quoteReplacement(kept + LEFT_OUT + (kept.endsWith("://") ? "@" : ""));
    }
}
