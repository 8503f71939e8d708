package dev.latchkey.admin.token;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.terminal.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads a token. It opens doors while it lives, so it comes by standard input or a prompt that does not show it. */
final class TokenInput {

    private static final int MAX_BYTES = 64 * 1024;

    private TokenInput() {}

    static String read(Terminal terminal) {
        String token = terminal.canAsk() ? terminal.askHidden("Token: ").orElse("") : readAll(terminal);
        String stripped = token.strip();
        String bare = stripped.regionMatches(true, 0, "Bearer ", 0, 7)
                ? stripped.substring(7).strip()
                : stripped;
        if (bare.isEmpty()) {
            throw Failure.usage("There is no token on standard input.");
        }
        return bare;
    }

    private static String readAll(Terminal terminal) {
        try {
            byte[] bytes = terminal.in().readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw Failure.usage("What is on standard input is too long for a token.");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw Failure.failed("Standard input cannot be read.");
        }
    }
}
