/** The page for browsers: files that are served as they are, and get all they show over HTTP. */
@NullMarked
package dev.pgohub.api.page;

import org.jspecify.annotations.NullMarked;
