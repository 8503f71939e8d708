/**
 * The links that are sent by mail, or that an administrator passes on. A link is a proof: nothing of it is stored, and it acts
 * once, because what it changes makes it invalid.
 */
@NullMarked
package dev.latchkey.core.link;

import org.jspecify.annotations.NullMarked;
