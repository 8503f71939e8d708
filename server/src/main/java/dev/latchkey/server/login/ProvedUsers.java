package dev.latchkey.server.login;

import dev.latchkey.core.account.Recovery;
import dev.latchkey.core.account.Recovery.Account;
import dev.latchkey.server.authorize.Answers;
import dev.latchkey.server.browser.ProvedPassword;
import dev.latchkey.server.browser.ProvedPasswords;
import dev.latchkey.server.browser.SignInNotes;
import dev.latchkey.server.page.Outcome;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds users between the password and the second factor. When the account was disabled or deleted meanwhile, or got another
 * password or factor, its user signs in from the beginning: no page asks for what the account no longer has.
 */
public final class ProvedUsers {

    private final ProvedPasswords proved;
    private final Recovery accounts;
    private final SignInNotes notes;
    private final Answers answers;
    private final SignInPages pages;

    public ProvedUsers(
            ProvedPasswords proved, Recovery accounts, SignInNotes notes, Answers answers, SignInPages pages) {
        this.proved = proved;
        this.accounts = accounts;
        this.notes = notes;
        this.answers = answers;
        this.pages = pages;
    }

    /** A user who has proved the password that the account has now. */
    record Proved(Account account, ProvedPassword password) {

        UUID userId() {
            return account.userId();
        }

        String username() {
            return account.username();
        }
    }

    /** The user; empty when this browser has proved no password for this query lately, or the account has changed. */
    Optional<Proved> find(Visit visit) {
        return proved.find(visit.query(), visit.http())
                .flatMap(password -> accounts.find(password.userId())
                        .filter(account -> account.credentialVersion() == password.credentialVersion())
                        .map(account -> new Proved(account, password)));
    }

    /** Has the browser forget it. */
    void clear(Visit visit) {
        proved.clear(visit.response());
    }

    /** Sends a user who was not found to the sign-in page, which says why unless the user has not begun here at all. */
    void again(Visit visit) {
        boolean begun = visit.http().getMethod().equals("POST")
                || proved.find(visit.query(), visit.http()).isPresent();
        if (begun) {
            clear(visit);
            Outcome outcome = Outcome.of(Outcome.Kind.SIGN_IN_AGAIN);
            answers.toStep(notes.url(outcome, visit.query(), visit.http()), visit.response());
        } else {
            pages.go(visit, SignInController.PATH);
        }
    }
}
