@NullMarked
package dev.latchkey.server.passkey;

import org.jspecify.annotations.NullMarked;
