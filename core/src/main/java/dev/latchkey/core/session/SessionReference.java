package dev.latchkey.core.session;

import java.util.UUID;

/**
 * What a cookie says of a session.
 *
 * @param generation the cookie is good only while the session has the same
 */
public record SessionReference(UUID id, int generation) {}
