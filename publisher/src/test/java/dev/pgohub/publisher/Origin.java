package dev.pgohub.publisher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The repository of a service, as its developers see and change it. */
final class Origin implements AutoCloseable {

  static final String MAIN = "main";

  private final Path directory;
  private final Repository repository;

  private Origin(Path directory) throws IOException {
    this.directory = directory;
    this.repository = new FileRepositoryBuilder().setGitDir(directory.toFile()).setBare().build();
  }

  /** A new one, without a commit. */
  static Origin empty(Path directory) throws IOException {
    OwnGitSystem.install();
    Origin origin = new Origin(directory);
    origin.repository.create(true);
    var config = origin.repository.getConfig();
    config.setBoolean("http", null, "receivepack", true);
    // It would go on in the background when the directory of the test is deleted.
    config.setBoolean("receive", null, "autogc", false);
    config.save();
    return origin;
  }

  /** A new one with three commits. */
  static Origin of(Path directory) throws IOException {
    Origin origin = empty(directory);
    for (int i = 1; i <= 3; i++) {
      origin.commit(MAIN, "main.go", "package main // " + i + "\n");
    }
    return origin;
  }

  String url() {
    return "file://" + directory;
  }

  /** Commits a file as somebody else would. */
  ObjectId commit(String branch, String path, String content) throws IOException {
    return commit(branch, path, FileMode.REGULAR_FILE, content.getBytes(UTF_8));
  }

  ObjectId commit(String branch, String path, FileMode mode, byte[] content) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter();
        RevWalk walk = new RevWalk(repository)) {
      ObjectId tip = tip(branch);
      DirCache files = DirCache.newInCore();
      if (tip != null) {
        DirCacheBuilder builder = files.builder();
        builder.addTree(new byte[0], 0, walk.getObjectReader(), walk.parseCommit(tip).getTree());
        builder.finish();
      }
      ObjectId blob =
          mode.equals(FileMode.GITLINK)
              ? ObjectId.fromString("1".repeat(40))
              : inserter.insert(Constants.OBJ_BLOB, content);
      DirCacheEditor editor = files.editor();
      editor.add(
          new DirCacheEditor.PathEdit(path) {
            @Override
            public void apply(DirCacheEntry entry) {
              entry.setFileMode(mode);
              entry.setObjectId(blob);
            }
          });
      editor.finish();
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(files.writeTree(inserter));
      commit.setMessage("Change " + path);
      PersonIdent dev =
          new PersonIdent("dev", "dev@example.com", Instant.ofEpochSecond(1), ZoneOffset.UTC);
      commit.setAuthor(dev);
      commit.setCommitter(dev);
      if (tip != null) {
        commit.setParentId(tip);
      }
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      move(branch, id);
      return id;
    }
  }

  /** Sets a branch to a commit. */
  void move(String branch, ObjectId commit) throws IOException {
    RefUpdate update = repository.updateRef(Constants.R_HEADS + branch);
    update.setNewObjectId(commit);
    update.forceUpdate();
  }

  /** Null when there is no such branch. */
  ObjectId tip(String branch) throws IOException {
    return repository.resolve(Constants.R_HEADS + branch);
  }

  RevCommit head(String branch) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit commit = walk.parseCommit(tip(branch));
      walk.parseBody(commit);
      return commit;
    }
  }

  List<ObjectId> parents(String branch) throws IOException {
    return List.<ObjectId>of(head(branch).getParents());
  }

  /** How many commits a branch has. */
  int commits(String branch) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(tip(branch)));
      int count = 0;
      while (walk.next() != null) {
        count++;
      }
      return count;
    }
  }

  byte[] file(String branch, String path) throws IOException {
    try (TreeWalk walk = TreeWalk.forPath(repository, path, head(branch).getTree())) {
      return walk == null ? null : repository.open(walk.getObjectId(0)).getBytes();
    }
  }

  String text(String branch, String path) throws IOException {
    return new String(file(branch, path), UTF_8);
  }

  /** All paths of a branch. */
  List<String> paths(String branch) throws IOException {
    List<String> paths = new ArrayList<>();
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(head(branch).getTree());
      walk.setRecursive(true);
      while (walk.next()) {
        paths.add(walk.getPathString());
      }
    }
    return paths;
  }

  /** All branches and their tips. */
  Map<String, ObjectId> branches() throws IOException {
    Map<String, ObjectId> branches = new TreeMap<>();
    for (var ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_HEADS)) {
      branches.put(ref.getName().substring(Constants.R_HEADS.length()), ref.getObjectId());
    }
    return branches;
  }

  @Override
  public void close() {
    repository.close();
  }
}
