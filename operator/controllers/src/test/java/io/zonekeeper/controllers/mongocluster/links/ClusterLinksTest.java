package io.zonekeeper.controllers.mongocluster.links;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.zonekeeper.testing.Waiting;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterLinksTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-12-01T12:00:00Z"));
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private final AtomicInteger changes = new AtomicInteger();
    private final ClusterLinks links =
            new ClusterLinks(new MongoAccess("root", "secret", Optional.empty()), clock, changes::incrementAndGet);

    @AfterEach
    void close() {
        links.close();
    }

    /** An operator that starts would report otherwise that no mongos responds, and hold back what needs one. */
    @Test
    void aMongosThatWasNotAskedYetIsNotSilent() throws IOException {
        links.members(List.of());
        assertThat(links.heard()).isTrue();
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            links.router("127.0.0.1:" + silent.getLocalPort());
            assertThat(links.heard()).as("not asked yet").isFalse();
            now.updateAndGet(time -> time.plusSeconds(6));
            assertThat(links.heard()).as("it had its time").isTrue();
        }
    }

    @Test
    void oneThatIsKnownNotToRespondIsHeard() throws IOException {
        int port;
        try (var closed = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        links.router("127.0.0.1:" + port);
        Waiting.until("it was asked", links::heard);
        Waiting.until("whoever waits for it is called", () -> changes.get() == 1);
        assertThat(links.routerReport()).isEmpty();
    }
}
