/**
 * What a browser carries for the pages: the cookie of its session, the hidden field of a form, and the mark of a sign-in
 * in a URL. Only their contents; the pages set and read them.
 */
@NullMarked
package dev.latchkey.server.browser;

import org.jspecify.annotations.NullMarked;
