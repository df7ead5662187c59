package org.ampplanner.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What programs may rely on: the public types of the package {@code org.ampplanner.workbench} and
 * what they offer. {@code AMP_RECORD=1} writes what is so now; a line that goes or changes is a
 * change that CHANGELOG.md has to name.
 */
class StableApiTest {
  private static final String PACKAGE = "org.ampplanner.workbench";
  private static final Path HOME = Path.of(System.getProperty("amp.home", "..")).toAbsolutePath();
  private static final Path RECORDED = HOME.resolve("workbench/src/test/resources/api.txt");

  @Test
  void nothingChangesUnseen() throws Exception {
    List<String> now = new ArrayList<>();
    for (Class<?> type : publicTypes()) {
      now.add(kind(type) + " " + type.getName());
      now.addAll(members(type));
    }
    if (System.getenv("AMP_RECORD") != null) {
      Files.write(RECORDED, now);
    }
    assertThat(now).isEqualTo(Files.readAllLines(RECORDED));
  }

  private static List<Class<?>> publicTypes() throws IOException, ClassNotFoundException {
    Path sources = HOME.resolve("workbench/src/main/java/org/ampplanner/workbench");
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.list(sources)) {
      for (String file : files.map(f -> f.getFileName().toString()).sorted().toList()) {
        if (file.endsWith(".java") && !file.startsWith("package-info")) {
          addPublic(Class.forName(PACKAGE + "." + file.replace(".java", "")), types);
        }
      }
    }
    return types;
  }

  private static void addPublic(Class<?> type, List<Class<?>> types) {
    if (Modifier.isPublic(type.getModifiers())) {
      types.add(type);
      for (Class<?> inner : type.getDeclaredClasses()) {
        addPublic(inner, types);
      }
    }
  }

  private static Set<String> members(Class<?> type) {
    Set<String> members = new TreeSet<>();
    Stream.<Executable>concat(
            Arrays.stream(type.getDeclaredConstructors()), Arrays.stream(type.getDeclaredMethods()))
        .filter(e -> Modifier.isPublic(e.getModifiers()) && !e.isSynthetic())
        .forEach(e -> members.add("  " + signature(e)));
    return members;
  }

  private static String signature(Executable e) {
    String parameters =
        Arrays.stream(e.getGenericParameterTypes())
            .map(t -> t.getTypeName())
            .collect(Collectors.joining(", ", "(", ")"));
    return e instanceof Method m
        ? m.getName() + parameters + ": " + m.getGenericReturnType().getTypeName()
        : "new" + parameters;
  }

  private static String kind(Class<?> type) {
    return type.isRecord()
        ? "record"
        : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
  }
}
