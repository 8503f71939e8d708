@NullMarked
package dev.latchkey.server.grant.code;

import org.jspecify.annotations.NullMarked;
