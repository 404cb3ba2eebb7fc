# Zone us-east-1b. Rendered by Zonekeeper for Varnish 7.1 or newer: changes are overwritten.
vcl 4.1;

import directors;
import std;

probe health {
  .url = "/healthz";
  .interval = 1s;
  .timeout = 1.000s;
  .window = 3;
  .threshold = 2;
  # Healthy by the first good answer, and by nothing less: a reload forgets what was known.
  .initial = 1;
}

backend zone_us-east-1a_1 {
  .host = "10.0.1.1";
  .port = "8080";
  .connect_timeout = 1.000s;
  .first_byte_timeout = 5.000s;
  .between_bytes_timeout = 5.000s;
  .probe = health;
}
backend open_us-east-1a_1 {
  .host = "10.0.1.1";
  .port = "8080";
  .connect_timeout = 1.000s;
  .first_byte_timeout = 5.000s;
  .between_bytes_timeout = 5.000s;
}
backend zone_us-east-1a_2 {
  .host = "10.0.1.2";
  .port = "8080";
  .connect_timeout = 1.000s;
  .first_byte_timeout = 5.000s;
  .between_bytes_timeout = 5.000s;
  .probe = health;
}
backend open_us-east-1a_2 {
  .host = "10.0.1.2";
  .port = "8080";
  .connect_timeout = 1.000s;
  .first_byte_timeout = 5.000s;
  .between_bytes_timeout = 5.000s;
}
backend zone_us-east-1b_1 {
  .host = "10.0.2.1";
  .port = "8080";
  .connect_timeout = 1.000s;
  .first_byte_timeout = 5.000s;
  .between_bytes_timeout = 5.000s;
  .probe = health;
}
backend open_us-east-1b_1 {
  .host = "10.0.2.1";
  .port = "8080";
  .connect_timeout = 1.000s;
  .first_byte_timeout = 5.000s;
  .between_bytes_timeout = 5.000s;
}
backend zone_us-east-1b_2 {
  .host = "10.0.2.2";
  .port = "8080";
  .connect_timeout = 1.000s;
  .first_byte_timeout = 5.000s;
  .between_bytes_timeout = 5.000s;
  .probe = health;
}
backend open_us-east-1b_2 {
  .host = "10.0.2.2";
  .port = "8080";
  .connect_timeout = 1.000s;
  .first_byte_timeout = 5.000s;
  .between_bytes_timeout = 5.000s;
}
backend zone_us-east-1c_1 {
  .host = "10.0.3.1";
  .port = "8080";
  .connect_timeout = 1.000s;
  .first_byte_timeout = 5.000s;
  .between_bytes_timeout = 5.000s;
  .probe = health;
}
backend open_us-east-1c_1 {
  .host = "10.0.3.1";
  .port = "8080";
  .connect_timeout = 1.000s;
  .first_byte_timeout = 5.000s;
  .between_bytes_timeout = 5.000s;
}
backend zone_us-east-1c_2 {
  .host = "10.0.3.2";
  .port = "8080";
  .connect_timeout = 1.000s;
  .first_byte_timeout = 5.000s;
  .between_bytes_timeout = 5.000s;
  .probe = health;
}
backend open_us-east-1c_2 {
  .host = "10.0.3.2";
  .port = "8080";
  .connect_timeout = 1.000s;
  .first_byte_timeout = 5.000s;
  .between_bytes_timeout = 5.000s;
}

sub vcl_init {
  new zone_us-east-1a = directors.round_robin();
  zone_us-east-1a.add_backend(zone_us-east-1a_1);
  zone_us-east-1a.add_backend(zone_us-east-1a_2);
  new zone_us-east-1b = directors.round_robin();
  zone_us-east-1b.add_backend(zone_us-east-1b_1);
  zone_us-east-1b.add_backend(zone_us-east-1b_2);
  new zone_us-east-1c = directors.round_robin();
  zone_us-east-1c.add_backend(zone_us-east-1c_1);
  zone_us-east-1c.add_backend(zone_us-east-1c_2);
  # By ready servers, so that a small zone is not flooded.
  new others = directors.random();
  others.add_backend(zone_us-east-1c.backend(), 2);
  others.add_backend(zone_us-east-1a.backend(), 2);
  new after_us-east-1c = directors.fallback();
  after_us-east-1c.add_backend(zone_us-east-1a.backend());
  after_us-east-1c.add_backend(zone_us-east-1c.backend());
  new after_us-east-1a = directors.fallback();
  after_us-east-1a.add_backend(zone_us-east-1c.backend());
  after_us-east-1a.add_backend(zone_us-east-1a.backend());
  new near = directors.fallback();
  near.add_backend(zone_us-east-1b.backend());
  near.add_backend(others.backend());
  # No server is healthy, or none of a zone that is not evacuated: all are tried.
  new open = directors.round_robin();
  open.add_backend(open_us-east-1a_1);
  open.add_backend(open_us-east-1b_1);
  open.add_backend(open_us-east-1c_1);
  open.add_backend(open_us-east-1a_2);
  open.add_backend(open_us-east-1b_2);
  open.add_backend(open_us-east-1c_2);
}

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
    if (req.url != "/ready") {
      return (synth(404));
    }
    if (std.healthy(zone_us-east-1a.backend()) || std.healthy(zone_us-east-1b.backend()) || std.healthy(zone_us-east-1c.backend())) {
      return (synth(200));
    }
    # All probes fail, and may be wrong: any answer of a server will do.
    set req.url = "/healthz";
    set req.http.zk-ready = "asked";
    set req.backend_hint = open.backend();
    return (pass);
  }
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
  if (!(std.healthy(zone_us-east-1a.backend()) || std.healthy(zone_us-east-1b.backend()) || std.healthy(zone_us-east-1c.backend()))) {
    set req.backend_hint = open.backend();
    set req.http.zk-target = "open";
  } else if (req.http.zk-target == "own" || !std.healthy(zone_us-east-1b.backend())
      || (std.healthy(others.backend()) && std.integer(req.http.zk-failures, 0) >= 3
        && (!(req.method ~ "^(GET|HEAD|OPTIONS)$") || std.random(0, 20) >= 1))) {
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
}

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

sub vcl_deliver {
  if (req.http.zk-ready && resp.http.zk-unreachable) {
    return (synth(503));
  }
  if (req.http.zk-ready) {
    return (synth(200));
  }
  if (req.http.zk-step == "note") {
    set req.http.zk-step = "serve";
    return (restart);
  }
  if (req.http.zk-target == "own" && obj.hits == 0 && resp.status >= 502 && resp.status <= 504
      && req.method ~ "^(GET|HEAD|OPTIONS)$") {
    set req.http.zk-failures = std.integer(req.http.zk-failures, 0) + 1;
    set req.http.zk-step = "note";
    if (req.method != "GET" && req.method != "HEAD") {
      set req.http.zk-step = "serve";
    }
    return (restart);
  }
}

sub vcl_backend_fetch {
  if (bereq.http.zk-step == "note") {
    return (error(200, "noted"));
  }
  unset bereq.http.zk-step;
  unset bereq.http.zk-failures;
  unset bereq.http.zk-url;
  unset bereq.http.zk-tried;
  # A kept connection into a zone that was cut off answers nobody, and only the read timeout tells.
  if (bereq.http.zk-target != "own") {
    set bereq.http.Connection = "close";
  }
}

sub try_another_zone {
  if (bereq.method ~ "^(GET|HEAD|OPTIONS)$"
      && ((bereq.http.zk-target == "others" && bereq.retries < 2)
        || (bereq.http.zk-target == "last" && bereq.retries < 1))) {
    set bereq.http.zk-tried = beresp.backend;
    if (bereq.http.zk-tried ~ "^zone_us-east-1c_") {
      set bereq.backend = after_us-east-1c.backend();
    }
    if (bereq.http.zk-tried ~ "^zone_us-east-1a_") {
      set bereq.backend = after_us-east-1a.backend();
    }
    return (retry);
  }
}

sub vcl_backend_response {
  unset beresp.http.zk-unreachable;
  if (beresp.status >= 502 && beresp.status <= 504) {
    call try_another_zone;
  }
}

sub vcl_backend_error {
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
  if (bereq.http.zk-ready) {
    if (bereq.retries < 2) {
      return (retry);
    }
    set beresp.http.zk-unreachable = "yes";
    return (deliver);
  }
  call try_another_zone;
}
