# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with hack/cluster
# The images of a cluster with real nodes, made on this machine: no registry is asked.

pause_image=zonekeeper.test/pause:1
dns_image=zonekeeper.test/coredns:1
web_image=zonekeeper.test/web # :1 and :2 differ in what /version answers, :broken ends at once; /bin/get is a client
haproxy_image=zonekeeper.test/haproxy:1 # only where this machine has haproxy

# A root filesystem of busybox, for each of the commands given.
busybox_root() {
  local root=$1 command
  shift
  mkdir -p "$root"/{bin,etc,tmp}
  chmod 1777 "$root/tmp"
  cp "$(PATH=$PATH:/usr/sbin:/sbin type -P busybox)" "$root/bin/busybox"
  for command; do ln -s busybox "$root/bin/$command"; done
}

# haproxy_root ROOT BINARY: with what the supervising script calls, and the libraries of this machine
haproxy_root() {
  local file applets
  mapfile -t applets < <("$(PATH=$PATH:/usr/sbin:/sbin type -P busybox)" --list | grep -v '^busybox$')
  busybox_root "$1" "${applets[@]}"
  for file in "$2" $(ldd "$2" | grep -o '/[^ ]*'); do
    mkdir -p "$1$(dirname "$file")"
    cp -L "$file" "$1$file"
  done
  ln -s "$2" "$1/bin/haproxy"
}

# write_archive IMAGE ROOT FILE COMMAND...
write_archive() { python3 "$here/lib/image-archive" "$@"; }

# make_images FOLDER
make_images() {
  local work version haproxy
  mkdir -p "$1"
  work=$(mktemp -d "$dir/images.XXXXXX")
  busybox_root "$work/pause" sleep
  write_archive "$pause_image" "$work/pause" "$1/pause.tar" /bin/sleep 2147483647
  mkdir "$work/dns"
  cp "$bin/coredns" "$work/dns/coredns"
  write_archive "$dns_image" "$work/dns" "$1/coredns.tar" /coredns -conf /etc/coredns/Corefile
  busybox_root "$work/web" sh awk cat cp hostname httpd id kill ls nc nslookup ps rm sleep timeout touch
  cp "$here/lib/real-web" "$work/web/bin/web"
  cp "$here/lib/real-get" "$work/web/bin/get"
  for version in 1 2; do
    echo "$version" >"$work/web/version"
    write_archive "$web_image:$version" "$work/web" "$1/web-$version.tar" /bin/web
  done
  write_archive "$web_image:broken" "$work/web" "$1/web-broken.tar" /bin/sh -c 'echo "cannot start" >&2; exit 1'
  if haproxy=$(PATH=$PATH:/usr/sbin:/usr/local/sbin type -P haproxy); then
    haproxy_root "$work/haproxy" "$haproxy"
    write_archive "$haproxy_image" "$work/haproxy" "$1/haproxy.tar" /bin/haproxy -v
  fi
  rm -r "$work"
}

load_all_images() { load_image "$dir"/images/*.tar; }
