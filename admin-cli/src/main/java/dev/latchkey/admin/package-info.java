/**
 * The {@code latchkey} command: puts the nouns together and starts the one that was called. Each noun has a package of
 * its own.
 */
@NullMarked
package dev.latchkey.admin;

import org.jspecify.annotations.NullMarked;
