package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Functions that run on behalf of nobody: a stack with one of them on it is the scheduler's, the
 * garbage collector's or a waiting thread's, whatever stands below. A profile of little else says
 * nothing about the program, for an optimiser or for people.
 *
 * <p>Work that the program itself causes is not idle, though a runtime does it: allocation, with
 * what a collector makes the allocating code do ({@code runtime.gcAssistAlloc}); locks ({@code
 * runtime.futex} below {@code lock2}); waking others ({@code runtime.ready}). Immutable.
 */
final class IdleFunctions {

  private static final String[] NAMES = {
    // Go's scheduler: all that runs on a thread's own stack between two goroutines, which includes
    // looking for work, spinning, polling the network and waiting for a futex below it.
    "runtime.mcall",
    "runtime.park_m",
    "runtime.gosched_m",
    "runtime.goschedImpl",
    "runtime.goexit0",
    "runtime.schedule",
    "runtime.findRunnable",
    "runtime.findrunnable", // until Go 1.18
    "runtime.stopm",
    "runtime.mstart",
    "runtime.mstart0",
    "runtime.mstart1",
    "runtime.sysmon",
    // Go's garbage collector, as far as it has goroutines of its own.
    "runtime.gcBgMarkWorker",
    "runtime.gcDrain",
    "runtime.bgsweep",
    "runtime.bgscavenge",
    "runtime.forcegchelper",
    // A JVM's threads that wait: for a monitor, a permit, time, or the network.
    "java.lang.Object.wait",
    "java.lang.Object.wait0",
    "java.lang.Thread.sleep",
    "java.lang.Thread.sleep0",
    "java.lang.Thread.sleepNanos0",
    "jdk.internal.misc.Unsafe.park",
    "sun.misc.Unsafe.park",
    "sun.nio.ch.EPoll.wait",
    "sun.nio.ch.KQueue.poll",
    "sun.nio.ch.Net.poll",
    "sun.nio.ch.Net.accept",
    "sun.nio.ch.WEPoll.wait",
    // A JVM's own threads: what the garbage collector hands over.
    "java.lang.ref.Reference.waitForReferencePendingList",
    "java.lang.ref.Reference$ReferenceHandler.run",
    // The JVM's native threads, as profilers name them that see native frames.
    "WorkerThread::run",
    "GangWorker::run",
    "ConcurrentGCThread::run",
    "VMThread::run",
    "WatcherThread::run",
  };

  private static final NameTable TABLE = new NameTable();

  static {
    for (String name : NAMES) {
      byte[] bytes = name.getBytes(UTF_8);
      TABLE.add(bytes, 0, bytes.length);
    }
  }

  private IdleFunctions() {}

  /** Whether a function is one of them, by its name's bytes and their hash. */
  static boolean contains(byte[] source, int from, int length, int hash) {
    return length > 0 && TABLE.find(source, from, length, hash) >= 0;
  }
}
