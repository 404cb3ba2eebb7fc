# shellcheck shell=bash disable=SC2154 # variables, `say` and `die` are those of hack/release
# `kubectl zonekeeper` for machines without Java: the jars with a Java of their own, made by jlink, and the krew manifest of these.

platforms=(linux-amd64 linux-arm64 darwin-amd64 darwin-arm64)

# What jdeps names for the command line and its libraries.
cli_modules=java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl
cli_modules+=,java.sql,java.xml,jdk.crypto.cryptoki,jdk.httpserver,jdk.management,jdk.unsupported

# Where Temurin publishes the modules of its JDKs for other machines.  A mirror may be named.
temurin_url=${TEMURIN_URL-https://github.com/adoptium}

this_platform() {
  local os architecture
  case $(uname -s) in Darwin) os=darwin ;; *) os=linux ;; esac
  case $(uname -m) in aarch64 | arm64) architecture=arm64 ;; *) architecture=amd64 ;; esac
  printf '%s-%s\n' "$os" "$architecture"
}

# jdk_version: of the JDK that links, such as 25.0.3+9; jlink takes modules of exactly that.
jdk_version() { sed -n 's/^SEMANTIC_VERSION="\(.*\)"$/\1/p' "$JAVA_HOME/release"; }

# temurin_modules PLATFORM: the address of the archive with its modules
temurin_modules() {
  local major release system=linux machine=x64
  release=$(jdk_version)
  major=${release%%.*}
  [[ $1 != darwin-* ]] || system=mac
  [[ $1 != *-arm64 ]] || machine=aarch64
  printf '%s/temurin%s-binaries/releases/download/jdk-%s/OpenJDK%sU-jmods_%s_%s_hotspot_%s.tar.gz\n' \
    "$temurin_url" "$major" "${release/+/%2B}" "$major" "$machine" "$system" "${release/+/_}"
}

# find_modules PLATFORM: sets `modules` to the folder with the JDK's modules for it, empty for the JDK's own.  Fails where they cannot
# be had; one whose checksum is not the one beside it ends everything.
find_modules() {
  local url archive=$work/$1.tar.gz wanted
  modules=
  [[ $1 != "$(this_platform)" ]] || return 0
  modules=$jmods/$1
  if [[ $jmods && -r $modules/java.base.jmod ]]; then return 0; fi
  modules=$work/modules/$1
  url=$(temurin_modules "$1")
  { curl --fail --silent --location --connect-timeout 5 --output "$archive.sha256" "$url.sha256.txt" &&
    curl --fail --silent --location --connect-timeout 5 --retry 2 --output "$archive" "$url"; } || return 1
  wanted=$(awk '{ print $1; exit }' "$archive.sha256")
  [[ $(sha256sum <"$archive" | cut -d' ' -f1) == "$wanted" ]] || die "$url does not have the SHA-256 published beside it: not used"
  mkdir -p "$modules"
  tar --extract --file "$archive" --directory "$modules" --strip-components=1
  [[ -r $modules/java.base.jmod ]] || die "$url holds no java.base.jmod"
}

# pack FOLDER FILE: the same content gives the same bytes.
pack() {
  tar --create --directory "$1" --sort=name --owner=0 --group=0 --numeric-owner --mode='u=rwX,go=rX' \
    --mtime="@$SOURCE_DATE_EPOCH" --format=gnu . | gzip --no-name --best >"$2"
}

# make_cli_for PLATFORM
make_cli_for() {
  local home=$work/cli/$1 path=()
  mkdir -p "$home"
  [[ ! $modules ]] || path=(--module-path "$modules")
  "$JAVA_HOME/bin/jlink" "${path[@]}" --add-modules "$cli_modules" --strip-java-debug-attributes --no-man-pages --no-header-files \
    --compress zip-6 --output "$home/java"
  # AWS' SDK is the operator's only.
  cp -r "$jars"/{zonekeeper.jar,lib} "$source/LICENSE" "$home"
  cp "$source/hack/kubectl-zonekeeper" "$home/kubectl-zonekeeper"
  pack "$home" "$output/$(cli_archive "$1")"
}

# cli_archive PLATFORM
cli_archive() { printf 'kubectl-zonekeeper-%s-%s.tar.gz\n' "$version" "$1"; }

make_cli() {
  local platform missing=()
  # shellcheck disable=SC1091
  source "$root/hack/lib/jdk.sh" || die "no JDK to take Java from, see above"
  for platform in "${platforms[@]}"; do
    if find_modules "$platform"; then make_cli_for "$platform"; else missing+=("$platform"); fi
  done
  if ((${#missing[@]})); then
    say "no kubectl-zonekeeper for ${missing[*]}: Temurin's modules $(jdk_version) for these cannot be downloaded from $temurin_url;" \
      "give them by --jmods DIR, as DIR/${missing[0]}/java.base.jmod and so on"
    [[ $dry ]] || die "a release has kubectl-zonekeeper for ${platforms[*]}"
  fi
  make_krew
}

# The manifest names those platforms for which there is an archive.
make_krew() {
  local platform archive sum
  {
    cat <<YAML
apiVersion: krew.googlecontainertools.github.com/v1alpha2
kind: Plugin
metadata:
  name: zonekeeper
spec:
  version: v$version
  homepage: https://github.com/$repository
  shortDescription: Inspect and control zone failover of services
  description: |
    Shows how services are spread over availability zones, explains the verdict on a zone, plans what would be
    done if a zone were lost, and cordons zones and fails services back. "kubectl zonekeeper audit" grades how
    well any cluster survives the loss of a zone, with nothing installed in it.
  platforms:
YAML
    for platform in "${platforms[@]}"; do
      archive=$(cli_archive "$platform")
      [[ -e $output/$archive ]] || continue
      sum=$(sha256sum <"$output/$archive")
      cat <<YAML
    - selector:
        matchLabels:
          os: ${platform%-*}
          arch: ${platform#*-}
      uri: https://github.com/$repository/releases/download/v$version/$archive
      sha256: ${sum%% *}
      bin: kubectl-zonekeeper
YAML
    done
  } >"$output/zonekeeper.krew.yaml"
}
