package io.zonekeeper.core.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Renders for Varnish 7.1 with nothing but the modules that it comes with: the servers of a zone take turns under a
 * director, and the zones are tried one after the other.
 *
 * <ol>
 *   <li>A request goes to the own zone while a server there is healthy. What failed there and may be replayed begins
 *       again and goes to another zone, and from there to yet another.
 *   <li>VCL remembers nothing from one request to the next but what is in the cache. So the own zone's failures are
 *       counted by a cached object that no client can ask for: every request first checks of it, a failed GET or HEAD
 *       writes it again with one more. It lives for 3 s, from the third failure on for 10 s.
 *   <li>While it tells of three failures what may not be replayed goes to other zones, and the rest too but for one in
 *       twenty: if that one fails the object is written again.
 *   <li>Evacuated zones are in none of this. Where no other server is healthy, all servers are tried without probes.
 * </ol>
 */
final class VarnishRenderer {
    /** The object that remembers failures is made of no server's answer. */
    private static final String NOTE_FETCH = """
              if (bereq.http.zk-step == "note") {
                return (error(200, "noted"));
              }
            """;

    private static final String NOTE_ERROR = """
              if (bereq.http.zk-step == "note") {
                set beresp.http.zk-failures = bereq.http.zk-failures;
                set beresp.ttl = 3s;
                if (std.integer(bereq.http.zk-failures, 0) >= 3) {
                  set beresp.ttl = 10s;
                }
                set beresp.grace = 0s;
                set beresp.keep = 0s;
                return (deliver);
              }
            """;

    private final ProxyModel model;
    private final ProxySettings settings;
    private final Optional<ZonePool> own;
    private final List<ZonePool> others;

    VarnishRenderer(ProxyModel model) {
        this.model = model;
        this.settings = model.settings();
        this.own = model.own();
        this.others = model.others();
    }

    String render() {
        return """
                # Zone %s. Rendered by Zonekeeper for Varnish 7.1 or newer: changes are overwritten.
                vcl 4.1;

                import directors;
                import std;

                %s
                %s
                sub vcl_init {
                %s}

                sub vcl_recv {
                  if (req.restarts == 0) {
                    # These headers are this file's own: what clients send by their names counts for nothing.
                    unset req.http.zk-failures;
                    unset req.http.zk-ready;
                    unset req.http.zk-step;
                    unset req.http.zk-target;
                    unset req.http.zk-tried;
                    unset req.http.zk-url;
                  }
                  if (local.socket == "ready") {
                    if (req.url != "%s") {
                      return (synth(404));
                    }
                    if (%s) {
                      return (synth(200));
                    }
                    # All probes fail, and may be wrong: any answer of a server will do.
                    set req.url = "%s";
                    set req.http.zk-ready = "asked";
                    set req.backend_hint = open.backend();
                    return (pass);
                  }
                %s}

                %s""".formatted(
                        model.zone(),
                        probe(),
                        backends(),
                        directors(),
                        ProxySettings.READINESS_PATH,
                        anyHealthy(),
                        settings.healthPath().orElse("/"),
                        choosing() ? choose() : straight(),
                        (choosing() ? hash() : "") + deliver() + fetch());
    }

    /** Whether there is a choice between the own zone and others. */
    private boolean choosing() {
        return own.isPresent() && !others.isEmpty();
    }

    private String anyHealthy() {
        return model.serving().stream().map(VarnishRenderer::healthy).collect(Collectors.joining(" || "));
    }

    private String probe() {
        return settings.healthPath()
                .map(path -> """
                        probe health {
                          .url = "%s";
                          .interval = 1s;
                          .timeout = %s;
                          .window = 3;
                          .threshold = 2;
                          # Healthy by the first good answer, and by nothing less: a reload forgets what was known.
                          .initial = 1;
                        }
                        """.formatted(path, seconds(settings.check())))
                .orElse("");
    }

    private String backends() {
        StringBuilder text = new StringBuilder();
        for (ZonePool pool : model.pools()) {
            for (int number = 1; number <= pool.servers().size(); number++) {
                ProxyServer server = pool.servers().get(number - 1);
                if (!pool.evacuated()) {
                    text.append(backend(
                            "zone_%s_%d".formatted(pool.id(), number),
                            server,
                            settings.healthPath().isPresent()));
                }
                text.append(backend("open_%s_%d".formatted(pool.id(), number), server, false));
            }
        }
        return text.toString();
    }

    private String backend(String name, ProxyServer server, boolean probed) {
        return """
                backend %s {
                  .host = "%s";
                  .port = "%d";
                  .connect_timeout = %s;
                  .first_byte_timeout = %s;
                  .between_bytes_timeout = %s;
                %s}
                """.formatted(
                        name,
                        server.address(),
                        server.port(),
                        seconds(settings.connect()),
                        seconds(settings.read()),
                        seconds(settings.read()),
                        probed ? "  .probe = health;\n" : "");
    }

    private String directors() {
        StringBuilder text = new StringBuilder();
        for (ZonePool pool : model.serving()) {
            text.append("  new zone_%s = directors.round_robin();\n".formatted(pool.id()));
            IntStream.rangeClosed(1, pool.servers().size())
                    .forEach(number ->
                            text.append("  zone_%1$s.add_backend(zone_%1$s_%2$d);\n".formatted(pool.id(), number)));
        }
        if (!others.isEmpty()) {
            text.append("  # By ready servers, so that a small zone is not flooded.\n");
            text.append("  new others = directors.random();\n");
            others.forEach(pool -> text.append("  others.add_backend(zone_%s.backend(), %d);\n"
                    .formatted(pool.id(), pool.servers().size())));
        }
        for (int place = 0; place < turnTo().size(); place++) {
            String zone = turnTo().get(place).id();
            text.append("  new after_%s = directors.fallback();\n".formatted(zone));
            for (int step = 1; step <= turnTo().size(); step++) {
                text.append("  after_%s.add_backend(zone_%s.backend());\n"
                        .formatted(
                                zone,
                                turnTo().get((place + step) % turnTo().size()).id()));
            }
        }
        own.ifPresent(pool -> {
            text.append("  new near = directors.fallback();\n");
            text.append("  near.add_backend(zone_%s.backend());\n".formatted(pool.id()));
            if (!others.isEmpty()) {
                text.append("  near.add_backend(others.backend());\n");
            }
        });
        text.append("  # No server is healthy, or none of a zone that is not evacuated: all are tried.\n");
        text.append("  new open = directors.round_robin();\n");
        int longest = model.pools().stream()
                .mapToInt(pool -> pool.servers().size())
                .max()
                .orElse(0);
        for (int number = 1; number <= longest; number++) {
            for (ZonePool pool : model.pools()) {
                if (number <= pool.servers().size()) {
                    text.append("  open.add_backend(open_%s_%d);\n".formatted(pool.id(), number));
                }
            }
        }
        return text.toString();
    }

    /** Nothing to choose from: one zone, or none of its own. */
    private String straight() {
        String director = own.isPresent() ? "near" : "others";
        return """
                  if (%s) {
                    set req.backend_hint = %s.backend();
                    set req.http.zk-target = "others";
                  } else {
                    set req.backend_hint = open.backend();
                  }
                """.formatted(anyHealthy(), director);
    }

    private String choose() {
        String share =
                model.localShare() < 100 ? "\n      || std.random(0, 100) >= %d".formatted(model.localShare()) : "";
        return """
                  if (req.restarts == 0) {
                    set req.http.zk-failures = 0;
                    set req.http.zk-url = req.url;
                    set req.http.zk-step = "look";
                    set req.hash_ignore_busy = true;
                    return (hash);
                  }
                  if (req.http.zk-step == "note") {
                    set req.hash_ignore_busy = true;
                    set req.hash_always_miss = true;
                    return (hash);
                  }
                  set req.hash_ignore_busy = false;
                  set req.hash_always_miss = false;
                  set req.url = req.http.zk-url;
                  if (!(%1$s)) {
                    set req.backend_hint = open.backend();
                    set req.http.zk-target = "open";
                  } else if (req.http.zk-target == "own" || !std.healthy(zone_%2$s.backend())
                      || (std.healthy(others.backend()) && std.integer(req.http.zk-failures, 0) >= 3
                        && (!(%3$s) || std.random(0, 20) >= 1))%4$s) {
                    set req.backend_hint = others.backend();
                    # What failed at home has one attempt less.
                    if (req.http.zk-target == "own") {
                      set req.http.zk-target = "last";
                    } else {
                      set req.http.zk-target = "others";
                    }
                  } else {
                    set req.backend_hint = near.backend();
                    set req.http.zk-target = "own";
                  }
                """.formatted(anyHealthy(), own.orElseThrow().id(), replayable("req"), share);
    }

    private String hash() {
        return """
                sub vcl_hash {
                  if (req.http.zk-step == "look" || req.http.zk-step == "note") {
                    hash_data("zonekeeper: failures of the own zone");
                    return (lookup);
                  }
                }

                sub vcl_hit {
                  if (req.http.zk-step == "look") {
                    set req.http.zk-failures = obj.http.zk-failures;
                    set req.http.zk-step = "serve";
                    return (restart);
                  }
                }

                sub vcl_miss {
                  if (req.http.zk-step == "look") {
                    set req.http.zk-step = "serve";
                    return (restart);
                  }
                }

                """;
    }

    private String deliver() {
        String remember = """
                  if (req.http.zk-step == "note") {
                    set req.http.zk-step = "serve";
                    return (restart);
                  }
                  if (req.http.zk-target == "own" && obj.hits == 0 && resp.status >= 502 && resp.status <= 504
                      && %s) {
                    set req.http.zk-failures = std.integer(req.http.zk-failures, 0) + 1;
                    set req.http.zk-step = "note";
                    if (req.method != "GET" && req.method != "HEAD") {
                      set req.http.zk-step = "serve";
                    }
                    return (restart);
                  }
                """.formatted(replayable("req"));
        return """
                sub vcl_deliver {
                  if (req.http.zk-ready && resp.http.zk-unreachable) {
                    return (synth(503));
                  }
                  if (req.http.zk-ready) {
                    return (synth(200));
                  }
                %s}

                """.formatted(choosing() ? remember : "");
    }

    /** What failed in one zone and may be replayed goes to the next one, unless it was tried often enough. */
    private String fetch() {
        int attempts = Math.max(settings.attempts(), Math.min(2, turnTo().size()));
        StringBuilder next = new StringBuilder();
        for (ZonePool pool : turnTo()) {
            next.append("""
                        if (bereq.http.zk-tried ~ "^zone_%1$s_") {
                          set bereq.backend = after_%1$s.backend();
                        }
                    """.formatted(pool.id()));
        }
        return """
                sub vcl_backend_fetch {
                %5$s  unset bereq.http.zk-step;
                  unset bereq.http.zk-failures;
                  unset bereq.http.zk-url;
                  unset bereq.http.zk-tried;
                  # A kept connection into a zone that was cut off answers nobody, and only the read timeout tells.
                  if (bereq.http.zk-target != "own") {
                    set bereq.http.Connection = "close";
                  }
                }

                sub try_another_zone {
                  if (%s
                      && ((bereq.http.zk-target == "others" && bereq.retries < %d)
                        || (bereq.http.zk-target == "last" && bereq.retries < %d))) {
                    set bereq.http.zk-tried = beresp.backend;
                %s    return (retry);
                  }
                }

                sub vcl_backend_response {
                  unset beresp.http.zk-unreachable;
                  if (beresp.status >= 502 && beresp.status <= 504) {
                    call try_another_zone;
                  }
                }

                sub vcl_backend_error {
                %6$s  if (bereq.http.zk-ready) {
                    if (bereq.retries < 2) {
                      return (retry);
                    }
                    set beresp.http.zk-unreachable = "yes";
                    return (deliver);
                  }
                  call try_another_zone;
                }
                """.formatted(
                        replayable("bereq"),
                        attempts - 1,
                        Math.max(0, attempts - 2),
                        next,
                        choosing() ? NOTE_FETCH : "",
                        choosing() ? NOTE_ERROR : "");
    }

    private List<ZonePool> turnTo() {
        return others.isEmpty() ? own.stream().toList() : others;
    }

    private String replayable(String request) {
        return settings.replays()
                ? "%s.method ~ \"^(%s)$\"".formatted(request, String.join("|", settings.replayed()))
                : "false";
    }

    private static String healthy(ZonePool pool) {
        return "std.healthy(zone_%s.backend())".formatted(pool.id());
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%d.%03ds", duration.toSeconds(), duration.toMillisPart());
    }
}
