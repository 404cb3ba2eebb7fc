package io.zonekeeper.core.zone;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a user most likely meant to write. */
public final class NearestSpelling {
    private NearestSpelling() {}

    /**
     * Returns the candidate with the fewest letters to change, case aside, the first in alphabetical order among
     * equals; empty when even it differs in more than a third of its letters, for then it is no misspelling.
     */
    public static Optional<String> of(String written, Collection<String> candidates) {
        String lower = written.toLowerCase(Locale.ROOT);
        Comparator<String> byDistance =
                Comparator.comparingInt(candidate -> distance(lower, candidate.toLowerCase(Locale.ROOT)));
        return candidates.stream()
                .min(byDistance.thenComparing(Comparator.naturalOrder()))
                .filter(best -> 3 * distance(lower, best.toLowerCase(Locale.ROOT)) <= best.length());
    }

    /** Returns the Levenshtein distance: letters inserted, dropped or replaced. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
