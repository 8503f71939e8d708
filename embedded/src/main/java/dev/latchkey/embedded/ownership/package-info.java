/** Who can read or change files and directories: what others could have put there is not run, and a secret that they can read is told of. */
@NullMarked
package dev.latchkey.embedded.ownership;

import org.jspecify.annotations.NullMarked;
