# shellcheck shell=bash disable=SC2154 # `root` and `say` are those of who sources it
# Builds the packaged operator where there is none, with a line for each module; the tests are neither compiled nor run.

operator_home=$root/operator/app/target/zonekeeper

build_operator() {
  local log started=$SECONDS
  [[ ! -r $operator_home/zonekeeper.jar ]] || return 0
  say "building the operator: about two minutes on two cores the first time (downloads included), half a minute later"
  log=$(mktemp)
  if ! (cd "$root" && ./mvnw -B -ntp -pl operator/app -am -Dmaven.test.skip=true -Dspotless.check.skip=true -Djacoco.skip=true package) |
    tee "$log" | sed -n -u 's/^\[INFO\] Building \(.*[^ ]\) [0-9][^ ]* *\(\[.*\]\)$/  \2 \1/p' >&2; then
    tail -n 30 "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
  say "the operator is built, $((SECONDS - started)) s"
}
