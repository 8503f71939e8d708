/** Tests of what Status Lists are made of, without a server. */
@NullMarked
package dev.latchkey.server.statuslist;

import org.jspecify.annotations.NullMarked;
