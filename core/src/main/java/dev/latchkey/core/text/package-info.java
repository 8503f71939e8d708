/** Rules for texts of callers: characters that do not show, addresses, JSON. Knows no table. */
@NullMarked
package dev.latchkey.core.text;

import org.jspecify.annotations.NullMarked;
