package io.zonekeeper.core.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Renders for HAProxy 2.6.
 *
 * <p>HAProxy never turns to a {@code backup} server while a preferred one is up, however often a request failed on
 * those, and repeats a request that was sent only if it has all of it in one buffer. So there are two ways through the
 * file:
 *
 * <ol>
 *   <li>What may be replayed, which has no body, takes two layers, zones above servers: the upper one balances over
 *       <em>zones</em>, the lower one over the servers of a zone, which it reaches through a socket of the file system.
 *       {@code balance first} with {@code option redispatch 1} sends to the own zone, and what failed there, sent or
 *       not, to another one at the second attempt already.
 *   <li>Everything else takes one layer: the own zone's servers, the others as {@code backup}, and no retries but of
 *       failed connections. Nothing was sent then, so every method with a body of any size and pace is tried again; a
 *       server that takes no connection is out at once, so that the next attempts reach the next zone.
 *   <li>Each zone has a score: two more for an answer of 502 to 504, one less for a good one. At three failures in a
 *       row (or when half of the requests of 10 s failed in any way) the zone counts as failing: what may not be
 *       replayed goes to others at once, the rest as well but for one in twenty, by which the zone is seen to be well
 *       again. Where no other zone is better nothing is left. Answers that do not come in time are counted apart, for
 *       2.6 applies no other rules to its own 504.
 *   <li>A server that takes no connection is out at once and comes back by two checks.
 *   <li>Evacuated zones are in none of this. Where no other server is up, all servers are tried without checks, and the
 *       readiness page asks in the same way: checks may be wrong.
 *   <li>Servers stand in numbered slots, more than there are servers, so that addresses change in the running process:
 *       {@code supervise.sh} reloads only what differs in anything else.
 * </ol>
 */
final class HaproxyRenderer {
    private static final Duration MARGIN = Duration.ofSeconds(1);

    /** How long a client may be silent. */
    private static final Duration CLIENT = Duration.ofSeconds(30);

    /** A body that fits into HAProxy's buffer of 16 KB with the headers before it. */
    private static final int BUFFERED_BYTES = 8_000;

    /** How long late answers are remembered: as long as the rate of failures. */
    private static final int LATE_SECONDS = 10;

    private final ProxyModel model;
    private final ProxySettings settings;
    private final Optional<ZonePool> own;
    private final List<ZonePool> others;

    HaproxyRenderer(ProxyModel model) {
        this.model = model;
        this.settings = model.settings();
        this.own = model.own();
        this.others = model.others();
    }

    String render() {
        StringBuilder file = new StringBuilder(header());
        file.append(front());
        own.ifPresent(pool -> {
            upper(
                    file,
                    "near",
                    "first",
                    Stream.concat(Stream.of(pool), others.stream()).toList());
            file.append(nearOnce(pool));
        });
        if (!others.isEmpty()) {
            upper(file, "away", balance(), others);
            file.append(awayOnce());
        }
        for (ZonePool pool : model.serving()) {
            file.append(zone(pool));
        }
        file.append(open());
        return file.toString();
    }

    private String header() {
        return """
                # Zone %1$s. Rendered by Zonekeeper for HAProxy 2.6 or newer: changes are overwritten.
                global
                  log stdout format raw local0 notice
                  # A request that may be replayed counts twice, once for each layer; 18400 files at most.
                  maxconn "${ZONEKEEPER_CONNECTIONS-9200}"
                  no strict-limits
                  nbthread 2
                  # Processes that were reloaded go on until their transfers and WebSockets end.
                  hard-stop-after 24h
                  mworker-max-reloads 20
                %2$s  .if defined(ZONEKEEPER_LUA)
                  lua-load "${ZONEKEEPER_LUA}"
                  .endif

                defaults
                  mode http
                  log global
                  option httplog
                  option dontlog-normal
                  option dontlognull
                  timeout client %10$s
                  timeout http-request 10s
                  timeout http-keep-alive 60s
                  timeout tunnel 1h
                  timeout connect %3$s
                  timeout queue %3$s
                  timeout server %4$s
                  timeout check %5$s

                # Ready while a server can be reached. If all checks fail one is asked: any answer of it will do.
                frontend ready
                  bind %6$s
                  option dontlog-normal
                  http-request return status 404 if !{ path %7$s }
                  http-request set-var(txn.none) int(1) if %8$s
                  http-request return status 200 if !{ var(txn.none) -m found }
                  http-request set-uri %9$s
                  http-response return status 200
                  default_backend open

                # How each zone answers: http_* count, gpt0 is the score.
                backend answers
                  stick-table type string len 63 size 1k expire 30s store gpt0,http_req_rate(10s),http_fail_rate(10s)

                """.formatted(
                        model.zone(),
                        model.serving().stream()
                                .map(pool -> """
                                          set-var proc.late_%1$s int(0)
                                          set-var proc.late_at_%1$s int(0)
                                        """.formatted(variable(pool.id())))
                                .collect(Collectors.joining()),
                        millis(settings.connect()),
                        millis(settings.read()),
                        millis(settings.check()),
                        bind(ProxySettings.READINESS_PORT),
                        ProxySettings.READINESS_PATH,
                        noneUp(),
                        settings.healthPath().orElse("/"),
                        millis(CLIENT));
    }

    private String front() {
        StringBuilder text = new StringBuilder("""
                frontend front
                  bind %s
                  maxconn "${ZONEKEEPER_CLIENTS-4500}"
                  option forwardfor
                """.formatted(bind(settings.listen())));
        if (settings.replays()) {
            // With a body HAProxy may not have all of the request when it has to be sent again.
            line(
                    text,
                    "http-request set-var(txn.replayable) int(1) if { method %s } !{ req.hdr_val(content-length) gt 0 } !{ req.hdr(transfer-encoding) -m found }"
                            .formatted(String.join(" ", settings.replayed())));
        }
        line(text, "acl replayable var(txn.replayable) -m found");
        if (own.isEmpty() || others.isEmpty()) {
            String target = own.isEmpty() ? "away" : "near";
            line(text, "use_backend open if %s".formatted(noneUp()));
            line(text, "use_backend %s if replayable".formatted(target));
            line(text, "use_backend open if { nbsrv(%s_once) eq 0 }".formatted(target));
            line(text, "default_backend %s_once".formatted(target));
            return text.append("\n").toString();
        }
        String zone = own.get().id();
        line(text, "acl canary rand(20) eq 0");
        for (ZonePool pool : model.serving()) {
            failing(text, pool.id());
        }
        for (ZonePool other : others) {
            line(
                    text,
                    "http-request set-var(txn.refuge) int(1) if { nbsrv(zone_%1$s) gt 0 } !{ var(txn.failing_%2$s) -m found }"
                            .formatted(other.id(), variable(other.id())));
        }
        line(text, "acl refuge var(txn.refuge) -m found");
        line(text, "acl failing var(txn.failing_%s) -m found".formatted(variable(zone)));
        line(text, "http-request set-var(txn.leave) int(1) if { nbsrv(zone_%s) eq 0 }".formatted(zone));
        line(text, "http-request set-var(txn.leave) int(1) if failing refuge !replayable");
        line(text, "http-request set-var(txn.leave) int(1) if failing refuge !canary");
        if (model.localShare() < 100) {
            line(
                    text,
                    "http-request set-var(txn.leave) int(1) if refuge { rand(100) ge %d }"
                            .formatted(model.localShare()));
        }
        line(text, "acl leave var(txn.leave) -m found");
        line(text, "use_backend open if %s".formatted(noneUp()));
        line(text, "use_backend away if leave replayable");
        line(text, "use_backend away_once if leave { nbsrv(away_once) gt 0 }");
        line(text, "use_backend near if replayable");
        line(text, "use_backend open if { nbsrv(near_once) eq 0 }");
        line(text, "default_backend near_once");
        return text.append("\n").toString();
    }

    private static void failing(StringBuilder text, String zone) {
        line(text, "http-request set-var(txn.failures) str(%s),table_http_fail_rate(answers)".formatted(zone));
        line(text, "http-request set-var(txn.requests) str(%s),table_http_req_rate(answers)".formatted(zone));
        String failing = "http-request set-var(txn.failing_%s) int(1) if ".formatted(variable(zone));
        line(text, failing + "{ str(%s),table_gpt0(answers) ge 6 }".formatted(zone));
        line(text, failing + "{ var(txn.failures) -m int ge 3 } { var(txn.failures),mul(2),sub(txn.requests) ge 0 }");
        line(
                text,
                failing
                        + "{ var(proc.late_%1$s) -m int ge 3 } { date,sub(proc.late_at_%1$s) le %2$d }"
                                .formatted(variable(zone), LATE_SECONDS));
    }

    /** HAProxy's variables have no hyphens, and zones' names here have no underscores. */
    private static String variable(String zone) {
        return zone.replace('-', '_');
    }

    /** A backend whose servers are zones, for what may be replayed. */
    private void upper(StringBuilder file, String name, String balance, List<ZonePool> zones) {
        // One attempt more than given where it takes that to reach another zone; nothing more with a single zone.
        int attempts = Math.max(settings.attempts(), Math.min(2, zones.size()));
        file.append("""
                backend %s
                  balance %s
                  retries %d
                  option redispatch 1
                  retry-on conn-failure empty-response 502 503 504
                  timeout server %s
                %s

                """.formatted(
                name,
                balance,
                attempts - 1,
                millis(settings.connect().plus(settings.read()).plus(MARGIN)),
                zones.stream()
                        .map(zone -> "  server %s %s weight %d".formatted(zone.id(), socket(zone), weight(zone, zones)))
                        .collect(Collectors.joining("\n"))));
    }

    /** By ready servers, so that a small zone is not flooded; HAProxy's weights end at 256. */
    private static int weight(ZonePool zone, List<ZonePool> zones) {
        int largest =
                zones.stream().mapToInt(pool -> pool.servers().size()).max().orElse(1);
        int size = zone.servers().size();
        return largest <= 256 ? size : Math.max(1, size * 256 / largest);
    }

    /** The servers of one zone, for what may be replayed. */
    private String zone(ZonePool pool) {
        return """
                frontend to_%1$s
                  bind %2$s
                  http-request track-sc0 str(%1$s) table answers
                  default_backend zone_%1$s

                backend zone_%1$s
                  balance %3$s
                  retries 0
                %4$s%5$s%6$s
                """.formatted(
                        pool.id(),
                        socket(pool),
                        balance(),
                        score(""),
                        checked(),
                        HaproxySlots.of(pool).lines(""));
    }

    /**
     * A server owes nothing while a client still sends: a body that fits into a buffer is awaited first, and while a
     * larger one comes both sides may be silent for as long as a client may.
     */
    private String uploads() {
        Duration longer = settings.read().compareTo(CLIENT) > 0 ? settings.read() : CLIENT;
        return """
                  http-request wait-for-body time %1$s if { req.hdr_val(content-length) gt 0 } { req.hdr_val(content-length) le %2$d }
                  http-request set-timeout server %3$s if { req.hdr_val(content-length) gt %2$d }
                  http-request set-timeout server %3$s if { req.hdr(transfer-encoding) -m found }
                """.formatted(millis(CLIENT.multipliedBy(2)), BUFFERED_BYTES, millis(longer));
    }

    /** The own zone's servers, and the others' when none of those takes a connection, for what is sent once. */
    private String nearOnce(ZonePool pool) {
        String its = HaproxySlots.of(pool).named();
        StringBuilder text = new StringBuilder("""
                backend near_once
                  balance %s
                  retries %d
                  option redispatch 1
                  option allbackups
                  http-request track-sc0 str(%s) table answers
                %s%s%s%s%s""".formatted(
                        balanceOnce(),
                        HaproxySlots.of(pool).count() + 2,
                        pool.id(),
                        uploads(),
                        score(its),
                        late(pool, its),
                        checked(),
                        HaproxySlots.of(pool).lines("")));
        others.forEach(other -> text.append(HaproxySlots.of(other).tracking(" backup")));
        return text.append("\n").toString();
    }

    /** The other zones' servers, for what is sent once. */
    private String awayOnce() {
        int most = others.stream()
                .mapToInt(pool -> HaproxySlots.of(pool).count())
                .max()
                .orElse(1);
        StringBuilder text = new StringBuilder("""
                backend away_once
                  balance %s
                  retries %d
                  option redispatch 1
                %s""".formatted(balanceOnce(), most + 2, uploads()));
        for (ZonePool pool : others) {
            String its = HaproxySlots.of(pool).named();
            line(text, "http-response track-sc0 str(%s) table answers if%s".formatted(pool.id(), its));
            text.append(late(pool, its));
        }
        text.append(score(""));
        others.forEach(other -> text.append(HaproxySlots.of(other).tracking("")));
        return text.append("\n").toString();
    }

    private static String score(String condition) {
        return """
                  http-response sc-set-gpt0(0) sc0_get_gpt0(answers),add(2) if { status 502:504 } { sc0_get_gpt0(answers) lt 20 }%1$s
                  http-response sc-set-gpt0(0) sc0_get_gpt0(answers),sub(1) if !{ status 502:504 } { sc0_get_gpt0(answers) gt 0 }%1$s
                """.formatted(condition);
    }

    /** Requests in a row whose answer did not come in time. */
    private static String late(ZonePool pool, String condition) {
        return """
                  http-after-response set-var(proc.late_at_%1$s) date if { status 504 }%2$s
                  http-after-response set-var(proc.late_%1$s) var(proc.late_%1$s),add(1) if { status 504 }%2$s
                  http-after-response set-var(proc.late_%1$s) int(0) if !{ status 504 }%2$s
                """.formatted(variable(pool.id()), condition);
    }

    private String checked() {
        // As kubelets and Varnish ask: servers may refuse HTTP/1.0, or requests without a host.
        return settings.healthPath().map("""
                          option httpchk
                          http-check send meth GET uri %s ver HTTP/1.1 hdr Host "%%[dst]:%%[dst_port]" hdr Connection close
                        """::formatted).orElse("") + """
                  default-server check inter 2s fastinter 500ms downinter 2s fall 2 rise 2 observe layer4 error-limit 1 on-error mark-down
                """;
    }

    /** With {@code leastconn} HAProxy would wait a second before each retry of a refused connection. */
    private String balanceOnce() {
        return settings.leastConnections() ? "random(2)" : "roundrobin";
    }

    private String balance() {
        return settings.leastConnections() ? "leastconn" : "roundrobin";
    }

    private String open() {
        return """
                # No server is up, or none of a zone that is not evacuated: all are tried, for the checks may be wrong.
                backend open
                  balance roundrobin
                  retries 5
                  option redispatch 1
                %s%s""".formatted(uploads(), HaproxySlots.interleaved(model.pools()));
    }

    private String noneUp() {
        return model.serving().stream()
                .map(pool -> "{ nbsrv(zone_%s) eq 0 }".formatted(pool.id()))
                .collect(Collectors.joining(" "));
    }

    private String bind(int port) {
        return model.ipv6() ? ":::" + port + " v4v6" : ":" + port;
    }

    private static String socket(ZonePool pool) {
        return "unix@" + ProxySettings.RUN_FOLDER + "/" + pool.id() + ".sock";
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + "ms";
    }

    private static void line(StringBuilder text, String line) {
        text.append("  ").append(line).append("\n");
    }
}
