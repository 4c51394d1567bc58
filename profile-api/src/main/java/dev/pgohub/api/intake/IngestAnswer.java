package dev.pgohub.api.intake;

/** What an agent is told of the profile that it sent. */
sealed interface IngestAnswer permits FragmentIntake.Taken, IngestController.Ignored {}
