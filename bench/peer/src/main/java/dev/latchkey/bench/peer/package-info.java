/** Spring's authorization server, to compare with. Owns nothing: one class has all that is not Spring's. */
@NullMarked
package dev.latchkey.bench.peer;

import org.jspecify.annotations.NullMarked;
