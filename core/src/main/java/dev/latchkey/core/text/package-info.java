/** What characters look like: which of them do not show. Knows no table. */
@NullMarked
package dev.latchkey.core.text;

import org.jspecify.annotations.NullMarked;
