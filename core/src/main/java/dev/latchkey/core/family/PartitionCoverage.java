package dev.latchkey.core.family;

import java.time.Instant;

/**
 * The time that the partitions of {@code tokens} cover.
 *
 * @param partitions how many there are
 * @param until when each moment from now on has its partition; now when not even now has one, and no family can begin
 */
public record PartitionCoverage(int partitions, Instant until) {}
