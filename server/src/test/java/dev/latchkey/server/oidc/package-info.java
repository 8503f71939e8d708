@NullMarked
package dev.latchkey.server.oidc;

import org.jspecify.annotations.NullMarked;
