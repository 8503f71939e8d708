package dev.latchkey.admin.key;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.key.MasterKeySource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code latchkey key rewrap}. */
record RewrapKeys(Session session) {

    @Command(
            description = {
                "Seal all keys with a new master key. Servers go on, and find the new one in the same file.",
                "The setting of the master key holds the new one and the old one, in this order, until this is done."
            },
            footer = {
                "Examples:",
                "  latchkey key rewrap",
                "  latchkey key rewrap --generate      # with the embedded database"
            })
    int rewrap(
            @Option(
                            names = "--generate",
                            order = 10,
                            description =
                                    "Make a new master key for the embedded database. The old one stays in master-key.old, for"
                                            + " backups.")
                    boolean generate,
            @Mixin Change change) {
        MasterKeySource source = session.masterKeySource();
        if (generate && change.dryRun()) {
            return sealed(session.database().keys().list().size(), change);
        }
        session.database();
        int keys =
                generate ? source.exchange(masterKey -> rewrap(masterKey, change)) : rewrap(source.load(false), change);
        return sealed(keys, change);
    }

    private int rewrap(MasterKey masterKey, Change change) {
        return change.make(() -> session.database().keyRewrap().rewrap(masterKey, change.by()));
    }

    private int sealed(int keys, Change change) {
        String words = keys == 0 ? "all keys were sealed so already" : change.mood("sealed " + keys + " keys again");
        session.output().done(KeyShapes.REWRAPPED, keys, words);
        return ExitCode.DONE;
    }
}
