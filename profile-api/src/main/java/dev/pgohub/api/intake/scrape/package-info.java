/** Fetches profiles from a list of targets, for services that nobody wants to change. */
@NullMarked
package dev.pgohub.api.intake.scrape;

import org.jspecify.annotations.NullMarked;
