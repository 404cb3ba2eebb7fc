"""What people write by hand: own zone first, the others as backup, health checks and retries as each engine's manual
shows them. Zones are a (own), b and c."""


def haproxy(mesh, listen):
    servers = "\n".join(f"  server {name} {address}:8080 check inter 2s" + ("" if zone == "a" else " backup")
                        for zone in "abc" for name, address in mesh.servers(zone).items())
    return f"""defaults
  mode http
  timeout connect 1s
  timeout client 30s
  timeout server 5s
  retries 3
  option redispatch
frontend front
  bind :{listen}
  default_backend app
backend app
  balance leastconn
  option allbackups
  option httpchk GET /healthz
  default-server observe layer7 error-limit 5 on-error mark-down
{servers}
frontend ready
  bind :8404
  monitor-uri /ready
"""


def nginx(mesh, listen):
    servers = "\n".join(f"    server {address}:8080" + (";" if zone == "a" else " backup;")
                        for zone in "abc" for address in mesh.servers(zone).values())
    run = mesh.folder / "run"
    return f"""pid {run}/nginx.pid;
error_log stderr warn;
events {{}}
http {{
  access_log off;
  client_body_temp_path {run}/b; proxy_temp_path {run}/p; fastcgi_temp_path {run}/f; uwsgi_temp_path {run}/u; scgi_temp_path {run}/s;
  upstream app {{
{servers}
  }}
  server {{
    listen {listen};
    location / {{
      proxy_connect_timeout 1s;
      proxy_read_timeout 5s;
      proxy_pass http://app;
    }}
  }}
  server {{ listen 8404; location = /ready {{ return 200; }} }}
}}
"""


def varnish(mesh, listen):
    names = {zone: mesh.servers(zone) for zone in "abc"}
    backends = "\n".join(
        f'backend {name} {{ .host = "{address}"; .port = "8080"; .connect_timeout = 1s; .first_byte_timeout = 5s; .probe = health; }}'
        for zone in names.values() for name, address in zone.items())

    def director(name, zones):
        return "\n".join([f"  new {name} = directors.round_robin();"]
                         + [f"  {name}.add_backend({server});" for zone in zones for server in names[zone]])

    return f"""vcl 4.1;
import directors;
probe health {{ .url = "/healthz"; }}
{backends}
sub vcl_init {{
{director("own", "a")}
{director("others", "bc")}
  new app = directors.fallback();
  app.add_backend(own.backend());
  app.add_backend(others.backend());
}}
sub vcl_recv {{
  if (local.socket == "ready") {{ return (synth(200)); }}
  set req.backend_hint = app.backend();
}}
sub vcl_backend_response {{
  if (beresp.status >= 502 && beresp.status <= 504 && bereq.method ~ "^(GET|HEAD)$" && bereq.retries < 2) {{ return (retry); }}
}}
sub vcl_backend_error {{
  if (bereq.method ~ "^(GET|HEAD)$" && bereq.retries < 2) {{ return (retry); }}
}}
"""
