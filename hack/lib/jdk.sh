# Finds a JDK 25 or newer and exports JAVA_HOME.  Source it (POSIX sh is enough):
#
#   . hack/lib/jdk.sh || exit 1
#
# JAVA_HOME wins when it is new enough; then the usual places, then `java` on PATH.
# The version comes from the JDK's own `release` file, so no JVM is started.
# shellcheck shell=sh

# zk_jdk_is_new_enough DIR: DIR is a JDK (it has javac) of version 25 or later.
zk_jdk_is_new_enough() (
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      JAVA_VERSION=*)
        major=${line#JAVA_VERSION=}
        major=${major#\"}
        major=${major%%[!0-9]*}
        [ -n "$major" ] && [ "$major" -ge 25 ]
        return
        ;;
    esac
  done <"$1/release"
  return 1
)

# zk_jdk_find: prints the first suitable JDK directory.
zk_jdk_find() (
  java_on_path=$(command -v java 2>/dev/null) || java_on_path=
  if [ -n "$java_on_path" ]; then
    java_on_path=$(readlink -f "$java_on_path" 2>/dev/null) || java_on_path=
  fi
  for dir in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/* "${HOME:-}"/.sdkman/candidates/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${java_on_path%/bin/java}"; do
    if [ -n "$dir" ] && zk_jdk_is_new_enough "$dir"; then
      printf '%s\n' "$dir"
      return 0
    fi
  done
  return 1
)

if zk_jdk_home=$(zk_jdk_find); then
  JAVA_HOME=$zk_jdk_home
  export JAVA_HOME
  unset zk_jdk_home
else
  unset zk_jdk_home
  echo "Zonekeeper needs a JDK 25 or newer: install Temurin 25 (https://adoptium.net) or point JAVA_HOME at one." >&2
  # shellcheck disable=SC2317 # reached when sourced
  return 1 2>/dev/null || exit 1
fi
