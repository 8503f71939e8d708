@NullMarked
package dev.latchkey.server.clientauth;

import org.jspecify.annotations.NullMarked;
