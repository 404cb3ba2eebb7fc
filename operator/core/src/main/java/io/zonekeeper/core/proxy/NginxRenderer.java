package io.zonekeeper.core.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Renders for the open source nginx 1.22, which checks nothing on its own and learns from requests.
 *
 * <ol>
 *   <li>The own zone's servers come first, those of the others are {@code backup}. A request goes to each server once
 *       at most, and is tried once more often than the own zone (or, without one, the largest) has servers, so that it
 *       reaches another zone.
 *   <li>nginx itself replays POST, PATCH and LOCK only where nothing was sent. Methods that it would replay though they
 *       may not be (PUT, DELETE and whatever else) are given to one server; where that took no connection, to another,
 *       by one location after the other.
 *   <li>A failed request takes its server out for 10 s, nginx's own default. Where that has taken out all, they are
 *       tried without memory, by the same rules.
 *   <li>WebSockets may be idle for longer than a server may think about an answer.
 *   <li>No body fills a disk: small ones are kept in memory, larger ones are passed on as they come. nginx cannot give
 *       these to another location, so they have servers without memory, and methods that it would replay have one
 *       attempt.
 *   <li>Evacuated zones are {@code down}.
 *   <li>The proxy is ready while any server answers anything; what the health page says counts for nothing here.
 * </ol>
 */
final class NginxRenderer {
    private static final List<String> REPLAYED_ONLY_UNSENT = List.of("POST", "PATCH", "LOCK");

    /** nginx follows ten internal redirects; one of them leads to the servers without memory. */
    private static final int MOST_UNSENT_TRIES = 8;

    /** What nginx keeps of a server takes less than 1 KB. */
    private static final int ZONE_KILOBYTES = 512;

    private static final int ZONE_KILOBYTES_A_SERVER = 2;

    private final ProxyModel model;
    private final ProxySettings settings;
    private final Optional<ZonePool> own;
    private final List<ZonePool> others;

    NginxRenderer(ProxyModel model) {
        this.model = model;
        this.settings = model.settings();
        this.own = model.own();
        this.others = model.others();
    }

    String render() {
        return """
                # Zone %1$s. Rendered by Zonekeeper for nginx 1.22 or newer: changes are overwritten.
                worker_processes 2;
                # Workers that were reloaded end with their WebSockets, or after this time.
                worker_shutdown_timeout 5m;
                error_log stderr warn;
                pid %2$s/nginx.pid;

                events {
                  # Two for each client.
                  worker_connections 16384;
                }

                http {
                  access_log off;
                  server_tokens off;
                  client_body_temp_path %2$s/client_body;
                  proxy_temp_path %2$s/proxy;
                  fastcgi_temp_path %2$s/fastcgi;
                  uwsgi_temp_path %2$s/uwsgi;
                  scgi_temp_path %2$s/scgi;
                  client_max_body_size 0;
                  client_body_buffer_size 100k;
                  proxy_max_temp_file_size 0;

                  map $request_method $replay_is_safe {
                    default 0;
                %3$s
                  }

                  map $http_upgrade $connection_header {
                    default upgrade;
                    "" "";
                  }

                  map "$request_method $http_upgrade" $websocket {
                    default 0;
                    "~*^GET websocket$" 1;
                  }

                  # Bodies that do not fit into client_body_buffer_size, or may not.
                  map "$content_length $http_transfer_encoding" $streamed {
                    default 0;
                    "~^[0-9]{6}" 1;
                    "~ .+$" 1;
                  }

                  # Whether the server that was tried last took no connection, so that nothing was sent.
                  map $upstream_connect_time $unsent {
                    volatile;
                    default 0;
                    "~(^|[ ,:])-$" 1;
                  }

                  # Whether the server that was tried last did not answer in time.
                  map $upstream_status $late {
                    volatile;
                    default 0;
                    "~(^|[ ,:])504$" 1;
                  }

                  # Whether a server answered.
                  map $upstream_header_time $answered {
                    volatile;
                    default 0;
                    "~[0-9]" 1;
                  }

                  upstream app {
                    zone app %14$dk;
                %4$s%5$s
                  }

                  # For bodies that cannot be kept for a second upstream: no server is ever out.
                  upstream streamed {
                    zone streamed %14$dk;
                %4$s%16$s
                  }

                  # No server is left: all are tried, for what was learned of them may be wrong.
                  upstream open {
                    zone open %14$dk;
                %6$s
                  }

                  proxy_http_version 1.1;
                  proxy_set_header Host $http_host;
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                  proxy_set_header Upgrade $http_upgrade;
                  proxy_set_header Connection $connection_header;
                  proxy_connect_timeout %7$s;
                  proxy_read_timeout %8$s;
                  proxy_send_timeout %8$s;
                  proxy_next_upstream error timeout http_502 http_503 http_504;
                  proxy_next_upstream_tries %9$d;

                  server {
                %10$s
                    recursive_error_pages on;

                    location / {
                      error_page 418 = @websocket;
                      error_page 419 = @streamed;
                      error_page 420 = @once_1;
                      error_page 502 = @open;
                      if ($websocket) {
                        return 418;
                      }
                      if ($streamed) {
                        return 419;
                      }
                      if ($replay_is_safe = 0) {
                        return 420;
                      }
                      proxy_pass http://app;
                    }

                    location @websocket {
                      error_page 502 = @open_websocket;
                      proxy_read_timeout 1h;
                      proxy_send_timeout 1h;
                      proxy_pass http://app;
                    }

                    location @streamed {
                      error_page 420 = @streamed_once;
                      if ($replay_is_safe = 0) {
                        return 420;
                      }
                      proxy_request_buffering off;
                      proxy_pass http://streamed;
                    }

                    location @streamed_once {
                      proxy_request_buffering off;
                      proxy_next_upstream off;
                      proxy_pass http://app;
                    }

                %15$s
                    # Only where nginx found no server to ask, so that nothing is sent twice.
                    location @open {
                      if ($upstream_addr !~ "(^|[ ,:])app$") {
                        return 502;
                      }
                      proxy_next_upstream error timeout;
                      proxy_pass http://open;
                    }

                    location @open_once {
                      if ($late) {
                        return 504;
                      }
                      if ($upstream_addr !~ "(^|[ ,:])app$") {
                        return 502;
                      }
                      proxy_next_upstream off;
                      proxy_pass http://open;
                    }

                    location @open_websocket {
                      if ($upstream_addr !~ "(^|[ ,:])app$") {
                        return 502;
                      }
                      proxy_next_upstream error timeout;
                      proxy_read_timeout 1h;
                      proxy_send_timeout 1h;
                      proxy_pass http://open;
                    }
                  }

                  server {
                %11$s
                %13$s
                    location / {
                      return 404;
                    }
                  }
                }
                """.formatted(
                        model.zone(),
                        ProxySettings.RUN_FOLDER,
                        safe(),
                        settings.leastConnections() ? "    least_conn;\n" : "",
                        servers("max_fails=1 fail_timeout=10s"),
                        ProxyModel.interleaved(model.pools()).stream()
                                .map(server -> "    server %s max_fails=0;".formatted(server.hostAndPort()))
                                .collect(Collectors.joining("\n")),
                        millis(settings.connect()),
                        millis(settings.read()),
                        tries(),
                        listen(settings.listen()),
                        listen(ProxySettings.READINESS_PORT),
                        "",
                        settings.healthPath().map(this::ready).orElse("""
                            location = %s {
                              return 200;
                            }""".formatted(ProxySettings.READINESS_PATH)),
                        zoneKilobytes(),
                        once(),
                        servers("max_fails=0"));
    }

    private int zoneKilobytes() {
        return ZONE_KILOBYTES
                + ZONE_KILOBYTES_A_SERVER
                        * model.pools().stream()
                                .mapToInt(pool -> pool.servers().size())
                                .sum();
    }

    /** Locations that a request which may not be replayed goes through while no server took a connection. */
    private String once() {
        int tries = Math.min(MOST_UNSENT_TRIES, tries());
        StringBuilder text = new StringBuilder();
        for (int number = 1; number <= tries; number++) {
            text.append("    location @once_%d {\n".formatted(number));
            if (number > 1) {
                text.append("""
                              if ($upstream_addr ~ "(^|[ ,:])app$") {
                                return 421;
                              }
                              if ($unsent = 0) {
                                return 502;
                              }
                        """);
            }
            text.append("""
                          error_page 421 = @open_once;
                          error_page 502 504 = @%s;
                          proxy_next_upstream off;
                          proxy_pass http://app;
                        }

                    """.formatted(number < tries ? "once_" + (number + 1) : "open_once"));
        }
        return text.toString();
    }

    private String ready(String path) {
        // All that nginx lets one name; 499 is its own.
        String errors = IntStream.rangeClosed(400, 599)
                .filter(status -> status != 499)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" "));
        return """
                    recursive_error_pages on;
                    proxy_intercept_errors on;
                    proxy_read_timeout %1$s;
                    location = %2$s {
                      error_page %3$s = @ready_open;
                      proxy_pass http://app%4$s;
                    }
                    location @ready_open {
                      if ($answered) {
                        return 200;
                      }
                      error_page %3$s = @ready_answered;
                      proxy_pass http://open;
                    }
                    location @ready_answered {
                      if ($answered) {
                        return 200;
                      }
                      return 503;
                    }
            """.formatted(millis(settings.check()), ProxySettings.READINESS_PATH, errors, path);
    }

    private String safe() {
        return Stream.concat(
                        settings.replays() ? settings.replayed().stream() : Stream.of(), REPLAYED_ONLY_UNSENT.stream())
                .map("    %s 1;"::formatted)
                .collect(Collectors.joining("\n"));
    }

    private String servers(String memory) {
        int remote = others.stream().mapToInt(pool -> pool.servers().size()).sum();
        boolean mixed = own.isEmpty() || remote == 0 || model.localShare() < 100;
        int ownServers = own.map(pool -> pool.servers().size()).orElse(0);
        // Weights of the two kinds of servers such that all of the own zone together get its share.
        int divisor = gcd(model.localShare() * remote, (100 - model.localShare()) * ownServers);
        String near =
                own.isPresent() && model.localShare() < 100 ? " weight=" + model.localShare() * remote / divisor : "";
        String far = own.isPresent() && remote > 0 && model.localShare() < 100
                ? " weight=" + (100 - model.localShare()) * ownServers / divisor
                : mixed ? "" : " backup";
        return Stream.of(
                        own.stream()
                                .flatMap(pool -> pool.servers().stream())
                                .map(server -> server(server, memory, remote == 0 ? "" : near)),
                        ProxyModel.interleaved(others).stream().map(server -> server(server, memory, far)),
                        model.pools().stream()
                                .filter(ZonePool::evacuated)
                                .flatMap(pool -> pool.servers().stream())
                                .map(server -> server(server, memory, " down")))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }

    private static String server(ProxyServer server, String memory, String more) {
        return "    server %s %s%s;".formatted(server.hostAndPort(), memory, more);
    }

    private static int gcd(int a, int b) {
        return b == 0 ? Math.max(1, a) : gcd(b, a % b);
    }

    private int tries() {
        int inTheWay = own.map(pool -> pool.servers().size())
                .orElseGet(() -> others.stream()
                        .mapToInt(pool -> pool.servers().size())
                        .max()
                        .orElse(0));
        return Math.max(settings.attempts(), inTheWay + 1);
    }

    private String listen(int port) {
        String text = "    listen " + port + ";";
        return model.ipv6() ? text + "\n    listen [::]:" + port + ";" : text;
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + "ms";
    }
}
