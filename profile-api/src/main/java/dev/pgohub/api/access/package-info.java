/** Who asks, and what they may: tokens, rights, and what each endpoint needs. */
@NullMarked
package dev.pgohub.api.access;

import org.jspecify.annotations.NullMarked;
