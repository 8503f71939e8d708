/**
 * Owns {@code latchkey apply}: what configuration files change, shown first and then made in one transaction. What an object is
 * and how it is written belongs to the section of its noun.
 */
@NullMarked
package dev.latchkey.admin.apply;

import org.jspecify.annotations.NullMarked;
