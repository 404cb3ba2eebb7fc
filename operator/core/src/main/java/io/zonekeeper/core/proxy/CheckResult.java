package io.zonekeeper.core.proxy;

/** What the engine's own binary reports about a configuration's shape. */
public sealed interface CheckResult {
    /** It is valid. */
    record Valid() implements CheckResult {}

    /**
     * It is invalid.
     *
     * @param error the binary's words
     */
    record Invalid(String error) implements CheckResult {}

    /**
     * It has not answered yet.
     *
     * @param what what is waited for
     */
    record Waiting(String what) implements CheckResult {}
}
