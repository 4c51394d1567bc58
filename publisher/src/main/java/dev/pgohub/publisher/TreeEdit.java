package dev.pgohub.publisher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pgohub.publisher.PublicationException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.jspecify.annotations.Nullable;

/**
 * Finds and replaces files in a tree of a repository, without checking it out: so nothing in it is
 * followed or run. On the way to a file there may only be directories, and the file may only be a
 * file. Not thread-safe.
 */
final class TreeEdit {

  private final ObjectReader reader;

  TreeEdit(ObjectReader reader) {
    this.reader = reader;
  }

  /** An entry of a tree. */
  private record Entry(byte[] name, FileMode mode, ObjectId id) {

    boolean isNamed(String other) {
      return Arrays.equals(name, other.getBytes(UTF_8));
    }

    boolean differsInCaseFrom(String other) {
      String own = new String(name, UTF_8);
      return !own.equals(other)
          && own.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }

    /** Git's order: a directory stands as if its name ended in a slash. */
    static int compare(Entry a, Entry b) {
      int common = Arrays.mismatch(a.name, b.name);
      if (common < 0) {
        return Integer.compare(a.at(a.name.length), b.at(b.name.length));
      }
      return Integer.compare(a.at(common), b.at(common));
    }

    private int at(int index) {
      return index < name.length ? name[index] & 0xff : FileMode.TREE.equals(mode) ? '/' : 0;
    }
  }

  /**
   * The file at a path.
   *
   * @return empty when there is none
   * @throws PublicationException when something else stands there or on the way
   */
  Optional<ObjectId> find(ObjectId root, RepositoryPath path)
      throws IOException, PublicationException {
    ObjectId tree = root;
    for (String directory : path.directories()) {
      Optional<Entry> entry = entry(entries(tree), directory, path);
      if (entry.isEmpty()) {
        return Optional.empty();
      }
      tree = requireDirectory(entry.get(), directory, path);
    }
    Optional<Entry> file = entry(entries(tree), path.name(), path);
    if (file.isPresent()) {
      requireFile(file.get(), path.name(), path);
    }
    return file.map(Entry::id);
  }

  /**
   * The tree in which files stand in the directory of a path, in place of those of their names.
   *
   * @param root null: the empty tree
   * @param files by their names
   * @throws PublicationException when something else stands there or on the way
   */
  ObjectId put(
      @Nullable ObjectId root,
      RepositoryPath path,
      Map<String, ObjectId> files,
      ObjectInserter inserter)
      throws IOException, PublicationException {
    return put(root, path, 0, files, inserter);
  }

  private ObjectId put(
      @Nullable ObjectId tree,
      RepositoryPath path,
      int depth,
      Map<String, ObjectId> files,
      ObjectInserter inserter)
      throws IOException, PublicationException {
    List<Entry> entries = tree == null ? new ArrayList<>() : entries(tree);
    if (depth < path.directories().size()) {
      String directory = path.directories().get(depth);
      Optional<Entry> found = entry(entries, directory, path);
      ObjectId below = found.isEmpty() ? null : requireDirectory(found.get(), directory, path);
      ObjectId changed = put(below, path, depth + 1, files, inserter);
      replace(entries, directory, FileMode.TREE, changed);
    } else {
      for (var file : files.entrySet()) {
        Optional<Entry> found = entry(entries, file.getKey(), path);
        if (found.isPresent()) {
          requireFile(found.get(), file.getKey(), path);
        }
        replace(entries, file.getKey(), FileMode.REGULAR_FILE, file.getValue());
      }
    }
    entries.sort(Entry::compare);
    TreeFormatter out = new TreeFormatter();
    for (Entry entry : entries) {
      out.append(entry.name, entry.mode, entry.id);
    }
    return inserter.insert(out);
  }

  private static void replace(List<Entry> entries, String name, FileMode mode, ObjectId id) {
    entries.removeIf(entry -> entry.isNamed(name));
    entries.add(new Entry(name.getBytes(UTF_8), mode, id));
  }

  private List<Entry> entries(ObjectId tree) throws IOException {
    List<Entry> entries = new ArrayList<>();
    CanonicalTreeParser parser = new CanonicalTreeParser();
    parser.reset(reader, tree);
    for (; !parser.eof(); parser.next()) {
      byte[] name = new byte[parser.getNameLength()];
      parser.getName(name, 0);
      entries.add(new Entry(name, parser.getEntryFileMode(), parser.getEntryObjectId()));
    }
    return entries;
  }

  private static Optional<Entry> entry(List<Entry> entries, String name, RepositoryPath path)
      throws PublicationException {
    for (Entry entry : entries) {
      if (entry.differsInCaseFrom(name)) {
        throw unfit(path, "beside " + name + " there is one that differs only in case");
      }
    }
    return entries.stream().filter(entry -> entry.isNamed(name)).findFirst();
  }

  private static ObjectId requireDirectory(Entry entry, String name, RepositoryPath path)
      throws PublicationException {
    if (!FileMode.TREE.equals(entry.mode)) {
      throw unfit(path, name + " is " + described(entry.mode) + ", not a directory");
    }
    return entry.id;
  }

  private static void requireFile(Entry entry, String name, RepositoryPath path)
      throws PublicationException {
    if (!FileMode.REGULAR_FILE.equals(entry.mode) && !FileMode.EXECUTABLE_FILE.equals(entry.mode)) {
      throw unfit(path, name + " is " + described(entry.mode) + ", not a file");
    }
  }

  private static String described(FileMode mode) {
    if (FileMode.SYMLINK.equals(mode)) {
      return "a symbolic link";
    }
    if (FileMode.GITLINK.equals(mode)) {
      return "a submodule";
    }
    return FileMode.TREE.equals(mode) ? "a directory" : "a file";
  }

  private static PublicationException unfit(RepositoryPath path, String what) {
    return new PublicationException(
        Reason.UNFIT_TREE, "nothing is written to " + path + ": " + what);
  }
}
