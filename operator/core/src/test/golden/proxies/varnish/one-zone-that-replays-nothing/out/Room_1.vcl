# Zone Room_1. Rendered by Zonekeeper for Varnish 7.1 or newer: changes are overwritten.
vcl 4.1;

import directors;
import std;


backend zone_room-1-26j66_1 {
  .host = "10.0.1.1";
  .port = "8080";
  .connect_timeout = 1.000s;
  .first_byte_timeout = 5.000s;
  .between_bytes_timeout = 5.000s;
}
backend open_room-1-26j66_1 {
  .host = "10.0.1.1";
  .port = "8080";
  .connect_timeout = 1.000s;
  .first_byte_timeout = 5.000s;
  .between_bytes_timeout = 5.000s;
}
backend zone_room-1-26j66_2 {
  .host = "10.0.1.2";
  .port = "8080";
  .connect_timeout = 1.000s;
  .first_byte_timeout = 5.000s;
  .between_bytes_timeout = 5.000s;
}
backend open_room-1-26j66_2 {
  .host = "10.0.1.2";
  .port = "8080";
  .connect_timeout = 1.000s;
  .first_byte_timeout = 5.000s;
  .between_bytes_timeout = 5.000s;
}

sub vcl_init {
  new zone_room-1-26j66 = directors.round_robin();
  zone_room-1-26j66.add_backend(zone_room-1-26j66_1);
  zone_room-1-26j66.add_backend(zone_room-1-26j66_2);
  new after_room-1-26j66 = directors.fallback();
  after_room-1-26j66.add_backend(zone_room-1-26j66.backend());
  new near = directors.fallback();
  near.add_backend(zone_room-1-26j66.backend());
  # No server is healthy, or none of a zone that was not left: all are tried.
  new open = directors.round_robin();
  open.add_backend(open_room-1-26j66_1);
  open.add_backend(open_room-1-26j66_2);
}

sub vcl_recv {
  if (local.socket == "ready") {
    if (req.url == "/ready" && (std.healthy(zone_room-1-26j66.backend()))) {
      return (synth(200));
    }
    return (synth(503));
  }
  unset req.http.zk-target;
  if (std.healthy(zone_room-1-26j66.backend())) {
    set req.backend_hint = near.backend();
    set req.http.zk-target = "others";
  } else {
    set req.backend_hint = open.backend();
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
  if (false
      && ((bereq.http.zk-target == "others" && bereq.retries < 0)
        || (bereq.http.zk-target == "last" && bereq.retries < 0))) {
    set bereq.http.zk-tried = beresp.backend;
    if (bereq.http.zk-tried ~ "^zone_room-1-26j66_") {
      set bereq.backend = after_room-1-26j66.backend();
    }
    return (retry);
  }
}

sub vcl_backend_response {
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
  call try_another_zone;
}
