# Has an engine's own binary check the configuration in $CONFIGURATION: check.sh FOLDER COMMAND...
# The command gets the name of a file as its last argument, and writes what is wrong to standard error.
set -u
file=$1/candidate
shift
printf '%s' "$CONFIGURATION" >"$file"
exec "$@" "$file" >/dev/null
