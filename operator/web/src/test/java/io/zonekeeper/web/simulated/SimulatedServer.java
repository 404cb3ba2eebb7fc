package io.zonekeeper.web.simulated;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

import io.zonekeeper.web.WebView;
import io.zonekeeper.web.http.PortForwardAccess;

/** The real server in front of a simulated cluster; as a program, one to try the page with. */
public final class SimulatedServer {
    private SimulatedServer() {}

    /** Starts the server on a port of the loopback address; 0 for any free one. */
    public static WebView start(SimulatedCluster cluster, SimulatedClock clock, int port) throws IOException {
        return new WebView(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                new PortForwardAccess(),
                cluster.sources(),
                () -> Optional.of(new WebView.Replica("zonekeeper-0", true, "zonekeeper-0", "test")),
                clock);
    }

    /**
     * Serves a cluster of so many services until it is ended; one of its zones is lost and recovers, again and again.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int services = Integer.parseInt(args[0]);
        SimulatedClock clock = new SimulatedClock(Instant.now());
        SimulatedCluster cluster = new SimulatedCluster(services, clock);
        try (WebView view = start(cluster, clock, Integer.parseInt(args[1]))) {
            System.out.println("http://127.0.0.1:" + view.port());
            while (true) {
                pause();
                cluster.suspect(1);
                pause();
                cluster.lost(1);
                for (int from = 0; from < services; from += 10) {
                    cluster.evacuate(1, from, Math.min(services, from + 10));
                    Thread.sleep(200);
                }
                cluster.replaced(1, 0, services);
                pause();
                cluster.recovered(1);
            }
        }
    }

    private static void pause() throws InterruptedException {
        Thread.sleep(5_000);
    }
}
