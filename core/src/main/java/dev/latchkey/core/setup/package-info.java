/**
 * The settings that the server and the command both read: names, defaults, what is allowed. Nothing is opened here; a
 * setting that only one of them has is not here.
 */
@NullMarked
package dev.latchkey.core.setup;

import org.jspecify.annotations.NullMarked;
