# The parts of a release. Sourced by release/build; bash.
# shellcheck shell=bash disable=SC2154 # AMP_JDK is set by .mvn/jdk.sh

say() { printf 'release: %s\n' "$*"; }

die() {
  printf 'release: %s\n' "$*" >&2
  exit 4
}

# What Java's own modules the program needs. jdeps cannot look through jars that are modules by name only, so that
# the list is checked by release/try, which runs every command.
JAVA_MODULES=java.base,java.logging,java.management,java.sql,java.xml,jdk.httpserver,jdk.unsupported,jdk.zipfs

# build_image FOLDER: the program as it is unpacked.
build_image() {
  local image=$1 jar=cli/target/amp-cli.jar
  mkdir -p "$image/bin" "$image/lib/native" "$image/share/doc/amp"
  "$AMP_JDK/bin/jlink" --add-modules "$JAVA_MODULES" --strip-debug --no-header-files --no-man-pages \
    --compress zip-6 --output "$image/runtime"
  cp "$jar" "$image/lib/"
  cp -R cli/target/lib "$image/lib/lib"
  only_this_platform "$image/lib/lib" "$image/lib/native"
  cp .mvn/run.sh "$image/lib/run.sh"
  cp release/launcher.sh "$image/bin/amp"
  cp -R catalog examples "$image/"
  rm -rf "$image/catalog/pom.xml" "$image/catalog/target" "$image"/examples/*.java
  mkdir -p "$image/validation/amp" "$image/trials/reference"
  cp validation/amp/*.csv "$image/validation/amp/"
  cp trials/reference/*.py "$image/trials/reference/"
  cp LICENSE NOTICE README.md CHANGELOG.md "$image/share/doc/amp/" # what every copy has to carry
  find "$image" -type d -exec chmod 755 {} + -o -type f -perm /111 -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
  chmod 755 "$image/bin/amp"
  same_time "$image"
  archive_classes "$image"
  write_completion "$image"
  same_time "$image"
}

# only_this_platform LIBS NATIVE: SQLite's library for Linux x86-64 as a file; without those of other systems.
only_this_platform() {
  local sqlite unpacked
  sqlite=$(echo "$1"/sqlite-jdbc-*.jar)
  unpacked=$(mktemp -d)
  (cd "$unpacked" && "$AMP_JDK/bin/jar" --extract --file "$sqlite")
  cp "$unpacked/org/sqlite/native/Linux/x86_64/libsqlitejdbc.so" "$2/"
  rm -rf "$unpacked/org/sqlite/native"
  rm "$sqlite"
  "$AMP_JDK/bin/jar" --create --file "$sqlite" --manifest "$unpacked/META-INF/MANIFEST.MF" \
    --date "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" -C "$unpacked" .
  rm -rf "$unpacked"
}

# same_time FOLDER: every file as old as the commit; the archive of classes remembers the times of its jars.
same_time() {
  find "$1" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
}

# archive_classes IMAGE: the classes that commands use, parsed once for all. The list is sorted, so that the archive
# does not depend on which thread was first.
archive_classes() {
  local list jvm=(-XX:+UseSerialGC "-Damp.home=$1" -cp "$1/lib/amp-cli.jar")
  list=$(mktemp)
  "$1/runtime/bin/java" -Xshare:off "-XX:DumpLoadedClassList=$list" "${jvm[@]}" \
    org.ampplanner.cli.StartupRehearsal >/dev/null 2>&1
  grep -v '^#' "$list" | sort -u >"$list.sorted"
  "$1/runtime/bin/java" -Xshare:dump "-XX:SharedClassListFile=$list.sorted" "-XX:SharedArchiveFile=$1/lib/amp.jsa" \
    -Xlog:disable -Xlog:all=off "${jvm[@]}" >/dev/null 2>&1
  [ -s "$1/lib/amp.jsa" ] || die "no archive of classes was made"
  rm -f "$list" "$list.sorted"
}

# write_completion IMAGE: completion for bash and zsh, as the program itself writes it.
write_completion() {
  mkdir -p "$1/share/bash-completion/completions"
  "$1/bin/amp" completion >"$1/share/bash-completion/completions/amp"
}

# pack_archive OUT NAME
pack_archive() {
  (cd "$1" && tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
    --format=gnu -cf - "$2" | gzip -9n >"$2.tar.gz")
}

# build_deb OUT NAME VERSION: the image under /opt/amp, with links where Debian looks.
build_deb() {
  local root=$1/deb
  mkdir -p "$root/DEBIAN" "$root/opt" "$root/usr/bin" "$root/usr/share/doc/amp-planner"
  cp -a "$1/$2" "$root/opt/amp"
  ln -s ../../opt/amp/bin/amp "$root/usr/bin/amp"
  cp LICENSE "$root/usr/share/doc/amp-planner/copyright"
  sed "s/@VERSION@/$3/; s/@SIZE@/$(du -sk --apparent-size "$root/opt" | cut -f1)/" release/control.in >"$root/DEBIAN/control"
  chmod -R u+w,go-w "$root"
  same_time "$root"
  dpkg-deb --root-owner-group -Zxz --build "$root" "$1/amp_$3_amd64.deb" >/dev/null
  rm -rf "$root"
}

# build_wheel OUT NAME VERSION
build_wheel() {
  mkdir -p "$1/python"
  python3 python/build_wheel.py --archive "$1/$2.tar.gz" --version "$3" --out "$1/python"
}
