package dev.latchkey.core.family;

import java.time.Instant;

/**
 * How much a client has used a grant lately, by the token families that are still there.
 *
 * @param signIns how many families it began
 * @param users of how many users
 * @param last when it began the newest
 */
public record GrantUse(long signIns, long users, Instant last) {}
