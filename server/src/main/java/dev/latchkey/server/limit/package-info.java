/**
 * Rate limits for passwords, client secrets and new accounts. A try is counted before it is made;
 * docs/adr/0006-rate-limits.md says why.
 */
@NullMarked
package dev.latchkey.server.limit;

import org.jspecify.annotations.NullMarked;
