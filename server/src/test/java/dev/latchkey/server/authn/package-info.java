@NullMarked
package dev.latchkey.server.authn;

import org.jspecify.annotations.NullMarked;
