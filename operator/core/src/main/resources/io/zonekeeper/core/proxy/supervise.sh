# Runs a proxy by a file that may change at any time: supervise.sh ENGINE LISTEN FILE RUN_FOLDER
# A changed file is first checked by the engine's own binary and then taken without dropping a request; one that is
# invalid is told and left, and the proxy goes on with the last good one. Nothing here talks to the operator.
# HAProxy is given changed servers while it runs, where it has Lua; every other change is a reload.
set -u
engine=$1 listen=$2 file=$3 run=$4
good=$run/good candidate=$run/candidate
say() { echo "zonekeeper: $*" >&2; }

valid() {
  case $engine in
    haproxy) haproxy -c -f "$1" >/dev/null ;;
    nginx) nginx -q -t -c "$1" ;;
    varnish)
      # Loading a program is checking it, and compiling takes its time: once is enough.
      if [ -n "${proxy:-}" ]; then
        admin vcl.load "zk$((number + 1))" "$1"
      else
        varnishd -j none -C -f "$1" >/dev/null 2>"$run/verdict" || { cat "$run/verdict" >&2; return 1; }
      fi
      ;;
  esac
}

# A client takes four files at most: in each of HAProxy's two layers one towards it and one towards the server.
size_haproxy() {
  files=$(ulimit -H -n)
  [ "$files" != unlimited ] && [ "$files" -lt 37000 ] || files=37000
  clients=$(((files * 9 / 10 - 200) / 4))
  [ "$clients" -le 8000 ] || clients=8000
  export ZONEKEEPER_CLIENTS="$clients" ZONEKEEPER_CONNECTIONS=$((clients * 2 + 100))
}

give_haproxy_lua() {
  haproxy -vv | grep -q '+LUA' || return 0
  export ZONEKEEPER_LUA="$run/servers.lua" ZONEKEEPER_SERVERS="$run/servers" ZONEKEEPER_GENERATION="$run/generation"
  cat >"$ZONEKEEPER_LUA" <<'END_OF_LUA'
@SERVERS_LUA@
END_OF_LUA
  cp "$good" "$ZONEKEEPER_SERVERS" && echo 0 >"$ZONEKEEPER_GENERATION"
}

begin() {
  case $engine in
    haproxy) exec haproxy -W -f "$good" ;;
    nginx) ulimit -S -n "$(ulimit -H -n)" && exec nginx -c "$good" -g 'daemon off;' ;;
    varnish) exec varnishd -F -j none -n "$run/varnish" -s malloc,64m -p max_restarts=6 -p timeout_idle=30 \
      -a "front=:$listen" -a ready=:8404 -f "$good" ;;
  esac
}

admin() { varnishadm -n "$run/varnish" "$@" >/dev/null; }

reload() {
  number=$((number + 1))
  case $engine in
    haproxy)
      if [ -n "${ZONEKEEPER_LUA:-}" ]; then
        cp "$good" "$ZONEKEEPER_SERVERS" && echo "$number" >"$ZONEKEEPER_GENERATION"
      fi
      kill -USR2 "$proxy"
      ;;
    nginx) kill -HUP "$proxy" ;;
    varnish)
      active=$(varnishadm -n "$run/varnish" vcl.list | awk '$1 == "active" { print $NF }')
      # The old program is cooled before it goes, so that requests under way end by it.
      leave_zones && await_probes && admin vcl.use "zk$number" && {
        if [ "$number" -gt 2 ]; then admin vcl.discard "zk$((number - 2))"; fi
        return 0
      }
      ;;
  esac
}

# A zone that the new program does not have any more, as an evacuated one, gets no request from now on: the program in
# use treats it as failing until the new one's probes have begun.
leave_zones() {
  { probed "$active" old && probed "zk$number" new; } | awk '
    { sub(/_[0-9]+$/, "", $2) }
    $1 == "old" { had[$2] }
    $1 == "new" { has[$2] }
    END { for (zone in had) if (!(zone in has)) print zone }' |
    while read -r zone; do admin backend.set_health "$active.${zone}_*" sick; done
}

# Until the new program's probes know of every server it has that is healthy in the one in use, but a few seconds at most.
# What the new one does not have any more, as the servers of an evacuated zone, is not waited for.
await_probes() {
  for _ in 1 2 3 4 5; do
    sleep 1
    { probed "$active" old && probed "zk$number" new; } | awk '
      $1 == "old" && $3 { known[$2] }
      $1 == "new" { asked[$2]; if ($3) found[$2] }
      END { for (server in known) if (server in asked && !(server in found)) exit 1 }' && return 0
  done
  return 0
}

# probed PROGRAM WORD: the word, a server's name and whether it is healthy (1 or 0), for each server with probes
probed() {
  varnishadm -n "$run/varnish" backend.list "$1.zone_*" | awk -v program="$1." -v word="$2" '
    index($1, program) == 1 { print word, substr($1, length(program) + 1), / healthy/ ? 1 : 0 }'
}

# Whether the changed file differs in nothing but HAProxy's servers, and the running process has taken those.
take_servers() {
  [ "$engine" = haproxy ] && [ -n "${ZONEKEEPER_LUA:-}" ] || return 1
  grep -v '^  server' "$good" >"$run/before"
  grep -v '^  server' "$candidate" | cmp -s - "$run/before" || return 1
  cp "$candidate" "$ZONEKEEPER_SERVERS.fresh" && mv "$ZONEKEEPER_SERVERS.fresh" "$ZONEKEEPER_SERVERS"
  for _ in 1 2 3; do
    sleep 1
    if cmp -s "$candidate" "$ZONEKEEPER_SERVERS.taken"; then
      cp "$candidate" "$good"
      return
    fi
  done
  return 1
}

# Requests under way end; new ones come for a while yet, until everybody knows that this proxy is going.
end() {
  trap - TERM INT
  sleep 3
  case $engine in
    haproxy) kill -USR1 "$proxy" ;;
    nginx) kill -QUIT "$proxy" ;;
    varnish) kill -TERM "$proxy" ;;
  esac
  # What takes longer, such as a WebSocket, is cut.
  { sleep 30 && kill -TERM "$proxy"; } 2>/dev/null &
  wait "$proxy"
  exit 0
}

mkdir -p "$run" && rm -f "$run"/*.sock
until [ -s "$file" ] && cp "$file" "$candidate" && valid "$candidate"; do
  say "waiting for a valid $file"
  sleep 1
done
cp "$candidate" "$good"
if [ "$engine" = haproxy ]; then size_haproxy && give_haproxy_lua; fi
begin &
proxy=$! number=0
trap end TERM INT
say "started with $file"
while kill -0 "$proxy" 2>/dev/null; do
  sleep 1 &
  wait $!
  cmp -s "$file" "$candidate" && continue
  [ -s "$file" ] && cp "$file" "$candidate" || continue
  if ! valid "$candidate"; then
    say "the changed $file is invalid: going on with the last good one"
  elif take_servers; then
    say "took the servers of the changed $file, without a reload"
  elif cp "$candidate" "$good" && reload; then
    say "took the changed $file"
  else
    say "the changed $file could not be loaded: going on with the last good one"
  fi
done
say "the proxy has ended"
exit 1
