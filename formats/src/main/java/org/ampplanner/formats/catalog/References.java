package org.ampplanner.formats.catalog;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.ampplanner.formats.source.Nearest;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.SourceText;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a job refers to by name: an entry of the catalogue or a file. Names in a file are
 * relative to it, names in options to the working directory.
 *
 * @param catalog the catalogue
 * @param file the file whose references are resolved
 * @param workingDirectory what options are relative to
 */
public record References(Catalog catalog, SourceFile file, Path workingDirectory) {

  /** Returns whether a name is meant as a path rather than as an id. */
  public static boolean isPath(String name) {
    return name.contains("/") || name.contains("\\") || name.matches("(?i).*\\.(ya?ml|json)");
  }

  /** Returns the file or folder of a path; records a problem at the node if there is none. */
  public Optional<SourceFile> path(Node.Scalar node, String subject, Problems problems) {
    Optional<SourceFile> target = target(node.text(), node.at().option());
    if (target.isEmpty()) {
      problems.value(node, subject, "is not a path", null);
      return Optional.empty();
    }
    if (!Files.exists(target.get().path())) {
      problems.value(node, subject, "does not exist", SourceText.neighbours(target.get().path()));
      return Optional.empty();
    }
    return target;
  }

  /** Returns the file of an entry of the catalogue or of a path; records a problem if none fits. */
  public Optional<SourceFile> entryOrPath(
      Node.Scalar node, String subject, Catalog.Kind kind, Problems problems) {
    String name = node.text();
    if (isPath(name)) {
      return path(node, subject, problems);
    }
    Optional<SourceFile> entry =
        catalog.canonical(kind, name).flatMap(id -> catalog.find(kind, id));
    if (entry.isPresent()) {
      return entry;
    }
    Optional<SourceFile> target = target(name, node.at().option());
    if (target.isPresent() && Files.exists(target.get().path())) {
      return target;
    }
    problems.value(
        node, subject, "is neither in the catalogue nor a file", suggest(name, catalog.ids(kind)));
    return Optional.empty();
  }

  /** Returns the names close to a name, or all of them if none is close and they are few. */
  public static @Nullable String suggest(String name, Collection<String> candidates) {
    List<String> near = Nearest.of(name, candidates, 3);
    if (!near.isEmpty()) {
      return String.join(", ", near);
    }
    return candidates.isEmpty() ? null : "one of " + Wording.list(candidates);
  }

  private Optional<SourceFile> target(String name, boolean option) {
    try {
      return Optional.of(
          option
              ? new SourceFile(
                  workingDirectory.resolve(name).normalize(), name.isEmpty() ? "." : name)
              : file.sibling(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
