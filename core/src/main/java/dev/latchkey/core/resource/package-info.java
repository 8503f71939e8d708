/**
 * Owns {@code resources}: the APIs that clients may ask access tokens for (RFC 8707), and what a token for some of them may
 * do. Which client may ask for which of them follows from the scopes of both.
 */
@NullMarked
package dev.latchkey.core.resource;

import org.jspecify.annotations.NullMarked;
