/** Hashing off the request threads: how many hashes run at once, and what happens to the rest. */
@NullMarked
package dev.latchkey.server.password;

import org.jspecify.annotations.NullMarked;
