package dev.latchkey.admin.command;

import java.util.UUID;

/**
 * A user or a client that was changed, and what that ended.
 *
 * @param name the username or client id
 * @param changed false when nothing was left to do
 */
public record Changed(String name, UUID id, boolean changed, Ended ended) {}
