@NullMarked
package dev.latchkey.server.grant.refresh;

import org.jspecify.annotations.NullMarked;
