package org.ampplanner.cli;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * How long files and methods are and how many components records have, as the compiler's own parser
 * sees them. A method is as long as its lines from behind its annotations to its closing brace.
 */
final class SourceSizes {
  private final Path root;
  private final Map<String, Integer> files = new TreeMap<>();
  private final Map<String, Integer> methods = new TreeMap<>();
  private final Map<String, Integer> records = new TreeMap<>();

  private SourceSizes(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** Measures all sources and scripts below some folders, without what is built or hidden. */
  static SourceSizes of(Path root, List<String> folders) throws IOException {
    SourceSizes sizes = new SourceSizes(root);
    List<Path> java = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> all = Files.walk(sizes.root.resolve(folder))) {
        for (Path file : all.filter(sizes::isSource).sorted().toList()) {
          sizes.files.put(sizes.name(file), Files.readAllLines(file).size());
          if (file.toString().endsWith(".java")) {
            java.add(file);
          }
        }
      }
    }
    sizes.parse(java);
    return sizes;
  }

  /** Returns the lines of every file. */
  Map<String, Integer> files() {
    return files;
  }

  /** Returns the lines of every method, by file, class and name; the longest of one name. */
  Map<String, Integer> methods() {
    return methods;
  }

  /** Returns the components of every record, by file and name. */
  Map<String, Integer> records() {
    return records;
  }

  private boolean isSource(Path file) {
    String name = name(file);
    return name.matches(".*\\.(java|js|py|sh|css)") && !name.matches("(.*/)?(target|\\..*)/.*");
  }

  private String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private void parse(List<Path> java) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, Locale.ROOT, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(java));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        String name = name(Path.of(unit.getSourceFile().toUri()));
        new Scanner(unit, positions, name, unit.getSourceFile().getCharContent(true))
            .scan(unit, null);
      }
    }
  }

  /** Walks over one file. */
  private final class Scanner extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final String file;
    private final CharSequence text;
    private String owner = "";

    Scanner(CompilationUnitTree unit, SourcePositions positions, String file, CharSequence text) {
      this.unit = unit;
      this.positions = positions;
      this.file = file;
      this.text = text;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void nothing) {
      String outer = owner;
      owner = tree.getSimpleName().toString();
      if (tree.getKind() == Tree.Kind.RECORD) {
        records.merge(file + " " + owner, components(tree), Math::max);
      }
      super.visitClass(tree, null);
      owner = outer;
      return null;
    }

    private static int components(ClassTree tree) {
      int components = 0;
      for (Tree member : tree.getMembers()) {
        boolean own =
            member instanceof VariableTree field
                && !field.getModifiers().getFlags().contains(Modifier.STATIC);
        components += own ? 1 : 0;
      }
      return components;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void nothing) {
      long end = positions.getEndPosition(unit, tree);
      if (end >= 0) {
        long behind = positions.getEndPosition(unit, tree.getModifiers());
        long start = behind >= 0 ? behind : positions.getStartPosition(unit, tree);
        while (Character.isWhitespace(text.charAt((int) start))) {
          start++;
        }
        int lines =
            (int) (unit.getLineMap().getLineNumber(end) - unit.getLineMap().getLineNumber(start));
        String name = owner + "." + tree.getName();
        methods.merge(file + " " + name, lines + 1, Math::max);
      }
      return super.visitMethod(tree, null);
    }
  }
}
