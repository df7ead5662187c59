# Finds a JDK. Sourced by ./amp, ./check and ./mvnw; POSIX sh, and no process is started unless a
# candidate has no `release` file.
#
#   amp_find_java MIN [javac]
#
# sets AMP_JDK (its home), AMP_JDK_VERSION (such as 25.0.3) and AMP_JDK_MAJOR (25), or returns 1.
# Tried in this order, the first that is new enough wins: $AMP_JAVA_HOME, $JAVA_HOME, java on the PATH,
# then the newest one in the usual install folders. With `javac`, runtimes without a compiler are passed over.

AMP_JDK_HINT="install a JDK 21 or newer (https://adoptium.net, your system's packages, or 'sdk install java'), or set AMP_JAVA_HOME to one"

# amp_java_version HOME: sets amp_version and amp_major, or returns 1 if HOME holds no usable Java.
amp_java_version() {
  amp_version=
  [ -x "$1/bin/java" ] || return 1
  [ "$amp_need" != javac ] || [ -x "$1/bin/javac" ] || return 1
  if [ -r "$1/release" ]; then
    while IFS='=' read -r amp_key amp_value; do
      if [ "$amp_key" = JAVA_VERSION ]; then
        amp_version=${amp_value#\"}
        amp_version=${amp_version%%\"*}
        break
      fi
    done <"$1/release"
  fi
  if [ -z "$amp_version" ]; then
    amp_version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p;' | head -n 1)
  fi
  amp_major=${amp_version%%[!0-9]*}
  [ -n "$amp_major" ]
}

# amp_take_java HOME: takes it if it is at least amp_min.
amp_take_java() {
  [ -n "$1" ] && amp_java_version "$1" && [ "$amp_major" -ge "$amp_min" ] || return 1
  AMP_JDK=$1 AMP_JDK_VERSION=$amp_version AMP_JDK_MAJOR=$amp_major
}

amp_find_java() {
  amp_min=$1 amp_need=${2-}
  AMP_JDK='' AMP_JDK_VERSION='' AMP_JDK_MAJOR=0
  amp_take_java "${AMP_JAVA_HOME-}" && return 0
  [ -z "${AMP_JAVA_HOME-}" ] || printf 'amp: AMP_JAVA_HOME (%s) holds no Java %s or newer; looking elsewhere\n' \
    "$AMP_JAVA_HOME" "$amp_min" >&2
  amp_take_java "${JAVA_HOME-}" && return 0
  amp_on_path=$(command -v java 2>/dev/null) || amp_on_path=
  if [ -n "$amp_on_path" ]; then
    amp_on_path=$(readlink -f "$amp_on_path" 2>/dev/null) || amp_on_path=
    amp_take_java "${amp_on_path%/bin/java}" && return 0
  fi
  # The newest of the usual folders; a tie goes to the first.
  for amp_candidate in /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* /usr/local/openjdk* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.local/share/mise/installs/java/* \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    amp_java_version "$amp_candidate" || continue
    if [ "$amp_major" -ge "$amp_min" ] && [ "$amp_major" -gt "$AMP_JDK_MAJOR" ]; then
      AMP_JDK=$amp_candidate AMP_JDK_VERSION=$amp_version AMP_JDK_MAJOR=$amp_major
    fi
  done
  [ -n "$AMP_JDK" ]
}

# Sets JAVA_HOME, unless it is set, and MAVEN_OPTS for ./mvnw.
amp_maven_java() {
  if [ -z "${JAVA_HOME-}" ] && amp_find_java 21 javac; then
    JAVA_HOME=$AMP_JDK
    export JAVA_HOME
  fi
  amp_need=
  if amp_java_version "${JAVA_HOME-}" && [ "$amp_major" -ge 24 ]; then
    MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS-}"
    export MAVEN_OPTS
  fi
}
