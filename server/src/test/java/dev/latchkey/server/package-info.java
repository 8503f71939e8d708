/**
 * Tests of the server over HTTP, with a real PostgreSQL behind it. They lie in the packages of what they test; here are those
 * of the architecture.
 */
@NullMarked
package dev.latchkey.server;

import org.jspecify.annotations.NullMarked;
