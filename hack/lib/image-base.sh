# shellcheck shell=bash disable=SC2154 # `work`, `die` and `timestamp` are those of hack/image
# The lower layers of the operator's image: a base made of Debian's packages, and Java.

# A C library, a shell, and what people need to look around.
base_packages=(base-files libc6 zlib1g dash busybox netbase tzdata)

# What jdeps names for the program and its libraries, and jdk.jcmd, to look into a process.
java_modules=java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl
java_modules+=,java.sql,java.xml,jdk.crypto.cryptoki,jdk.httpserver,jdk.jcmd,jdk.management,jdk.unsupported

# fill_base ROOT
fill_base() {
  local rootfs=$1 package command
  [[ $(type -P apt-get) && $(type -P dpkg-deb) ]] ||
    die "the base is made of Debian's packages, and there is no apt-get here: give an image by --base"
  mkdir -p "$work/packages" "$rootfs"/usr/{bin,lib,lib64,sbin} "$rootfs"/{proc,sys,dev,tmp,etc}
  for command in bin lib lib64 sbin; do ln -s "usr/$command" "$rootfs/$command"; done
  (cd "$work/packages" && apt-get download -o APT::Sandbox::User=root "${base_packages[@]}" >/dev/null) ||
    die "Debian's packages cannot be downloaded: run apt-get update, or give an image by --base"
  for package in "$work"/packages/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar --extract --keep-directory-symlink --directory "$rootfs" \
      --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' --exclude='./usr/share/info/*' \
      --exclude='./usr/lib/*/gconv/*'
    # What the image is made of, for those who scan it.
    mkdir -p "$rootfs/var/lib/dpkg/status.d"
    dpkg-deb --field "$package" >"$rootfs/var/lib/dpkg/status.d/$(dpkg-deb --field "$package" Package)"
  done
  ln -sf dash "$rootfs/usr/bin/sh"
  for command in cat date df env grep head id kill ls ps readlink dirname sleep tail; do ln -sf busybox "$rootfs/usr/bin/$command"; done
  echo 'hosts: files dns' >"$rootfs/etc/nsswitch.conf"
  printf 'root:x:0:0:root:/root:/bin/sh\nzonekeeper:x:65532:65532::/:/bin/sh\n' >"$rootfs/etc/passwd"
  printf 'root:x:0:\nzonekeeper:x:65532:\n' >"$rootfs/etc/group"
  chmod 1777 "$rootfs/tmp"
}

# fill_java ROOT
fill_java() {
  # shellcheck disable=SC1091
  source "$root/hack/lib/jdk.sh" || die "no JDK to take Java from, see above"
  mkdir -p "$1/opt"
  "$JAVA_HOME/bin/jlink" --add-modules "$java_modules" --strip-java-debug-attributes --no-man-pages --no-header-files --output "$1/opt/java"
}
