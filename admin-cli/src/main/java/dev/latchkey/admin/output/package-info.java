/**
 * Owns how answers look: the fields of what is printed and the formats they are printed in. What the fields are is
 * said by each noun.
 */
@NullMarked
package dev.latchkey.admin.output;

import org.jspecify.annotations.NullMarked;
