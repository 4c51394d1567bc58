/** Follows the topics into the local copy, and says how far it is. */
@NullMarked
package dev.pgohub.api.follow;

import org.jspecify.annotations.NullMarked;
