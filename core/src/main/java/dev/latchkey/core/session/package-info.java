/**
 * Owns {@code browser_sessions}: browsers that users are signed in with. The cookie belongs to the server; the token
 * families that end with a session, and the audit events, belong to {@code user}.
 */
@NullMarked
package dev.latchkey.core.session;

import org.jspecify.annotations.NullMarked;
