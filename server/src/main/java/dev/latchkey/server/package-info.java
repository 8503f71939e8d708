/** The authorization server: its settings, and the one place where its parts meet. */
@NullMarked
package dev.latchkey.server;

import org.jspecify.annotations.NullMarked;
