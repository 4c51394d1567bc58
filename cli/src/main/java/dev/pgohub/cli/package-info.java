/** The command line: merges, compares and shows profiles, and speaks to a hub over HTTP. */
@NullMarked
package dev.pgohub.cli;

import org.jspecify.annotations.NullMarked;
