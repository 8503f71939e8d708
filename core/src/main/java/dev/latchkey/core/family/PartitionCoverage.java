package dev.latchkey.core.family;

import java.time.Instant;

/**
 * The time that the partitions of {@code tokens} cover.
 *
 * @param partitions how many there are
 * @param until the end of the last partition: a family that begins later has none
 */
public record PartitionCoverage(int partitions, Instant until) {}
