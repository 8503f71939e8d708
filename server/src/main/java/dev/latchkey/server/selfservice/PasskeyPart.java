package dev.latchkey.server.selfservice;

import dev.latchkey.core.Database;
import dev.latchkey.core.factor.FactorChanges.Changed;
import dev.latchkey.core.factor.NewPasskey;
import dev.latchkey.core.factor.Passkey;
import dev.latchkey.core.factor.PasskeyChanges;
import dev.latchkey.core.factor.Passkeys;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.UserAgent;
import dev.latchkey.server.page.FactorPage;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.PasskeyRequest;
import dev.latchkey.server.passkey.NewPasskeys;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The passkeys on the page of factors. */
final class PasskeyPart {

    private final NewPasskeys added;
    private final Passkeys passkeys;
    private final PasskeyChanges changes;

    PasskeyPart(NewPasskeys added, Database database) {
        this.added = added;
        this.passkeys = database.factors().passkeys();
        this.changes = database.factors().passkeyChanges();
    }

    /** A change that was made, with the name of the passkey. */
    record Done(Changed changed, String name) {}

    List<FactorPage.Passkey> list(Visit visit) {
        return passkeys.list(visit.userId()).stream()
                .map(passkey ->
                        new FactorPage.Passkey(passkey.id(), passkey.name(), passkey.createdAt(), passkey.lastUsedAt()))
                .toList();
    }

    @Nullable
    PasskeyRequest ask(Form form, Visit visit) {
        return added.ask(form, visit.userId(), visit.live().username());
    }

    /** What a new passkey is called unless the user changes it; may be empty. */
    String program(Visit visit) {
        return Objects.requireNonNullElse(UserAgent.program(visit.http().getHeader(HttpHeaders.USER_AGENT)), "");
    }

    /** Adds the one whose answer is in the form; empty when anything is wrong with it. */
    Optional<Done> add(Visit visit, Parameters form) {
        Optional<NewPasskey> read = added.read(form, form.get(FactorPage.NAME), program(visit));
        return read.flatMap(
                passkey -> changes(visit).add(visit.live(), passkey).map(changed -> new Done(changed, passkey.name())));
    }

    private PasskeyChanges changes(Visit visit) {
        return changes.onPageIn(visit.language().tag());
    }

    /** Removes the one that the form names; empty when the user has none of that id by now. */
    Optional<Done> remove(Visit visit, Parameters form) {
        Optional<Passkey> meant = passkeys.list(visit.userId()).stream()
                .filter(passkey -> passkey.id().equals(form.get(FactorPage.PASSKEY)))
                .findFirst();
        return meant.flatMap(passkey -> changes(visit)
                .remove(visit.live(), passkey.credentialId())
                .map(changed -> new Done(changed, passkey.name())));
    }
}
