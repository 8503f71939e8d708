/**
 * Checks which users can read or change files and directories. What other users could have put there is not run, and
 * secrets that they can read are reported.
 */
@NullMarked
package dev.latchkey.embedded.ownership;

import org.jspecify.annotations.NullMarked;
