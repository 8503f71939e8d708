/**
 * The start page, and the walk that begins there: a whole sign-in as an application does it, with the client {@code demo}
 * that the first start of an embedded database makes. Without that client the walk does not exist.
 */
@NullMarked
package dev.latchkey.server.home;

import org.jspecify.annotations.NullMarked;
