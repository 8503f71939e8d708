package dev.latchkey.core.session;

import java.util.UUID;

/**
 * The content of a session cookie.
 *
 * @param generation the cookie is good only while the session has the same
 */
public record SessionReference(UUID id, int generation) {}
