/** Owns {@code latchkey session}: browser sessions: which browser which user is signed in with. */
@NullMarked
package dev.latchkey.admin.session;

import org.jspecify.annotations.NullMarked;
