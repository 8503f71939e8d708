/** Owns {@code latchkey resource}: the APIs that clients may ask tokens for. */
@NullMarked
package dev.latchkey.admin.resource;

import org.jspecify.annotations.NullMarked;
