package io.zonekeeper.core.drill;

import java.util.Arrays;
import java.util.Optional;

import io.zonekeeper.core.Refusal;

/**
 * How a drill ended, or will end once services are home.
 *
 * @param kind in a word
 * @param why reason and sentence
 */
public record DrillOutcome(Kind kind, Refusal why) {

    /** How it ended, in a word. */
    public enum Kind {
        /** It ran its whole time. */
        COMPLETED("Completed"),
        /** It was broken off. */
        ABORTED("Aborted"),
        /** It was not begun. */
        REFUSED("Refused");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** Returns the word used in status. */
        public String word() {
            return word;
        }

        /** Returns the kind of a word; empty for one of another version. */
        public static Optional<Kind> of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word.equals(word))
                    .findFirst();
        }
    }
}
