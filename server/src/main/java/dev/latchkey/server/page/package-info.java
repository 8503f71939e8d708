/**
 * The pages that people see: what is on them, how they look and in which languages. Knows nothing of sessions, clients or
 * the protocol; a controller makes the record of a page, and {@link dev.latchkey.server.page.Pages}
 * writes it. A {@link dev.latchkey.server.http.Failure} becomes an {@link dev.latchkey.server.page.ErrorPage} by itself.
 */
@NullMarked
package dev.latchkey.server.page;

import org.jspecify.annotations.NullMarked;
