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
  # No server is healthy, or none of a zone that is not evacuated: all are tried.
  new open = directors.round_robin();
  open.add_backend(open_room-1-26j66_1);
  open.add_backend(open_room-1-26j66_2);
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
    if (std.healthy(zone_room-1-26j66.backend())) {
      return (synth(200));
    }
    # All probes fail, and may be wrong: any answer of a server will do.
    set req.url = "/";
    set req.http.zk-ready = "asked";
    set req.backend_hint = open.backend();
    return (pass);
  }
  if (std.healthy(zone_room-1-26j66.backend())) {
    set req.backend_hint = near.backend();
    set req.http.zk-target = "others";
  } else {
    set req.backend_hint = open.backend();
  }
}

sub vcl_deliver {
  if (req.http.zk-ready && resp.http.zk-unreachable) {
    return (synth(503));
  }
  if (req.http.zk-ready) {
    return (synth(200));
  }
}

sub vcl_backend_fetch {
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
  unset beresp.http.zk-unreachable;
  if (beresp.status >= 502 && beresp.status <= 504) {
    call try_another_zone;
  }
}

sub vcl_backend_error {
  if (bereq.http.zk-ready) {
    if (bereq.retries < 2) {
      return (retry);
    }
    set beresp.http.zk-unreachable = "yes";
    return (deliver);
  }
  call try_another_zone;
}
