/** What people do with their own account: see it, change it, register. Protected by access tokens of this server. */
@NullMarked
package dev.latchkey.server.account;

import org.jspecify.annotations.NullMarked;
