@NullMarked
package dev.latchkey.server.grant.password;

import org.jspecify.annotations.NullMarked;
