package dev.latchkey.admin.key;

import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import java.util.List;

/** {@code latchkey key}. */
public final class KeyCommand {

    public static final Noun NOUN = new Noun(
            "key",
            "The keys that sign access tokens and authenticate refresh tokens.",
            List.of("latchkey key list", "latchkey key rotate --algorithm RS256"),
            new Verb("list", ListKeys.class),
            new Verb("retire", RetireKey.class),
            new Verb("revoke", RevokeKey.class),
            new Verb("rewrap", RewrapKeys.class),
            new Verb("rotate", RotateKeys.class));

    /** Of the argument that names a key. */
    static final String KEY = "Its id, or the beginning of it.";

    private KeyCommand() {}
}
