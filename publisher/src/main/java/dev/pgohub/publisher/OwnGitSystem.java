package dev.pgohub.publisher;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * The machine as JGit sees it in this process: without the git settings of the user and of the
 * system, which could name other servers, proxies, hooks and credentials; and without writing any.
 */
final class OwnGitSystem extends SystemReader.Delegate {

  private OwnGitSystem(SystemReader machine) {
    super(machine);
  }

  /** Makes it the one of this process. A second call changes nothing. */
  static synchronized void install() {
    if (!(SystemReader.getInstance() instanceof OwnGitSystem)) {
      SystemReader.setInstance(new OwnGitSystem(SystemReader.getInstance()));
    }
  }

  @Override
  public @Nullable String getenv(String variable) {
    return variable.startsWith("GIT_") ? null : super.getenv(variable);
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
    return new Nothing(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return new Nothing(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return new Nothing(parent, fs);
  }

  private static final class Nothing extends FileBasedConfig {

    @SuppressWarnings("NullAway") // JGit takes a file that is not there.
    Nothing(@Nullable Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public void load() {}

    @Override
    public void save() {}

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
