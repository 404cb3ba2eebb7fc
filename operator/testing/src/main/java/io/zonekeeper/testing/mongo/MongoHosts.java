package io.zonekeeper.testing.mongo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Addresses of loopback for the names that members have in a cluster, each its own, so that all can use the port that
 * MongoDB's servers have. An operator in this JVM asks here (see {@code ServiceNames} of its tests); one in a process
 * of its own reads the file ({@code -Djdk.net.hosts.file}).
 */
public final class MongoHosts {
    private static final int SECOND = 65 + (int) (ProcessHandle.current().pid() % 60);
    private static final Map<String, InetAddress> KNOWN = new TreeMap<>();
    private static Path file;

    private MongoHosts() {}

    /** Returns the address of a name, and gives it one where it has none yet. */
    public static synchronized InetAddress address(String name) {
        InetAddress known = KNOWN.get(name);
        if (known != null) {
            return known;
        }
        int number = KNOWN.size() + 1;
        try {
            InetAddress address = InetAddress.getByAddress(
                    name, new byte[] {127, (byte) SECOND, (byte) (number / 250), (byte) (number % 250 + 1)});
            KNOWN.put(name, address);
            write();
            return address;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keeps a hosts file of all names from now on, and returns it. */
    public static synchronized Path keepFile(Path target) {
        file = target;
        write();
        return target;
    }

    private static void write() {
        if (file == null) {
            return;
        }
        String lines = KNOWN.entrySet().stream()
                .map(entry -> entry.getValue().getHostAddress() + " " + entry.getKey() + "\n")
                .collect(Collectors.joining());
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, "127.0.0.1 localhost\n" + lines);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
