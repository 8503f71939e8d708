package dev.latchkey.admin.key;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.key.MasterKeySource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code latchkey key rewrap}. */
@Command(
        name = "rewrap",
        description = {
            "Seal all keys with a new master key. Servers go on, and find the new one in the same file.",
            "The setting of the master key holds the new one and the old one, in this order, until this is done."
        },
        footer = {
            "Examples:",
            "  latchkey key rewrap",
            "  latchkey key rewrap --generate      # with the embedded database"
        })
final class RewrapKeys implements Callable<Integer> {

    @Option(
            names = "--generate",
            order = 10,
            description = "Make a new master key for the embedded database. The old one stays in master-key.old, for"
                    + " backups.")
    private boolean generate;

    @Mixin
    private final Change change;

    private final Session session;

    RewrapKeys(Session session) {
        this.session = session;
        this.change = new Change(session);
    }

    @Override
    public Integer call() {
        MasterKeySource source = session.masterKeySource();
        if (generate && change.dryRun()) {
            return sealed(session.database().keys().list().size());
        }
        session.database();
        return sealed(generate ? source.exchange(this::rewrap) : rewrap(source.load(false)));
    }

    private int rewrap(MasterKey masterKey) {
        return change.make(() -> session.database().keyChanges().rewrap(masterKey, change.by()));
    }

    private int sealed(int keys) {
        String words = keys == 0 ? "all keys were sealed so already" : change.mood("sealed " + keys + " keys again");
        session.output().done(KeyShapes.REWRAPPED, keys, words);
        return ExitCode.DONE;
    }
}
