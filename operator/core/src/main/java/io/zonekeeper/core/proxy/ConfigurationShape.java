package io.zonekeeper.core.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Everything of a configuration but the servers' addresses, weights and evacuations: what the engine's own binary has
 * to find valid once, so that an evacuation never waits for a check.
 *
 * @param name identifies it: changes with the settings, the image, what this version of Zonekeeper renders, and how it
 *     has that checked
 * @param sample a configuration of that shape, with every kind of line in it
 */
public record ConfigurationShape(String name, String sample) {
    private static final int NAME_BYTES = 5;

    /** Returns the shape that settings have with an image. */
    public static ConfigurationShape of(ProxySettings settings, String image) {
        List<ProxyServer> servers = new ArrayList<>();
        // One server against many, so that weights are in it; addresses that RFC 5737 keeps for documents.
        servers.add(new ProxyServer("zone-a", "192.0.2.1", 8080));
        for (int number = 1; number <= 4; number++) {
            servers.add(new ProxyServer("zone-b", "198.51.100." + number, 8080));
        }
        servers.add(new ProxyServer("zone-c", "203.0.113.1", 8080));
        servers.add(new ProxyServer("zone-d", "203.0.113.2", 8080));
        ProxyModel model = ProxyPlanner.plan(
                        settings, servers, Set.of("zone-d"), List.of("zone-a", "zone-b", "zone-c", "zone-d"))
                .models()
                .get("zone-a");
        String sample = settings.engine().render(model);
        String check = Supervisor.check() + settings.engine().check();
        return new ConfigurationShape(hash(settings.engine() + "\n" + image + "\n" + check + "\n" + sample), sample);
    }

    /** Returns a short name that identifies a text. */
    public static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, NAME_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
