package dev.latchkey.admin.config;

/** An object of a configuration file, and where it is. */
public record Placed<T>(Position at, T thing) {}
