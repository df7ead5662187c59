package org.ampplanner.formats.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ampplanner.formats.source.Nearest;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;

/**
 * Device types, node types, clusters and models by id. An id is a file's name without its
 * extension; {@code home/catalog} is what is built in, and folders of the user's take precedence
 * over it. Nothing is read before it is asked for.
 */
public final class Catalog {
  private static final Pattern ENTRY =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9._+-]*)\\.(ya?ml|json)");

  private static final List<String> EXTENSIONS = List.of(".yaml", ".yml", ".json");

  /** A kind of entry. */
  public enum Kind {
    /** Device types. */
    DEVICES("devices", "a device type"),
    /** Node types. */
    NODES("nodes", "a node type"),
    /** Clusters. */
    CLUSTERS("clusters", "a cluster"),
    /** Models. */
    MODELS("models", "a model");

    private final String folder;
    private final String what;

    Kind(String folder, String what) {
      this.folder = folder;
      this.what = what;
    }

    /** Returns the name of the folder, which is also the word on the command line. */
    public String folder() {
      return folder;
    }

    /** Returns what an entry is, with an article. */
    public String what() {
      return what;
    }
  }

  private final Path home;
  private final List<Path> folders;

  private Catalog(Path home, List<Path> folders) {
    this.home = home;
    this.folders = folders;
  }

  /**
   * Returns a catalogue.
   *
   * @param home the folder that holds {@code catalog/} and {@code examples/}
   * @param extra folders laid out like {@code catalog/}; the first wins
   */
  public static Catalog of(Path home, List<Path> extra) {
    List<Path> folders = new ArrayList<>(extra);
    folders.add(home.resolve("catalog"));
    return new Catalog(home, List.copyOf(folders));
  }

  /** Returns the folder that holds {@code catalog/} and {@code examples/}. */
  public Path home() {
    return home;
  }

  /** Returns the ids of a kind, sorted. */
  public List<String> ids(Kind kind) {
    return List.copyOf(files(kind).keySet());
  }

  /** Returns the file of an entry, by its id alone. */
  public Optional<SourceFile> find(Kind kind, String id) {
    for (Path folder : folders) {
      Optional<SourceFile> file = inFolder(folder.resolve(kind.folder), id);
      if (file.isPresent()) {
        return file;
      }
    }
    return Optional.empty();
  }

  /** Returns the id that a name stands for: the id itself, another spelling of it, or an alias. */
  public Optional<String> canonical(Kind kind, String name) {
    if (find(kind, name).isPresent()) {
      return Optional.of(name);
    }
    String plain = Nearest.plain(name);
    Collection<String> ids = ids(kind);
    return ids.stream()
        .filter(id -> Nearest.plain(id).equals(plain))
        .findFirst()
        .or(() ->
            entries(kind, new Problems()).stream()
                .filter(e ->
                    Stream.concat(e.aliases().stream(), e.assumedFor().stream())
                        .map(Nearest::plain)
                        .anyMatch(plain::equals))
                .map(CatalogEntry::id)
                .findFirst());
  }

  /** Returns whether a name of a device leaves open which type is meant: {@code A100}. */
  public boolean assumed(String name) {
    String plain = Nearest.plain(name);
    return entries(Kind.DEVICES, new Problems()).stream()
        .flatMap(e -> e.assumedFor().stream())
        .map(Nearest::plain)
        .anyMatch(plain::equals);
  }

  /** Returns the id of a device type with its aliases. */
  public List<String> names(String device) {
    List<String> names = new ArrayList<>(List.of(device));
    entries(Kind.DEVICES, new Problems()).stream()
        .filter(e -> e.id().equals(device))
        .forEach(e -> names.addAll(e.aliases()));
    return names;
  }

  /** Returns all entries of a kind, sorted by id; what cannot be read is recorded and left out. */
  public List<CatalogEntry> entries(Kind kind, Problems problems) {
    return files(kind).entrySet().stream()
        .flatMap(e -> CatalogEntry.read(kind, e.getKey(), e.getValue(), problems).stream())
        .toList();
  }

  /** Returns the ids of the built-in example jobs, sorted. */
  public List<String> examples() {
    Map<String, SourceFile> files = new TreeMap<>();
    list(home.resolve("examples"), files);
    return List.copyOf(files.keySet());
  }

  /** Returns the file of a built-in example job. */
  public Optional<SourceFile> example(String id) {
    return inFolder(home.resolve("examples"), id);
  }

  private Map<String, SourceFile> files(Kind kind) {
    Map<String, SourceFile> files = new TreeMap<>();
    folders.forEach(folder -> list(folder.resolve(kind.folder), files));
    return files;
  }

  /**
   * Returns the entries that take the place of others: those of the user's folders over what is
   * built in or stands in a later folder, and of two files of one id in one folder the first.
   */
  public List<Problem> overrides() {
    List<Problem> overrides = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      Map<String, SourceFile> seen = new TreeMap<>();
      for (Path folder : folders) {
        for (Path path : paths(folder.resolve(kind.folder))) {
          Matcher m = ENTRY.matcher(String.valueOf(path.getFileName()));
          if (!m.matches()) {
            continue;
          }
          SourceFile winner = seen.putIfAbsent(m.group(1), SourceFile.of(path));
          if (winner != null) {
            boolean builtIn = path.startsWith(home.resolve("catalog"));
            overrides.add(
                new Problem(
                    winner.shown(),
                    0,
                    "takes the place of " + (builtIn ? "the built-in " + m.group(1) : path),
                    null));
          }
        }
      }
    }
    return overrides;
  }

  private static List<Path> paths(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted(Comparator.comparing(Catalog::preference)).toList();
    } catch (IOException e) {
      throw ProblemsException.of(folder + "", "cannot be listed: " + e.getMessage(), null);
    }
  }

  /** Orders the files of a folder by id, and those of one id as they are looked up. */
  private static String preference(Path path) {
    String name = String.valueOf(path.getFileName());
    int point = name.lastIndexOf('.');
    String extension = point < 0 ? "" : name.substring(point);
    int rank = EXTENSIONS.indexOf(extension);
    return (point < 0 ? name : name.substring(0, point)) + '\0' + (rank < 0 ? 9 : rank);
  }

  private static Optional<SourceFile> inFolder(Path folder, String id) {
    if (!ENTRY.matcher(id + ".yaml").matches()) {
      return Optional.empty();
    }
    return EXTENSIONS.stream()
        .map(extension -> folder.resolve(id + extension))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(SourceFile::of);
  }

  private static void list(Path folder, Map<String, SourceFile> into) {
    for (Path path : paths(folder)) {
      Matcher m = ENTRY.matcher(String.valueOf(path.getFileName()));
      if (m.matches()) {
        into.putIfAbsent(m.group(1), SourceFile.of(path));
      }
    }
  }
}
