package io.zonekeeper.core.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What proxies are asked for; it means the same to every engine.
 *
 * @param engine which proxy
 * @param listen the port it takes requests on
 * @param healthPath the page that says whether a server serves; empty where taking connections says it
 * @param preferSameZone whether the servers of the proxy's own zone come first
 * @param leastConnections whether a request goes to the server with the fewest open ones; else they take turns
 * @param connect until a server takes a connection
 * @param read longest silence of a server that owes an answer
 * @param check until a server answers a health check
 * @param attempts how often a request is sent at most, the first time included
 * @param replayed the methods of requests that may be sent again
 */
public record ProxySettings(
        Engine engine,
        int listen,
        Optional<String> healthPath,
        boolean preferSameZone,
        boolean leastConnections,
        Duration connect,
        Duration read,
        Duration check,
        int attempts,
        List<String> replayed) {
    /** The port of the proxy's own readiness page. */
    public static final int READINESS_PORT = 8404;

    /** The path of the proxy's own readiness page: it answers 200 while the proxy can serve. */
    public static final String READINESS_PATH = "/ready";

    /** What a health path looks like, as a regular expression. */
    public static final String HEALTH_PATH = "/[A-Za-z0-9._~/?&=%:@+,-]*";

    /** Where the pods keep what they need while they run. */
    public static final String RUN_FOLDER = "/run/zonekeeper";

    /** Checks that nothing in it could be read as configuration. */
    public ProxySettings {
        replayed = List.copyOf(replayed);
        if (healthPath.filter(path -> !path.matches(HEALTH_PATH)).isPresent()) {
            throw new IllegalArgumentException("healthPath must begin with '/' and be a path: " + healthPath.get());
        }
        if (!List.of("GET", "HEAD", "OPTIONS").containsAll(replayed)) {
            throw new IllegalArgumentException("only GET, HEAD and OPTIONS are retried, not " + replayed);
        }
    }

    /** Returns whether any request is ever sent again. */
    public boolean replays() {
        return attempts > 1 && !replayed.isEmpty();
    }
}
