package dev.latchkey.admin.consent;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Change.Ending;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.consent.ConsentShapes.Revoked;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.consent.Consents;
import dev.latchkey.core.consent.Consents.Withdrawal;
import dev.latchkey.core.consent.Withdrawn;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code latchkey consent revoke}. */
record RevokeConsents(Session session) {

    @Command(
            description = "Forget what a user allowed a client, and revoke the tokens that the client has of the user."
                    + " At the next sign-in the user is asked again.",
            footer = {
                "Examples:",
                "  latchkey consent revoke --user alice --client shop",
                "  latchkey consent revoke --client shop --yes --reason 'it was sold'"
            })
    int revoke(
            @Option(names = "--user", paramLabel = "USER", order = 10, description = "What this user allowed.")
                    @Nullable
                    String nameOfUser,
            @Option(
                            names = "--client",
                            paramLabel = "CLIENT",
                            order = 11,
                            description = "What was allowed to this client; without --user by all users.")
                    @Nullable
                    String nameOfClient,
            @Mixin Confirmation confirmation,
            @Mixin Change change) {
        if (nameOfUser == null && nameOfClient == null) {
            throw Failure.usage("What is to be revoked? --user, --client or both.");
        }
        User user = nameOfUser == null ? null : Lookup.user(session.database(), nameOfUser);
        Client client = nameOfClient == null ? null : Lookup.client(session.database(), nameOfClient);
        if (user == null) {
            confirmation.require(change, "Forget what all users allowed " + nameOfClient + "?");
        }
        Ending<Withdrawn> done = change.makeEnding(withdrawal(user, client, change), Withdrawn::revocation);
        int consents = done.value().consents();
        String what = Stream.of(user == null ? "" : user.username(), client == null ? "" : client.clientId())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(" "));
        String words = (change.dryRun() ? "dry run, nothing was changed: " : "") + what + ": "
                + (consents == 1 ? "1 consent" : consents + " consents") + " revoked, "
                + done.ended().words(session.now());
        session.output().done(ConsentShapes.REVOKED, new Revoked(what, consents, done.ended()), words);
        return ExitCode.DONE;
    }

    private Supplier<Withdrawn> withdrawal(@Nullable User user, @Nullable Client client, Change change) {
        Consents consents = session.database().consents();
        if (user != null) {
            return () -> total(
                    client == null
                            ? consents.withdrawAllOfUser(user.id(), change.by())
                            : List.of(consents.withdraw(user.id(), client.id(), change.by())));
        }
        UUID all = Objects.requireNonNull(client).id();
        return change.orCount(
                () -> total(consents.withdrawAllOfClient(all, change.by())), () -> consents.countAllOfClient(all));
    }

    private static Withdrawn total(List<Withdrawal> all) {
        Withdrawn total = Withdrawn.NONE;
        for (Withdrawal one : all) {
            total = total.and(one);
        }
        return total;
    }
}
