/** Owns readiness and what it depends on: whether this server can do its work, and what it must not answer when it cannot. */
@NullMarked
package dev.latchkey.server.health;

import org.jspecify.annotations.NullMarked;
