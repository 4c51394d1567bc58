/** The service that serves merged profiles and takes fragments over HTTP: start and settings. */
@NullMarked
package dev.pgohub.api;

import org.jspecify.annotations.NullMarked;
