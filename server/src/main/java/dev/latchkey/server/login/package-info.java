/** The step of an authorization request in which the user signs in, which is also a page of its own: {@code /sign-in}. */
@NullMarked
package dev.latchkey.server.login;

import org.jspecify.annotations.NullMarked;
