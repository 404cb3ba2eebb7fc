package io.zonekeeper.app.evacuation;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.Write;
import io.zonekeeper.testing.WriteCounter;

import static org.assertj.core.api.Assertions.assertThat;

/** That what is settled is written no more: neither a test's services and their children nor the zones. */
public final class Quiet {
    private static final Duration LONG = Duration.ofSeconds(4);

    private final WriteCounter writes;
    private final Set<String> places;
    private WriteCounter.Mark since;
    private long sinceNanos;

    private Quiet(WriteCounter writes, Set<String> places) {
        this.writes = writes;
        this.places = places;
        begin();
    }

    /** Waits until nothing has been written for some seconds. */
    public static void becomes(WriteCounter writes, TestNamespace namespace) {
        becomes(new Quiet(writes, Set.of(namespace.name(), "")));
    }

    /**
     * Waits until nothing has been written for some seconds in the test's namespace: of zones there may be news on a
     * machine so busy that the operator is stalled again and again.
     */
    public static void becomesInNamespace(WriteCounter writes, TestNamespace namespace) {
        becomes(new Quiet(writes, Set.of(namespace.name())));
    }

    /** Waits until nothing has been written for some seconds in these namespaces. */
    public static void becomesInNamespaces(WriteCounter writes, Set<String> namespaces) {
        becomes(new Quiet(writes, namespaces));
    }

    private static void becomes(Quiet quiet) {
        Waiting.untilAsserted("nothing is written any more", UserOfServices.PATIENCE, quiet::look);
    }

    private void look() {
        List<Write> seen = writes.since(since).stream()
                .filter(write -> places.contains(write.namespace()))
                .toList();
        if (!seen.isEmpty()) {
            begin();
        }
        assertThat(seen).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - sinceNanos)).isGreaterThan(LONG);
    }

    private void begin() {
        since = writes.mark();
        sinceNanos = System.nanoTime();
    }
}
