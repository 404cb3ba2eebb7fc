package io.zonekeeper.core.audit.findings;

import java.util.Collection;
import java.util.stream.Stream;

/** How well something survives the loss of a zone. */
public enum Grade {
    /** Enough remains at once, the rest is replaced automatically, traffic leaves and nodes can be drained. */
    A(4),
    /** Enough remains at once, and something is missing that does not stop it from serving. */
    B(3),
    /** Less than the minimum remains until pods are replaced, or replacements, drains or traffic would be stuck. */
    C(2),
    /** Nothing remains until pods are replaced, or less than the minimum and no replacement. */
    D(1),
    /** Nothing remains, and nothing is replaced. */
    F(0);

    private final int points;

    Grade(int points) {
        this.points = points;
    }

    /** Returns whether it is worse than another one. */
    public boolean worseThan(Grade other) {
        return compareTo(other) > 0;
    }

    /** Returns the worse of two. */
    public Grade worst(Grade other) {
        return worseThan(other) ? this : other;
    }

    /** Returns 4 for an A, 0 for an F. */
    public int points() {
        return points;
    }

    /** Returns the grade of the average points, rounded to the nearest; A for none. */
    public static Grade average(Collection<Grade> grades) {
        long average =
                Math.round(grades.stream().mapToInt(Grade::points).average().orElse(A.points));
        return Stream.of(values())
                .filter(grade -> grade.points == average)
                .findFirst()
                .orElseThrow();
    }
}
