package dev.latchkey.core.jdbc;

/**
 * A row that this version cannot read: it is damaged, or a newer version wrote it.
 *
 * @param id what the row is known by
 * @param reason in a sentence
 */
public record UnreadableRow(String table, String id, String reason) {}
