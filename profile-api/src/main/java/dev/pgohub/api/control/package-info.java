/** What people say about a tag: its policy, the generation that is held, where it is published. */
@NullMarked
package dev.pgohub.api.control;

import org.jspecify.annotations.NullMarked;
