package dev.pgohub.publisher;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Looks for a generation in commits of a local repository, and makes the commit that holds it. Not
 * thread-safe.
 */
final class BranchEdit implements AutoCloseable {

  private static final int MAX_LOCK_BYTES = 64 << 10;

  private final RepositoryPath path;
  private final PublisherSettings settings;
  private final ObjectReader reader;
  private final ObjectInserter inserter;
  private final RevWalk walk;
  private final TreeEdit trees;

  BranchEdit(Repository local, RepositoryPath path, PublisherSettings settings) {
    this.path = path;
    this.settings = settings;
    this.inserter = local.newObjectInserter();
    this.reader = inserter.newReader();
    this.walk = new RevWalk(reader);
    this.trees = new TreeEdit(reader);
  }

  /** The first of the commits whose default.pgo is this generation's. */
  Optional<String> commitWith(Generation generation, List<ObjectId> commits)
      throws IOException, PublicationException {
    ObjectId wanted = inserter.idFor(Constants.OBJ_BLOB, generation.content());
    for (ObjectId commit : commits) {
      if (trees.find(tree(commit), path).filter(wanted::equals).isPresent()) {
        return Optional.of(commit.name());
      }
    }
    return Optional.empty();
  }

  /** Whether two commits have the same default.pgo. */
  boolean hasSameProfile(ObjectId a, ObjectId b) throws IOException, PublicationException {
    return trees.find(tree(a), path).equals(trees.find(tree(b), path));
  }

  /**
   * Makes a commit of the generation.
   *
   * @param parents none: it is the first of its repository; the first one's files stay
   */
  ObjectId commit(Generation generation, List<ObjectId> parents, PersonIdent author)
      throws IOException, PublicationException {
    ObjectId before = parents.isEmpty() ? null : tree(parents.get(0));
    Optional<byte[]> profile = Optional.empty();
    LockFile.Named named = LockFile.Named.NOTHING;
    if (before != null) {
      profile = content(trees.find(before, path), settings.count(PublisherSetting.MAX_DEFAULT_PGO));
      RepositoryPath lock = new RepositoryPath(path.directories(), path.lockName());
      named =
          content(trees.find(before, lock), MAX_LOCK_BYTES)
              .map(LockFile::read)
              .orElse(LockFile.Named.NOTHING);
    }
    Map<String, ObjectId> files =
        Map.of(
            path.name(),
            inserter.insert(Constants.OBJ_BLOB, generation.content()),
            path.lockName(),
            inserter.insert(Constants.OBJ_BLOB, LockFile.of(generation, settings.publicUrl())));
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(trees.put(before, path, files, inserter));
    commit.setParentIds(parents);
    commit.setAuthor(author);
    commit.setCommitter(author);
    commit.setMessage(
        CommitMessage.of(
            generation,
            path,
            named,
            profile.flatMap(bytes -> EdgeChange.between(bytes, generation.content())),
            settings.publicUrl()));
    ObjectId id = inserter.insert(commit);
    inserter.flush();
    return id;
  }

  private ObjectId tree(ObjectId commit) throws IOException {
    return walk.parseCommit(commit).getTree();
  }

  /** What a file holds; empty when there is none, or it is too large to be of ours. */
  private Optional<byte[]> content(Optional<ObjectId> file, int maxBytes) throws IOException {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.open(file.get(), Constants.OBJ_BLOB).getCachedBytes(maxBytes));
    } catch (LargeObjectException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    walk.close();
    reader.close();
    inserter.close();
  }
}
