package io.zonekeeper.core.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Renders for HAProxy 2.6: two layers in one process, zones above servers.
 *
 * <p>HAProxy never turns to a {@code backup} server while a preferred one is up, however often a request failed on
 * those; so the upper layer balances over <em>zones</em>, and the lower one over the servers of each zone, which it
 * reaches through a socket of the file system.
 *
 * <ol>
 *   <li>A zone tries one server. Where no connection came about it answers 425, which says that nothing was sent: the
 *       upper layer then tries another zone, whatever the method. Any failure after something was sent is tried
 *       elsewhere for the methods that may be replayed only.
 *   <li>{@code balance first} with {@code option redispatch 1} sends to the own zone, and what failed there to another
 *       one, at the second attempt already.
 *   <li>Each zone has a score: two more for an answer of 502 to 504, one less for a good one. At three failures in a
 *       row (or when half of the requests of 10 s failed in any way) the zone counts as failing: what may not be
 *       replayed goes to others at once, the rest as well but for one in twenty, by which the zone is seen to be well
 *       again. Where no other zone is better nothing is left. Answers that do not come in time are counted apart, for
 *       only the upper layer sees those in 2.6.
 *   <li>A server that takes no connection is out at once and comes back by two checks.
 *   <li>Evacuated zones are in none of this. Where no other server is up, all servers are tried without checks.
 * </ol>
 */
final class HaproxyRenderer {
    private static final Duration MARGIN = Duration.ofSeconds(1);

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
        upper(file, "near", "first", nearest());
        upper(file, "away", settings.leastConnections() ? "leastconn" : "roundrobin", others);
        for (ZonePool pool : model.serving()) {
            file.append(zone(pool));
        }
        file.append(open());
        return file.toString();
    }

    private String header() {
        return """
                # Zone %s. Rendered by Zonekeeper for HAProxy 2.6 or newer: changes are overwritten.
                global
                  log stdout format raw local0 notice
                  maxconn 8000
                  no strict-limits
                  nbthread 2
                  hard-stop-after 30s

                defaults
                  mode http
                  log global
                  option httplog
                  option dontlog-normal
                  option dontlognull
                  timeout client 30s
                  timeout http-request 10s
                  timeout http-keep-alive 60s
                  timeout tunnel 1h
                  timeout connect %s
                  timeout queue %s
                  timeout server %s
                  timeout check %s

                frontend ready
                  bind %s
                  option dontlog-normal
                  http-request return status 503 if %s
                  http-request return status 200 if { path %s }
                  http-request return status 404

                # How each zone answers: http_* count, gpt0 is the score.
                backend answers
                  stick-table type string len 63 size 1k expire 30s store gpt0,http_req_rate(10s),http_fail_rate(10s)

                # Requests in a row that were not replayed and whose answer did not come in time.
                backend late
                  stick-table type string len 63 size 1k expire 10s store gpt0

                """.formatted(
                        model.zone(),
                        millis(settings.connect()),
                        millis(settings.connect()),
                        millis(settings.read()),
                        millis(settings.check()),
                        bind(ProxySettings.READINESS_PORT),
                        noneUp(),
                        ProxySettings.READINESS_PATH);
    }

    private String front() {
        StringBuilder text = new StringBuilder("""
                frontend front
                  bind %s
                  option forwardfor
                """.formatted(bind(settings.listen())));
        line(
                text,
                "acl replayable method %s"
                        .formatted(settings.replays() ? String.join(" ", settings.replayed()) : "NONE"));
        if (own.isEmpty() || others.isEmpty()) {
            String target = own.isEmpty() ? "away" : "near";
            line(text, "use_backend open if %s".formatted(noneUp()));
            line(text, "use_backend %s if replayable".formatted(target));
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
        line(
                text,
                "http-request set-var(txn.failing_%2$s) int(1) if { str(%1$s),table_gpt0(late) ge 3 }"
                        .formatted(zone, variable(zone)));
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
        line(text, "use_backend away_once if leave");
        line(text, "use_backend near if replayable");
        line(text, "default_backend near_once");
        return text.append("\n").toString();
    }

    private static void failing(StringBuilder text, String zone) {
        line(text, "http-request set-var(txn.failures) str(%s),table_http_fail_rate(answers)".formatted(zone));
        line(text, "http-request set-var(txn.requests) str(%s),table_http_req_rate(answers)".formatted(zone));
        line(
                text,
                "http-request set-var(txn.failing_%2$s) int(1) if { str(%1$s),table_gpt0(answers) ge 6 }"
                        .formatted(zone, variable(zone)));
        line(
                text,
                "http-request set-var(txn.failing_%s) int(1) if { var(txn.failures) -m int ge 3 } { var(txn.failures),mul(2),sub(txn.requests) ge 0 }"
                        .formatted(variable(zone)));
    }

    /** HAProxy's variables have no hyphens, and zones' names here have no underscores. */
    private static String variable(String zone) {
        return zone.replace('-', '_');
    }

    private List<ZonePool> nearest() {
        return own.map(pool -> java.util.stream.Stream.concat(java.util.stream.Stream.of(pool), others.stream())
                        .toList())
                .orElse(List.of());
    }

    /** A backend whose servers are zones, once for what may be replayed and once for what may not. */
    private void upper(StringBuilder file, String name, String balance, List<ZonePool> zones) {
        if (zones.isEmpty()) {
            return;
        }
        // One attempt more than given where it takes that to reach another zone; nothing more with a single zone.
        int attempts = Math.max(settings.attempts(), Math.min(2, zones.size()));
        file.append(upper(name, balance, "425 conn-failure empty-response 502 503 504", attempts, zones));
        // Nothing was sent: every zone may be asked.
        file.append(upper(name + "_once", balance, "425 conn-failure", Math.max(2, zones.size()), zones));
    }

    private String upper(String name, String balance, String retryOn, int attempts, List<ZonePool> zones) {
        return """
                backend %s
                  balance %s
                  retries %d
                  option redispatch 1
                  retry-on %s
                  timeout server %s
                %s  http-response set-status 503 if { status 425 } { res.hdr(x-zonekeeper-unsent) -m found }
                  http-response del-header x-zonekeeper-unsent
                %s

                """.formatted(
                name,
                balance,
                attempts - 1,
                retryOn,
                millis(settings.connect().plus(settings.read()).plus(MARGIN)),
                name.equals("near_once") ? late(zones.getFirst()) : "",
                zones.stream()
                        .map(zone -> "  server %s %s weight %d".formatted(zone.id(), socket(zone), weight(zone, zones)))
                        .collect(Collectors.joining("\n")));
    }

    private static String late(ZonePool zone) {
        return """
                  http-request track-sc1 str(%s) table late
                  http-response sc-set-gpt0(1) sc1_get_gpt0(late),add(1) if { status 504 } { sc1_get_gpt0(late) lt 20 }
                  http-response sc-set-gpt0(1) 0 if !{ status 504 }
                """.formatted(zone.id());
    }

    /** By ready servers, so that a small zone is not flooded; HAProxy's weights end at 256. */
    private static int weight(ZonePool zone, List<ZonePool> zones) {
        int largest =
                zones.stream().mapToInt(pool -> pool.servers().size()).max().orElse(1);
        int size = zone.servers().size();
        return largest <= 256 ? size : Math.max(1, size * 256 / largest);
    }

    private String zone(ZonePool pool) {
        return """
                frontend to_%1$s
                  bind %2$s
                  http-request track-sc0 str(%1$s) table answers
                  default_backend zone_%1$s

                backend zone_%1$s
                  balance %3$s
                  retries 0
                %4$s  http-response set-var(txn.answered) int(1)
                  http-response sc-set-gpt0(0) sc0_get_gpt0(answers),add(2) if { status 502:504 } { sc0_get_gpt0(answers) lt 20 }
                  http-response sc-set-gpt0(0) sc0_get_gpt0(answers),sub(1) if !{ status 502:504 } { sc0_get_gpt0(answers) gt 0 }
                  http-after-response set-header x-zonekeeper-unsent 1 if { status 503 } !{ var(txn.answered) -m found }
                  http-after-response set-status 425 if { status 503 } !{ var(txn.answered) -m found }
                  default-server check inter 2s fastinter 500ms downinter 2s fall 2 rise 2 observe layer4 error-limit 1 on-error mark-down
                %5$s

                """.formatted(
                        pool.id(),
                        socket(pool),
                        settings.leastConnections() ? "leastconn" : "roundrobin",
                        settings.healthPath()
                                .map("  option httpchk GET %s\n"::formatted)
                                .orElse(""),
                        pool.servers().stream()
                                .map(server -> "  server %s %s".formatted(server.hostAndPort(), server.hostAndPort()))
                                .map(line -> line.replaceFirst("\\[(.*)](:\\d+) ", "$1$2 "))
                                .collect(Collectors.joining("\n")));
    }

    private String open() {
        return """
                # No server is up, or none of a zone that was not left: all are tried, for the checks may be wrong.
                backend open
                  balance roundrobin
                  retries 3
                  option redispatch 1
                %s
                """.formatted(ProxyModel.interleaved(model.pools()).stream()
                .map(server -> "  server %s %s".formatted(server.hostAndPort(), server.hostAndPort()))
                .map(line -> line.replaceFirst("\\[(.*)](:\\d+) ", "$1$2 "))
                .collect(Collectors.joining("\n")));
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
