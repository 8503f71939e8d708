/** Owns {@code latchkey doctor}: whether a server on this database would be well. */
@NullMarked
package dev.latchkey.admin.doctor;

import org.jspecify.annotations.NullMarked;
