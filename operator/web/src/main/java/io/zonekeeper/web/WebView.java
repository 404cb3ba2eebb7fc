package io.zonekeeper.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import io.zonekeeper.web.http.Access;
import io.zonekeeper.web.http.WebServer;
import io.zonekeeper.web.stream.ChangeLog;
import io.zonekeeper.web.stream.Update.Json;
import io.zonekeeper.web.stream.Watchers;
import io.zonekeeper.web.timeline.IncidentEvent;
import io.zonekeeper.web.timeline.Timeline;
import io.zonekeeper.web.view.Frame;
import io.zonekeeper.web.view.FrameBuilder;
import io.zonekeeper.web.view.Sources;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web view of one process: follows the caches, remembers what changed, and serves both.
 *
 * <p>The caches are compared every {@link #INTERVAL}, whether anybody watches or not: what happened before somebody
 * opens the page is what they open it for.
 */
public final class WebView implements AutoCloseable {
    /** How late a change may be shown. */
    static final Duration INTERVAL = Duration.ofMillis(100);

    /** About an hour of a large incident; a tenth of the smallest heap. */
    private static final int HISTORY_BYTES = 4 << 20;

    private static final int HISTORY_EVENTS = 500;
    private static final int MOST_WATCHERS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(WebView.class);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private final Sources sources;
    private final Supplier<Optional<Replica>> replica;
    private final Clock clock;
    private final FrameBuilder builder = new FrameBuilder();
    private final ChangeLog log;
    private final Watchers watchers;
    private final WebServer server;
    private final Thread follower;
    private Frame shown = Frame.EMPTY;
    private Optional<Replica> shownReplica = Optional.empty();

    /**
     * The replica of the operator that serves the page.
     *
     * @param name its name
     * @param leading whether it leads
     * @param leader the name of the one that does; null while none is known
     * @param version of this program
     */
    public record Replica(String name, boolean leading, String leader, String version) {}

    /**
     * Starts it.
     *
     * @param listen the address to bind
     * @param access who may see the data
     * @param sources where the objects are read; empty streams before they are known
     * @param replica what is to be shown of this replica; empty before the caches are filled
     * @param clock the time of day
     * @throws IOException when the address cannot be bound
     */
    public WebView(
            InetSocketAddress listen, Access access, Sources sources, Supplier<Optional<Replica>> replica, Clock clock)
            throws IOException {
        this.sources = sources;
        this.replica = replica;
        this.clock = clock;
        this.log = new ChangeLog(clock.instant(), HISTORY_BYTES, HISTORY_EVENTS);
        this.watchers = new Watchers(log, MOST_WATCHERS, System::nanoTime);
        this.server = WebServer.start(listen, access, log, watchers);
        this.follower = Thread.ofPlatform().name("web-view").daemon().start(this::follow);
    }

    /** Returns the port that is served. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        follower.interrupt();
        server.close();
    }

    private void follow() {
        try {
            while (true) {
                try {
                    compare();
                } catch (RuntimeException e) {
                    LOG.atError().setCause(e).log("the web view could not be brought up to date; retrying");
                }
                watchers.disconnectStuck();
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void compare() {
        Optional<Replica> filled = replica.get();
        if (filled.isEmpty()) {
            return;
        }
        Instant at = clock.instant();
        Frame frame = builder.build(sources);
        Map<String, Optional<Json>> rows = new LinkedHashMap<>();
        if (!shownReplica.equals(filled)) {
            rows.put("replica", filled.map(WebView::json));
        }
        differences("zone/", shown.zones(), frame.zones(), rows);
        differences("row/", shown.services(), frame.services(), rows);
        if (rows.isEmpty()) {
            return;
        }
        List<IncidentEvent> events =
                shownReplica.isEmpty() ? Timeline.ongoing(frame, at) : Timeline.between(shown, frame, at);
        log.append(at, rows, events.stream().map(WebView::json).toList());
        shown = frame;
        shownReplica = filled;
    }

    private static <V> void differences(
            String prefix, Map<String, V> before, Map<String, V> after, Map<String, Optional<Json>> rows) {
        if (before == after) {
            return;
        }
        after.forEach((id, view) -> {
            V old = before.get(id);
            if (old != view && !Objects.equals(old, view)) {
                rows.put(prefix + id, Optional.of(json(view)));
            }
        });
        List<String> gone =
                before.keySet().stream().filter(id -> !after.containsKey(id)).toList();
        gone.forEach(id -> rows.put(prefix + id, Optional.empty()));
    }

    private static Json json(Object value) {
        try {
            return new Json(JSON.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records are always JSON", e);
        }
    }
}
