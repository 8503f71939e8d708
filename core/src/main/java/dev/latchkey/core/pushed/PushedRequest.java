package dev.latchkey.core.pushed;

/**
 * A request as it was pushed.
 *
 * @param parameters in the form of a query
 * @param expired whether it is too late for a browser to open it for the first time
 * @param used whether a code was issued for it
 */
public record PushedRequest(String parameters, boolean expired, boolean used) {}
