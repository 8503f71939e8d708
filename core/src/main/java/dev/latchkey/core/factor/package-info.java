/** Owns second factors: the secrets of authenticator apps, and recovery codes. */
@NullMarked
package dev.latchkey.core.factor;

import org.jspecify.annotations.NullMarked;
