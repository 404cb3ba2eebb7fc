package io.zonekeeper.testing;

import java.nio.file.Path;

/** A process that stands still: what is connected to it stays so, what is asked of it is not answered. */
public final class Halted implements AutoCloseable {
    private static final Path SHELL = Path.of("/bin/sh");

    private final long pid;

    private Halted(long pid) {
        this.pid = pid;
    }

    static Halted of(long pid) {
        Halted halted = new Halted(pid);
        halted.signal("STOP");
        return halted;
    }

    /** Lets it continue. */
    @Override
    public void close() {
        signal("CONT");
    }

    private void signal(String name) {
        Command.of(SHELL, "-c", "kill -%s %d".formatted(name, pid)).runOrFail();
    }
}
