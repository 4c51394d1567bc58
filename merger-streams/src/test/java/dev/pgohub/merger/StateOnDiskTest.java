package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateOnDiskTest {

  @TempDir Path dir;
  private Path application;
  private Path store;
  private StateOnDisk state;

  @BeforeEach
  void stateOfTwoTasks() throws IOException {
    MergerSettings settings = MergerSettings.defaults().withStateDir(dir);
    application = dir.resolve(settings.applicationId());
    store = Files.createDirectories(application.resolve("0_11/rocksdb/runs")).resolve("1.sst");
    Files.writeString(store, "weights");
    Files.createDirectories(application.resolve("0_2"));
    Files.writeString(application.resolve("kafka-streams-process-metadata"), "who");
    state = new StateOnDisk(settings);
  }

  @Test
  void closedInOrder_isKept_once() throws IOException {
    state.closed();

    state.open();
    assertThat(store).hasContent("weights");

    state.open();
    assertThat(store).doesNotExist();
  }

  @Test
  void notClosed_losesItsTasks_andKeepsWhoItWas() throws IOException {
    state.open();

    assertThat(application).isDirectoryNotContaining("glob:**/0_*");
    assertThat(application.resolve("kafka-streams-process-metadata")).hasContent("who");
  }

  @Test
  void nothingThere_isNoProblem() throws IOException {
    StateOnDisk none =
        new StateOnDisk(MergerSettings.defaults().withStateDir(dir.resolve("never")));

    none.open();
    none.closed();

    assertThat(dir.resolve("never")).isDirectoryRecursivelyContaining("glob:**/closed");
  }
}
