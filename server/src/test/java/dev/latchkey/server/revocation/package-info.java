@NullMarked
package dev.latchkey.server.revocation;

import org.jspecify.annotations.NullMarked;
