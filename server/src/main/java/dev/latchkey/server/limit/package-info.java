/** How often somebody may try: passwords, client secrets, new accounts. Decides before anything is tried; docs/adr/0006-rate-limits.md says why so. */
@NullMarked
package dev.latchkey.server.limit;

import org.jspecify.annotations.NullMarked;
