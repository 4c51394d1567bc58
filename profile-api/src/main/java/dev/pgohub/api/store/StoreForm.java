package dev.pgohub.api.store;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** In which form the database is written. It is a copy: one of another form is begun anew. */
final class StoreForm {

  private static final Logger log = LoggerFactory.getLogger(StoreForm.class);
  private static final long FORM = 2;
  private static final byte[] EVERYTHING = {};

  private StoreForm() {}

  static void require(Rocks rocks) {
    if (rocks.getLong(StoreKeys.FORM, 0) == FORM) {
      return;
    }
    AtomicBoolean empty = new AtomicBoolean(true);
    rocks.scan(
        EVERYTHING,
        EVERYTHING,
        (key, value) -> {
          empty.set(false);
          return false;
        });
    if (!empty.get()) {
      log.warn("the local copy has the form of another version: building it anew");
      rocks.deleteAll();
    }
    rocks.put(StoreKeys.FORM, Rocks.bytes(FORM));
  }
}
