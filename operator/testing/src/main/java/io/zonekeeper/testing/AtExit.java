package io.zonekeeper.testing;

/** Something that is done when the JVM ends before it could be done in good order. */
final class AtExit implements AutoCloseable {
    private final Thread hook;

    AtExit(String name, Runnable action) {
        this.hook = new Thread(action, name);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** It is no longer needed. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending, so the hook runs, and finds nothing to do
        }
    }
}
