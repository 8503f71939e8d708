/**
 * What a browser sends with a request for a page: cookies of its session and its forms, hidden fields, marks in URLs,
 * and parameters. Decides nothing about users and clients.
 */
@NullMarked
package dev.latchkey.server.browser;

import org.jspecify.annotations.NullMarked;
