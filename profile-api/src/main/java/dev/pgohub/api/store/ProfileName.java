package dev.pgohub.api.store;

import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;

/** What has a current generation: a tag, or one mode of it. */
record ProfileName(ProfileTag tag, ProfileMode mode) {}
