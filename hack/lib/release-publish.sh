# shellcheck shell=bash disable=SC2154 # variables, `say` and `die` are those of hack/release
# What makes a release public, and signs it.

# Where image and chart go: REGISTRY/zonekeeper and REGISTRY/charts/zonekeeper.
image_repository() { sed -n 's/^  repository: *//p' "$source/helm/zonekeeper/values.yaml" | head -n 1; }
chart_registry() { printf '%s/charts\n' "$(dirname "$(image_repository)")"; }

buildah_() { buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs "$@"; }

# Nothing that is out is replaced.
refuse_published() {
  if helm show chart "oci://$(chart_registry)/zonekeeper" --version "$version" >/dev/null 2>&1; then
    die "oci://$(chart_registry)/zonekeeper has version $version already: release the next one"
  fi
}

# Several images become one with several architectures.
push_image() {
  local name archive
  name=$(image_repository):$version
  buildah_ manifest create "$name" >/dev/null
  for archive in "$output"/*.oci.tar; do buildah_ manifest add "$name" "oci-archive:$archive" >/dev/null; done
  buildah_ manifest push --quiet --all --digestfile "$work/image-digest" "$name" "docker://$name"
  say "pushed $name, $(<"$work/image-digest")"
}

push_chart() {
  helm push "$output/zonekeeper-$version.tgz" "oci://$(chart_registry)" 2>&1 | tee "$work/chart-pushed" >&2
  sed -n 's/^Digest: *//p' "$work/chart-pushed" >"$work/chart-digest"
}

# The page with the files.
publish_files() {
  if ! command -v gh >/dev/null; then
    say "gh is not installed: attach the files of $output to the release v$version yourself"
    return
  fi
  local kind=--latest
  [[ $version != *-* ]] || kind=--prerelease
  gh release create "v$version" --repo "$repository" --verify-tag --title "Zonekeeper $version" "$kind" \
    --notes-file "$output/release-notes.md" "$output"/*
}

# The checksums are signed, and with them every file that they name.
sign_files() {
  command -v cosign >/dev/null || {
    say "cosign is not installed: nothing is signed. Later: cosign sign-blob --bundle SHA256SUMS.sigstore.json SHA256SUMS"
    return 0
  }
  cosign sign-blob --yes --bundle "$output/SHA256SUMS.sigstore.json" "$output/SHA256SUMS"
}

sign_pushed() {
  command -v cosign >/dev/null || return 0
  cosign sign --yes "$(image_repository)@$(<"$work/image-digest")"
  cosign sign --yes "$(chart_registry)/zonekeeper@$(<"$work/chart-digest")"
}

publish() {
  push_image
  push_chart
  if [[ $sign ]]; then sign_pushed; fi
  publish_files
}
