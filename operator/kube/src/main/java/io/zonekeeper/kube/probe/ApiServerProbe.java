package io.zonekeeper.kube.probe;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * A check the API server on a connection of its own, as at any other target: any answer will do, also that it wants to
 * know who asks.
 */
public final class ApiServerProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    private final URI server;

    /** Creates checks the server of this address. */
    public ApiServerProbe(URI server) {
        this.server = server;
    }

    /** Returns whether it answers, within a second or so. */
    public boolean answers() {
        boolean tls = "https".equals(server.getScheme());
        int otherwise = tls ? HTTPS : HTTP;
        try {
            var address = new InetSocketAddress(
                    InetAddress.getByName(server.getHost()), server.getPort() < 0 ? otherwise : server.getPort());
            Outcome outcome = Probe.look(new Target(address, new Check.How.Get("/livez", tls), TIMEOUT, TIMEOUT));
            return outcome.succeeded() || outcome.kind() == Outcome.Kind.STATUS;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
