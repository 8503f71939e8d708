package dev.latchkey.core.resource;

import java.time.Instant;

/** A resource as an administrator sees it. */
public record ResourceListing(Resource resource, Instant createdAt) {}
