/** How users prove who they are. */
@NullMarked
package dev.latchkey.core.session;

import org.jspecify.annotations.NullMarked;
