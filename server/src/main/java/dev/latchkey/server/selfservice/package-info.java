/**
 * The pages of the account, {@code /account}: what users see and change themselves in a browser session. Each part is a
 * controller of its own. The same for applications, as JSON, belongs to {@code account}.
 */
@NullMarked
package dev.latchkey.server.selfservice;

import org.jspecify.annotations.NullMarked;
