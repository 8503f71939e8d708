/** Owns which certificates both programs believe of what they connect to. */
@NullMarked
package dev.latchkey.core.trust;

import org.jspecify.annotations.NullMarked;
