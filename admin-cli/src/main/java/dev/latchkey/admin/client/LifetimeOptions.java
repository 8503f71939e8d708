package dev.latchkey.admin.client;

import dev.latchkey.core.client.Lifetimes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long the tokens of a client are good. */
final class LifetimeOptions {

    @Option(
            names = "--access-token-lifetime",
            paramLabel = "TIME",
            order = 60,
            description = "How long an access token is good, like 5m.")
    @Nullable
    Duration accessToken;

    @Option(
            names = "--refresh-token-lifetime",
            paramLabel = "TIME",
            order = 61,
            description = "How long a sign-in is good, however often it is refreshed, like 30d.")
    @Nullable
    Duration refreshToken;

    @Option(
            names = "--refresh-token-idle",
            paramLabel = "TIME",
            order = 62,
            description = "How long a sign-in is good that is not refreshed, like 14d.")
    @Nullable
    Duration refreshIdle;

    @Option(
            names = "--refresh-token-grace",
            paramLabel = "TIME",
            order = 63,
            description = "How long a refresh whose answer was lost may be repeated, like 60s; 0 for never.")
    @Nullable
    Duration refreshGrace;

    /** Whether there is anything to change. */
    boolean given() {
        return accessToken != null || refreshToken != null || refreshIdle != null || refreshGrace != null;
    }

    /** {@code lifetimes} with what was named; everything else stays. */
    Lifetimes applyTo(Lifetimes lifetimes) {
        return new Lifetimes(
                accessToken == null ? lifetimes.accessToken() : accessToken,
                refreshToken == null ? lifetimes.refreshToken() : refreshToken,
                refreshIdle == null ? lifetimes.refreshIdle() : refreshIdle,
                refreshGrace == null ? lifetimes.refreshGrace() : refreshGrace);
    }
}
