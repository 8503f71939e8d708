/** Rules for texts of callers: characters that do not show, addresses, JSON, lengths of time. Knows no table. */
@NullMarked
package dev.latchkey.core.text;

import org.jspecify.annotations.NullMarked;
