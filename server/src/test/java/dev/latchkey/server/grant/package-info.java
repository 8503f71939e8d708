@NullMarked
package dev.latchkey.server.grant;

import org.jspecify.annotations.NullMarked;
