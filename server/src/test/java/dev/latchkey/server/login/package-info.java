@NullMarked
package dev.latchkey.server.login;

import org.jspecify.annotations.NullMarked;
