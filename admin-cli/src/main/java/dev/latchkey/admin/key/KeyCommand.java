package dev.latchkey.admin.key;

import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey key}. */
@Command(
        name = "key",
        description = KeyCommand.DESCRIPTION,
        footer = {"Examples:", "  latchkey key list", "  latchkey key rotate --algorithm RS256"})
@Verbs({ListKeys.class, RetireKey.class, RevokeKey.class, RewrapKeys.class, RotateKeys.class})
public final class KeyCommand {

    public static final String DESCRIPTION = "The keys that sign access tokens and authenticate refresh tokens.";

    /** Of the argument that names a key. */
    static final String KEY = "Its id, or the beginning of it.";

    private KeyCommand() {}
}
