package dev.latchkey.server.page;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens at the end of the demo sign-in, and what to do next.
 *
 * @param issuer what an app is told
 * @param again the URL where the walk begins
 */
public record DemoResultPage(String username, List<Token> tokens, String issuer, String again) implements Page {

    /** Copies the tokens, so that they cannot change. */
    public DemoResultPage {
        tokens = List.copyOf(tokens);
    }

    /**
     * A token, decoded.
     *
     * @param header as indented JSON; null for a refresh token, which is sealed
     * @param claims as indented JSON; null likewise
     */
    public record Token(
            Kind kind, @Nullable String header, @Nullable String claims, Instant expiresAt) {}

    /** What a token is for. */
    public enum Kind {
        ID(Text.ID_TOKEN, Text.ID_TOKEN_TEXT),
        ACCESS(Text.ACCESS_TOKEN, Text.ACCESS_TOKEN_TEXT),
        REFRESH(Text.REFRESH_TOKEN, Text.REFRESH_TOKEN_TEXT);

        final Text title;
        final Text text;

        Kind(Text title, Text text) {
            this.title = title;
            this.text = text;
        }
    }
}
