# Runs a proxy by a file that may change at any time: supervise.sh ENGINE LISTEN FILE RUN_FOLDER
# A changed file is first checked by the engine's own binary and then taken without dropping a request; one that is
# invalid is told and left, and the proxy goes on with the last good one. Nothing here talks to the operator.
set -u
engine=$1 listen=$2 file=$3 run=$4
good=$run/good candidate=$run/candidate
say() { echo "zonekeeper: $*" >&2; }

valid() {
  case $engine in
    haproxy) haproxy -q -c -f "$1" ;;
    nginx) nginx -q -t -c "$1" ;;
    varnish) varnishd -j none -C -f "$1" >/dev/null 2>"$run/verdict" || { cat "$run/verdict" >&2; return 1; } ;;
  esac
}

begin() {
  case $engine in
    haproxy) exec haproxy -W -f "$good" ;;
    nginx) exec nginx -c "$good" -g 'daemon off;' ;;
    varnish) exec varnishd -F -j none -n "$run/varnish" -s malloc,64m -p max_restarts=6 \
      -a "front=:$listen" -a ready=:8404 -f "$good" ;;
  esac
}

admin() { varnishadm -n "$run/varnish" "$@" >/dev/null; }

reload() {
  case $engine in
    haproxy) kill -USR2 "$proxy" ;;
    nginx) kill -HUP "$proxy" ;;
    varnish)
      number=$((number + 1))
      # The old program is cooled before it goes, so that requests under way end by it.
      admin vcl.load "zk$number" "$good" && admin vcl.use "zk$number" && {
        if [ "$number" -gt 2 ]; then admin vcl.discard "zk$((number - 2))"; fi
        return 0
      }
      ;;
  esac
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
  wait "$proxy"
  exit 0
}

mkdir -p "$run" && rm -f "$run"/*.sock
until [ -s "$file" ] && cp "$file" "$candidate" && valid "$candidate"; do
  say "waiting for a valid $file"
  sleep 1
done
cp "$candidate" "$good"
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
  elif cp "$candidate" "$good" && reload; then
    say "took the changed $file"
  else
    say "the changed $file could not be loaded: going on with the last good one"
  fi
done
say "the proxy has ended"
exit 1
