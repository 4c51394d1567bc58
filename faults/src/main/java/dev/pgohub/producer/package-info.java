/** A way into the library's own sender, for harm that its public methods do not allow. */
@NullMarked
package dev.pgohub.producer;

import org.jspecify.annotations.NullMarked;
