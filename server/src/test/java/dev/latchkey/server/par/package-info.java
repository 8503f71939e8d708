@NullMarked
package dev.latchkey.server.par;

import org.jspecify.annotations.NullMarked;
