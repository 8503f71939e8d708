/**
 * Owns the ceremonies of passkeys (<a href="https://www.w3.org/TR/webauthn-3/">Web Authentication</a>): what browsers are
 * asked for, and how their answers are verified. What a sign-in is belongs to {@code login}, the rows to {@code core}.
 */
@NullMarked
package dev.latchkey.server.passkey;

import org.jspecify.annotations.NullMarked;
