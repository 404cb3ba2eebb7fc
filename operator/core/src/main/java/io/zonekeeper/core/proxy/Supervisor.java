package io.zonekeeper.core.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The shell scripts that run in a proxy's image, where nothing of Zonekeeper's own is. */
public final class Supervisor {
    private static final String SCRIPT = read("supervise.sh").replace("@SERVERS_LUA@\n", read("servers.lua"));
    private static final String CHECK = read("check.sh");

    private Supervisor() {}

    /**
     * Returns the script that runs a proxy by its file, reloads it when the file changes, and keeps the last good one;
     * its arguments are the engine's word, the port, the file and a folder to write in.
     */
    public static String script() {
        return SCRIPT;
    }

    /**
     * Returns the script that has an engine check the configuration in the environment variable {@code CONFIGURATION};
     * its arguments are a folder to write in and {@link Engine#check}. It ends with 0 where the configuration is valid,
     * and else prints what is wrong with it.
     */
    public static String check() {
        return CHECK;
    }

    private static String read(String name) {
        try (InputStream resource = Supervisor.class.getResourceAsStream(name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
