package io.zonekeeper.core.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The shell script that runs a proxy by its file, reloads it when the file changes, and keeps the last good one. */
public final class Supervisor {
    private Supervisor() {}

    /** Returns the script; its arguments are the engine's word, the port, the file and a folder to write in. */
    public static String script() {
        return read("supervise.sh").replace("@SERVERS_LUA@\n", read("servers.lua"));
    }

    private static String read(String name) {
        try (InputStream resource = Supervisor.class.getResourceAsStream(name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
