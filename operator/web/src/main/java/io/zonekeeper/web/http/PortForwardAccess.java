package io.zonekeeper.web.http;

import java.util.Optional;
import java.util.regex.Pattern;

import com.sun.net.httpserver.Headers;

/**
 * Everybody who reaches the loopback address, as {@code kubectl port-forward} does for those who may forward ports.
 *
 * <p>Only under a name of that address: a page of somebody else whose name is made to resolve to it (DNS rebinding)
 * must not read the data in a user's browser.
 */
public final class PortForwardAccess implements Access {
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?");

    @Override
    public Decision decide(Headers request) {
        String host = Optional.ofNullable(request.getFirst("Host")).orElse("");
        return LOOPBACK.matcher(host).matches()
                ? new Decision.Granted()
                : new Decision.Forbidden(
                        "this address is for kubectl port-forward: open http://localhost:PORT, not " + host);
    }
}
