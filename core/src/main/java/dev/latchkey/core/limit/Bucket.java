package dev.latchkey.core.limit;

/**
 * A token bucket of {@link RateLimits}.
 *
 * @param kind what is counted, {@code password}
 * @param name whose bucket it is
 */
public record Bucket(String kind, String name, Quota quota) {}
