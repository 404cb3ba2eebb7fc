# shellcheck shell=bash disable=SC2154 # `work` is a folder of who sources it
# Checks by name, counted: each prints one line, and what its command printed when it fails.

passed=0 failed=0

# check NAME COMMAND...
check() {
  local name=$1 status started=$SECONDS
  shift
  # Not as a condition, where the check would go on after its first failure.
  set +e
  (
    set -e
    "$@"
  ) >"$work/output" 2>&1
  status=$?
  set -e
  if ((status == 0)); then
    passed=$((passed + 1))
    printf 'ok      %s (%d s)\n' "$name" $((SECONDS - started))
  else
    failed=$((failed + 1))
    printf 'FAILED  %s (%d s)\n' "$name" $((SECONDS - started))
    sed 's/^/        /' "$work/output" | tail -30
  fi
}

# eventually SECONDS COMMAND...: the command succeeds before long.  It prints what the last attempt printed.
eventually() {
  local deadline=$((SECONDS + $1)) late=''
  shift
  until "$@" >"$work/attempt" 2>&1; do
    if [[ $late ]]; then
      cat "$work/attempt"
      return 1
    fi
    ((SECONDS < deadline)) || late=yes
    sleep 0.2
  done
  cat "$work/attempt"
}

# refused COMMAND...: succeeds when the command fails
refused() { if "$@"; then return 1; fi; }

# same WHAT ACTUAL EXPECTED
same() {
  [[ $2 == "$3" ]] && return
  printf '%s is "%s" and should be "%s"\n' "$1" "$2" "$3"
  return 1
}

# all_checked STARTED: the last line, and whether all passed; STARTED is in seconds, as SECONDS
all_checked() {
  printf '%d passed, %d failed (%d s)\n' "$passed" "$failed" $((SECONDS - $1))
  ((failed == 0))
}
