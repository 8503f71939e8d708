package dev.latchkey.core.family;

import java.time.Instant;

/**
 * What the partitions of {@code tokens} cover.
 *
 * @param partitions how many there are
 * @param until when a family begins that finds none
 */
public record PartitionCoverage(int partitions, Instant until) {}
