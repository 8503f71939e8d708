/** Owns {@code audit_log}: who changed what, written in the transaction of the change. Not the program's log. */
@NullMarked
package dev.latchkey.core.audit;

import org.jspecify.annotations.NullMarked;
