/**
 * What a browser carries for the pages: the cookies of its session and of its forms, the hidden field of a form, the mark
 * of a sign-in in a URL; and how parameters are read. Knows no page and no protocol.
 */
@NullMarked
package dev.latchkey.server.browser;

import org.jspecify.annotations.NullMarked;
