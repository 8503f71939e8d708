/** A real issuer over HTTP, good and hostile. */
@NullMarked
package dev.latchkey.resource;

import org.jspecify.annotations.NullMarked;
