package dev.latchkey.server.link;

import dev.latchkey.core.account.Recovery;
import dev.latchkey.core.account.Recovery.Account;
import dev.latchkey.core.link.AddressLink;
import dev.latchkey.core.link.ResetLink;
import dev.latchkey.core.link.SignUpLink;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.mail.Letters;
import dev.latchkey.server.page.Letter;
import dev.latchkey.server.settings.ServerSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Makes the links when their letters are sent, for the accounts as they are then. */
public final class LinkLetters implements Letters {

    private final Recovery recovery;
    private final KeyDirectory keys;
    private final InstantSource clock;
    private final ServerSettings settings;

    public LinkLetters(Recovery recovery, KeyDirectory keys, InstantSource clock, ServerSettings settings) {
        this.recovery = recovery;
        this.keys = keys;
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    public Set<Letter.Kind> kinds() {
        return Set.of(Letter.Kind.PASSWORD_RESET, Letter.Kind.ADDRESS_VERIFICATION, Letter.Kind.REGISTRATION);
    }

    /**
     * Pointless when the account is disabled, or has another address by now; a verification also when the account has other
     * credentials than the session in which it was asked for.
     */
    @Override
    public Optional<Letter> write(Message message) {
        Instant expiresAt = clock.instant().plus(ResetLink.LIFETIME);
        return switch (Letter.Kind.of(message.content().kind())) {
            case PASSWORD_RESET -> reset(message, expiresAt);
            case ADDRESS_VERIFICATION -> verification(message, expiresAt);
            default -> Optional.of(registration(message, expiresAt));
        };
    }

    private Optional<Letter> reset(Message message, Instant expiresAt) {
        return account(message)
                .filter(account ->
                        Objects.equals(account.address(), message.content().address()))
                .map(account -> new Letter(
                        Letter.Kind.PASSWORD_RESET,
                        account.username(),
                        message.createdAt(),
                        url(ResetLink.PATH, account.link(expiresAt).write(keys.proofs()))));
    }

    private Optional<Letter> verification(Message message, Instant expiresAt) {
        String address = address(message);
        UUID user = Objects.requireNonNull(message.content().userId());
        return Optional.ofNullable(message.content().sessionId())
                .flatMap(session -> recovery.find(user, session))
                .filter(account -> !address.equals(account.address()))
                // Without the name of the account: the reader may be a stranger, and the name an attacker's link.
                .map(account -> new Letter(
                        Letter.Kind.ADDRESS_VERIFICATION,
                        null,
                        message.createdAt(),
                        url(
                                AddressLink.PATH,
                                account.addressLink(address, expiresAt).write(keys.proofs()))));
    }

    /** That there is an account already is told to the reader of its address, and not to the visitor who asked. */
    private Letter registration(Message message, Instant expiresAt) {
        String address = address(message);
        return recovery.findName(address)
                .map(username -> new Letter(
                        Letter.Kind.REGISTRATION_KNOWN,
                        username,
                        message.createdAt(),
                        settings.url(Endpoint.SIGN_IN.path())))
                .orElseGet(() -> new Letter(
                        Letter.Kind.REGISTRATION,
                        null,
                        message.createdAt(),
                        url(SignUpLink.PATH, new SignUpLink(address, expiresAt).write(keys.proofs()))));
    }

    private Optional<Account> account(Message message) {
        return Optional.ofNullable(message.content().userId()).flatMap(recovery::find);
    }

    private static String address(Message message) {
        return Objects.requireNonNull(message.content().address());
    }

    private String url(String path, String token) {
        return ResetLink.url(settings.url(path), token);
    }
}
