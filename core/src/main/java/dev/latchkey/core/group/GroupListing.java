package dev.latchkey.core.group;

import java.time.Instant;

/** A group as an administrator sees it, with the number of its members. */
public record GroupListing(Group group, long members, Instant createdAt) {}
