/**
 * Owns what both programs believe of others: the certificates of what they connect to, and the hosts whose documents may
 * describe clients.
 */
@NullMarked
package dev.latchkey.core.trust;

import org.jspecify.annotations.NullMarked;
