/** What OpenID Connect tells clients about the user besides the ID token. How claims are chosen is in {@code claims}. */
@NullMarked
package dev.latchkey.server.oidc;

import org.jspecify.annotations.NullMarked;
