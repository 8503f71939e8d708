@NullMarked
package dev.latchkey.server.bearer;

import org.jspecify.annotations.NullMarked;
