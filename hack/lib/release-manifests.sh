# shellcheck shell=bash disable=SC2154 # variables and `die` are those of hack/release
# The chart of a release, and the same for those who use kubectl alone.

# shellcheck source=hack/lib/chart-manifests.sh
source "$root/hack/lib/chart-manifests.sh"

# chart_field NAME: a field of Chart.yaml at the commit that is released
chart_field() { git -C "$root" show "$commit:helm/zonekeeper/Chart.yaml" | sed -n "s/^$1: *\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p"; }

# A package holds the times of its files: those of the commit, so that the same commit gives the same package.
make_chart() {
  find "$source/helm/zonekeeper" -exec touch --no-dereference --date "@$SOURCE_DATE_EPOCH" {} +
  helm package "$source/helm/zonekeeper" --destination "$output" >/dev/null
}

make_manifests() {
  {
    printf '# Zonekeeper %s for clusters without Helm: kubectl apply --server-side -f install.yaml\n' "$version"
    cat "$source/helm/kustomize/namespace.yaml"
    echo ---
    chart_manifests "$source/helm/zonekeeper" | sed '1{/^---$/d}'
  } >"$output/install.yaml"
  local file
  for file in "$source"/crds/*.yaml; do
    echo ---
    sed '1{/^---$/d}' "$file"
  done >"$output/crds.yaml"
}

# release_notes: the section of CHANGELOG.md for this version, without its heading
release_notes() { changelog_section "$version" <"$source/CHANGELOG.md"; }

# changelog_section VERSION: "## VERSION", also with a date behind it
changelog_section() {
  awk -v version="$1" '
    /^## / { inside = ($2 == version); next }
    inside && (started || NF) { started = 1; print }'
}

# A dry run may come before the section has its name.
make_notes() {
  local notes
  notes=$(release_notes)
  if [[ ! $notes && $dry ]]; then
    say "CHANGELOG.md has no section '## $version' yet: release-notes.md is the section Unreleased"
    notes=$(changelog_section Unreleased <"$source/CHANGELOG.md")
  fi
  printf '%s\n' "$notes" >"$output/release-notes.md"
}
