package io.zonekeeper.core.audit.findings;

/** Numbers in sentences. */
public final class Count {
    private Count() {}

    /** Returns {@code 1 pod} or {@code 2 pods}. */
    public static String of(int number, String noun) {
        return "%d %s%s".formatted(number, noun, number == 1 ? "" : "s");
    }
}
