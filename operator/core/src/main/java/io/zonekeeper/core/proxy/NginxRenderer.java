package io.zonekeeper.core.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Renders for the open source nginx 1.22, which checks nothing by itself and learns from requests.
 *
 * <ol>
 *   <li>The own zone's servers come first, those of the others are {@code backup}. A request goes to each server once
 *       at most, and is tried once more often than the own zone (or, without one, the largest) has servers, so that it
 *       reaches another zone.
 *   <li>nginx itself replays POST, PATCH and LOCK only where nothing was sent; methods that it would replay though they
 *       may not be (PUT, DELETE) are sent once.
 *   <li>A failed request takes its server out for 10 s, nginx's own default. Where that has taken out all, they are
 *       tried without memory.
 *   <li>Evacuated zones are {@code down}.
 * </ol>
 */
final class NginxRenderer {
    private static final List<String> REPLAYED_ONLY_UNSENT = List.of("POST", "PATCH", "LOCK");

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
                error_log stderr warn;
                pid %2$s/nginx.pid;

                events {
                  worker_connections 8192;
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

                  map $request_method $replay_is_safe {
                    default 0;
                %3$s
                  }

                  map $http_upgrade $connection_header {
                    default upgrade;
                    "" "";
                  }

                  upstream app {
                    zone app 512k;
                %4$s%5$s
                  }

                  # No server is left: all are tried, for what was learned of them may be wrong.
                  upstream open {
                    zone open 512k;
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
                      error_page 420 = @once;
                      error_page 502 = @open;
                      if ($replay_is_safe = 0) {
                        return 420;
                      }
                      proxy_pass http://app;
                    }

                    location @once {
                      error_page 502 = @open;
                      proxy_next_upstream off;
                      proxy_pass http://app;
                    }

                    # Only where nginx found no server to ask, so that nothing is sent twice.
                    location @open {
                      if ($upstream_addr !~ "(^|, )app$") {
                        return 502;
                      }
                      proxy_next_upstream error timeout;
                      proxy_pass http://open;
                    }
                  }

                  server {
                %11$s
                    location = %12$s {
                      %13$s
                    }
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
                servers(),
                ProxyModel.interleaved(model.pools()).stream()
                        .map(server -> "    server %s max_fails=0;".formatted(server.hostAndPort()))
                        .collect(Collectors.joining("\n")),
                millis(settings.connect()),
                millis(settings.read()),
                tries(),
                listen(settings.listen()),
                listen(ProxySettings.READINESS_PORT),
                ProxySettings.READINESS_PATH,
                settings.healthPath().map("proxy_pass http://app%s;"::formatted).orElse("return 200;"));
    }

    private String safe() {
        return Stream.concat(
                        settings.replays() ? settings.replayed().stream() : Stream.of(), REPLAYED_ONLY_UNSENT.stream())
                .map("    %s 1;"::formatted)
                .collect(Collectors.joining("\n"));
    }

    private String servers() {
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
                                .map(server -> server(server, remote == 0 ? "" : near)),
                        ProxyModel.interleaved(others).stream().map(server -> server(server, far)),
                        model.pools().stream()
                                .filter(ZonePool::evacuated)
                                .flatMap(pool -> pool.servers().stream())
                                .map(server -> server(server, " down")))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }

    private static String server(ProxyServer server, String more) {
        return "    server %s max_fails=1 fail_timeout=10s%s;".formatted(server.hostAndPort(), more);
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
